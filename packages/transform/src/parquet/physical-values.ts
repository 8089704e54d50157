import type { ByteWriter } from "hyparquet-writer";

/** Bounds of values, as hyparquet-writer's statistics take them. */
export interface ValueBounds {
  /** Least and greatest value; `undefined` when there are no values. */
  readonly min: StatisticValue | undefined;
  readonly max: StatisticValue | undefined;
  /** Values that are not a number, which are neither. */
  readonly nans: number;
}

/** The values of a column chunk as Parquet stores them, without the nulls; they are written to a `Body`. */
export interface PhysicalValues<Body = ByteWriter> extends ValueBounds {
  readonly count: number;
  /** What they are in PLAIN encoding, for Snappy: `SNAPPY_OF_TEXTS` or another of that name. */
  readonly kind: number;
  /** The dictionary, where one pays. */
  readonly dictionary: ChunkDictionary<Body> | undefined;
  /** The first value that no longer fits a page in PLAIN encoding that begins with value `start`. */
  pageEnd(start: number): number;
  /** Write values `start` to `end` in PLAIN encoding. */
  writePlain(out: Body, start: number, end: number): void;
}

/** Distinct values, and for each value its place among them. */
export interface ChunkDictionary<Body = ByteWriter> {
  readonly size: number;
  /** Write the distinct values in PLAIN encoding. */
  write(out: Body): void;
  /** Write the places of values `start` to `end` in so many bits. */
  writeCodes(out: Body, start: number, end: number, bitWidth: number): void;
}

export type StatisticValue = Uint8Array | number | bigint | boolean;

/** Bytes of a page before compression, about. */
export const PAGE_BYTES = 1024 * 1024;
/** Values in a page at most, so that codes of any width stay below a megabyte. */
export const PAGE_VALUES = 131_072;

/** Whether a dictionary and its codes take at most three quarters of what the values take in PLAIN encoding, which compresses better than codes do. */
export function dictionaryPays(
  size: number,
  dictionaryBytes: number,
  count: number,
  plainBytes: number,
): boolean {
  return 4 * (dictionaryBytes + (count * bitWidthOf(size)) / 8) <= 3 * plainBytes;
}

/** Bits of a code into a dictionary of this size; at least one, which every reader takes. */
export function bitWidthOf(size: number): number {
  return Math.max(1, Math.ceil(Math.log2(size)));
}

/** Make room for `size` bytes behind those of a writer, and count them as written; where they begin in its buffer. */
export function reserve(out: ByteWriter, size: number): number {
  out.ensure(size);
  const start = out.index;
  out.index += size;
  out.offset += size;
  return start;
}
