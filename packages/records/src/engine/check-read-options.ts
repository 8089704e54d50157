import { DELIMITERS } from "../framing/delimiter-name.ts";
import { checkFormat } from "./check-format.ts";
import type { SourceFormat } from "./record-reader.ts";

/** What is nested deeper can end a recursion over it, wherever there is one. */
const MOST_DEPTH = 1000;

/** The options whose values are checked. */
interface CheckedOptions {
  readonly format?: "json" | "csv" | "auto" | SourceFormat | undefined;
  readonly name?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly maxRecordBytes?: number | undefined;
  readonly maxDepth?: number | undefined;
}

/** @throws {TypeError} {@link RangeError} for the value of an option that can't be */
export function checkReadOptions({
  format = "auto",
  name,
  delimiter = ",",
  maxRecordBytes = 1,
  maxDepth = 1,
}: CheckedOptions): void {
  if (name !== undefined && typeof (name as unknown) !== "string")
    throw new TypeError(`name must be a string, not ${typeof name}.`);
  checkFormat("", format);
  if (delimiter !== "auto" && !Object.hasOwn(DELIMITERS, delimiter)) {
    throw new TypeError(
      `delimiter must be one of "," ";" "|" and "\\t", not ${JSON.stringify(delimiter)}; csvFormat takes others.`,
    );
  }
  if (!Number.isSafeInteger(maxRecordBytes) || maxRecordBytes < 1) {
    throw new RangeError(`maxRecordBytes must be a positive integer, not ${maxRecordBytes}.`);
  }
  if (!Number.isSafeInteger(maxDepth) || maxDepth < 1 || maxDepth > MOST_DEPTH) {
    throw new RangeError(`maxDepth must be an integer from 1 to ${MOST_DEPTH}, not ${maxDepth}.`);
  }
}
