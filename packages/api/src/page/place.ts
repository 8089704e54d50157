import { ProblemError } from "../http/problem.ts";
import type { TimeRange } from "../select/time-range.ts";
import type { CursorCodec } from "./cursor-codec.ts";

/** Where the next page begins. */
export interface Place {
  /** The values of the last row, in the order of the sort terms. */
  readonly values: readonly unknown[];
  /** How many rows that equal the last one were given: they are passed over. */
  readonly seen: number;
  /** The range of the first page, which the API may have chosen. */
  readonly range: readonly [fromMs: number, toMs: number, isDefault: boolean] | null;
}

const MAX_CURSOR_CHARACTERS = 4_000;
export const CURSOR_PATTERN = /^[A-Za-z0-9_-]{40,4000}$/;

/**
 * The cursor of a place.
 *
 * @throws {ProblemError} 422 `CURSOR_TOO_LONG`
 */
export function cursorOf(codec: CursorCodec, place: Place, scope: string): string {
  const text = codec.seal([place.values, place.seen, place.range], scope);
  if (text.length <= MAX_CURSOR_CHARACTERS) return text;
  throw new ProblemError({
    status: 422,
    code: "CURSOR_TOO_LONG",
    title: "There is no next page in this order.",
    detail:
      "The last row's values are too long for a cursor. Sort by other columns, or ask for all rows with a larger limit.",
  });
}

/**
 * The place of a cursor.
 *
 * @throws {ProblemError} 422 `INVALID_CURSOR`
 */
export function placeOf(codec: CursorCodec, text: string, scope: string): Place {
  const content = codec.open(text, scope);
  if (content === undefined) {
    const message =
      "It is not a cursor of this query: give the other parameters as they were when it was answered, or leave it out to begin anew.";
    throw new ProblemError({
      status: 422,
      code: "INVALID_CURSOR",
      title: "The cursor is not right.",
      detail: message,
      faults: [{ in: "query", name: "cursor", message }],
    });
  }
  // What was sealed here is what was opened.
  const [values, seen, range] = content as [Place["values"], number, Place["range"]];
  return { values, seen, range };
}

/** The range that a cursor keeps. */
export function rangeOfPlace({ range }: Place): TimeRange | undefined {
  return range === null ? undefined : { fromMs: range[0], toMs: range[1], isDefault: range[2] };
}
