import type { Paint } from "./paint.ts";

/** Where a report is shown. */
export interface Page {
  /** No line is wider than these columns. */
  readonly width: number;
  readonly paint: Paint;
}
