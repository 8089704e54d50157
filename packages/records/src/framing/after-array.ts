import { skipBlank } from "./blank.ts";
import { ElementScanner } from "./element-scanner.ts";

const LF = 0x0a;
const LOOKED_AT_BYTES = 4096;

/**
 * What follows a `]` that may end an array: nothing; JSON Lines, when the next line holds one whole value; more of the
 * array, since the bracket is out of place; or too few bytes to tell.
 *
 * @param start the place behind the bracket
 */
export function afterArray(
  bytes: Buffer,
  start: number,
  { isLast, maxDepth }: { readonly isLast: boolean; readonly maxDepth: number },
): "end" | "lines" | "records" | "more" {
  const next = skipBlank(bytes, start, bytes.length);
  if (next === bytes.length) return isLast ? "end" : "more";
  if (!bytes.subarray(start, next).includes(LF)) return "records";
  const found = bytes.subarray(0, next + LOOKED_AT_BYTES).indexOf(LF, next);
  const isLong = found < 0 && bytes.length >= next + LOOKED_AT_BYTES;
  if (found < 0 && !isLong && !isLast) return "more";
  const lineEnd = found < 0 ? Math.min(bytes.length, next + LOOKED_AT_BYTES) : found + 1;
  const scanner = new ElementScanner(maxDepth);
  const end = scanner.scan(bytes, next, lineEnd);
  if (scanner.status === "open") return found < 0 ? "lines" : "records";
  const isWhole = scanner.status === "ended" && skipBlank(bytes, end, lineEnd) === lineEnd;
  return isWhole ? "lines" : "records";
}
