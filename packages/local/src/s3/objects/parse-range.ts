import { S3Error } from "../s3-error.ts";

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Read a Range header against an object's size.
 *
 * @returns `undefined` when there is no range, or none that S3 would honour, such as several at once: the
 *   whole object then
 * @throws {S3Error} InvalidRange when it lies outside the object
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const [whole, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? [];
  if (whole === undefined || (first === "" && last === "")) return undefined;
  if (first === "") return suffix(Number(last), size, header);
  if (last !== "" && Number(last) < Number(first)) return undefined;
  if (Number(first) >= size) throw outside(header, size);
  return { start: Number(first), end: last === "" ? size : Math.min(Number(last) + 1, size) };
}

function suffix(length: number, size: number, header: string): ByteRange {
  if (length === 0 || size === 0) throw outside(header, size);
  return { start: Math.max(size - length, 0), end: size };
}

function outside(header: string, size: number): S3Error {
  return new S3Error("InvalidRange", undefined, {
    details: { RangeRequested: header, ActualObjectSize: String(size) },
    headers: { "content-range": `bytes */${size}` },
  });
}
