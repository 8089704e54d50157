import type { Refusal } from "./convert-value.ts";

/** A text that is too long to be shown to a pattern. */
export function tooLong(length: number): Refusal {
  return {
    code: "too_big",
    expected: `a text of at most ${length} ${length === 1 ? "character" : "characters"}`,
    hint: "longer ones are shown to a pattern of the contract only where it has a .max() of its own",
  };
}
