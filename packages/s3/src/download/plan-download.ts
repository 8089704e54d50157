import { checkInteger } from "../internal/check-arguments.ts";

const DEFAULT_RANGE_BYTES = 8 * 1024 ** 2;
export const MIN_RANGE_BYTES = 64 * 1024;
export const MAX_RANGE_BYTES = 5 * 1024 ** 3;

/** Bytes `start` up to, not including, `end` of an object. */
export interface ByteRange {
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The ranges in which an object is read: equal ones, the last smaller; none for an empty object.
 *
 * @throws {RangeError} for sizes that are not whole numbers, or a part of no bytes
 *
 * @example
 * ```ts
 * import { planDownload } from "@cloudapi/s3";
 *
 * const ranges = [...planDownload(100, 64)];
 * console.log(ranges[1]); // => { index: 1, start: 64, end: 100 }
 * ```
 */
export function planDownload(
  sizeBytes: number,
  partSizeBytes: number = DEFAULT_RANGE_BYTES,
): Generator<ByteRange, void, undefined> {
  const what = "planDownload";
  checkInteger(what, "sizeBytes", sizeBytes, 0, Number.MAX_SAFE_INTEGER);
  checkInteger(what, "partSizeBytes", partSizeBytes, 1, MAX_RANGE_BYTES);
  return rangesOf(sizeBytes, partSizeBytes);
}

function* rangesOf(
  sizeBytes: number,
  partSizeBytes: number,
): Generator<ByteRange, void, undefined> {
  for (let index = 0; index * partSizeBytes < sizeBytes; index++) {
    const start = index * partSizeBytes;
    yield { index, start, end: Math.min(start + partSizeBytes, sizeBytes) };
  }
}
