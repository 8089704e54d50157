import type { Tell } from "./definition-issue.ts";
import type { QueryLanguage } from "./state-fields.ts";

/** Where in a definition is looked, and what is known there. */
export interface Place {
  readonly location: string;
  readonly tell: Tell;
  readonly language: QueryLanguage;
  /** Names of states so far: they are unique in the whole machine. */
  readonly names: Set<string>;
  /** Checks a branch of a Parallel, or the processor of a Map. */
  readonly checkBranch: (branch: unknown, place: Place) => void;
}

/** Whether a value is an expression of JSONata as a whole. */
export function isExpression(value: unknown): value is string {
  return (
    typeof value === "string" && value.startsWith("{%") && value.endsWith("%}") && value.length >= 4
  );
}
