import type { Shape } from "./shape.ts";

/** What a field is to become. */
export interface Proposal {
  readonly shape: Shape;
  /** Whether every value arrives as it is, or in another form. */
  readonly verdict: "exact" | "converted";
  /** What becomes of the values, in sentences without a full stop. */
  readonly notes: readonly string[];
}
