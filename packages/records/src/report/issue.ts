/** One thing that is wrong with a record. */
export interface Issue {
  /** What kind of thing; stable, see docs/errors.md. */
  readonly code: string;
  /** Where in the record; empty for the record as a whole. */
  readonly path: readonly (string | number)[];
  /** What is wrong, in a sentence that names the field. */
  readonly message: string;
  /** What would have been right. */
  readonly expected?: string;
  /** What was there instead, cut short. */
  readonly received?: string;
}

const PREVIEW_LENGTH = 100;

/**
 * A value as it is shown in an issue: strings in quotes, at most 100 characters, containers by kind only.
 *
 * @example
 * ```ts
 * import { previewValue } from "@cloudapi/records/internal";
 *
 * console.log(previewValue("abc")); // => "\"abc\""
 * console.log(previewValue([1, 2])); // => "array"
 * ```
 */
export function previewValue(value: unknown): string {
  if (typeof value === "string") {
    const text = JSON.stringify(value.slice(0, PREVIEW_LENGTH + 1));
    return text.length <= PREVIEW_LENGTH
      ? text
      : `${text.slice(0, PREVIEW_LENGTH - 1).replace(/(?<!\\)\\+$/, "")}…`;
  }
  if (Array.isArray(value)) return "array";
  if (value === null) return "null";
  if (typeof value === "object") return value instanceof Date ? "Date" : "object";
  if (typeof value === "function" || typeof value === "symbol") return typeof value;
  return String(value as string | number | bigint | boolean | undefined);
}
