import type { FixedArray, FixedValues } from "@cloudapi/records/internal";
import type { ByteWriter } from "hyparquet-writer";
import { micros } from "./micros.ts";
import {
  type ChunkDictionary,
  dictionaryPays,
  PAGE_BYTES,
  PAGE_VALUES,
  type PhysicalValues,
  reserve,
  type StatisticValue,
} from "./physical-values.ts";

/** What a column of numbers is. */
export interface FixedKind {
  /** Of milliseconds: the unit that they are stored in. */
  readonly timeUnit: "MILLIS" | "MICROS" | undefined;
  readonly isBoolean: boolean;
  readonly isDecimal: boolean;
}

const SAMPLE = 1024;
const MAX_DICTIONARY = 65_536;

/** Numbers as Parquet stores them. */
export function fixedPhysicalValues(column: FixedValues, kind: FixedKind): PhysicalValues {
  const values = withoutNulls(column);
  const { min, max } = bounds(values, kind);
  const write = writerOf(kind);
  const perPage = Math.min(PAGE_VALUES, Math.floor(PAGE_BYTES / values.BYTES_PER_ELEMENT));
  return {
    count: values.length,
    min,
    max,
    nans: countNaNs(values),
    dictionary: kind.isBoolean ? undefined : dictionaryOf(values, write),
    pageEnd: (start) => Math.min(values.length, start + perPage),
    writePlain: (out, start, end) => write(out, values.subarray(start, end)),
  };
}

function writerOf({ isBoolean, timeUnit }: FixedKind): typeof writeBytes {
  if (isBoolean) return writeBits;
  if (timeUnit === undefined) return writeBytes;
  return timeUnit === "MICROS" ? writeMicros : writeInt64s;
}

function countNaNs(values: FixedArray): number {
  let count = 0;
  if (values instanceof Float64Array || values instanceof Float32Array)
    for (const value of values) if (Number.isNaN(value)) count++;
  return count;
}

function withoutNulls({ values, present, nulls }: FixedValues): FixedArray {
  if (present === undefined) return values;
  const kept = emptyLike(values, values.length - nulls);
  let end = 0;
  for (let row = 0; row < values.length; row++) {
    if (present[row] === 1) kept[end++] = values[row] as number;
  }
  return kept;
}

function emptyLike(values: FixedArray, length: number): FixedArray {
  return new (values.constructor as new (length: number) => FixedArray)(length);
}

function bounds(
  values: FixedArray,
  { isBoolean, isDecimal, timeUnit }: FixedKind,
): { min: StatisticValue | undefined; max: StatisticValue | undefined } {
  let begin = 0;
  while (Number.isNaN(values[begin])) begin++;
  const first = values[begin];
  if (first === undefined) return { min: undefined, max: undefined };
  let min: number | bigint = first;
  let max: number | bigint = first;
  for (let i = begin + 1; i < values.length; i++) {
    const value = values[i] as number | bigint;
    if (value < min) min = value;
    else if (value > max) max = value;
  }
  if (isBoolean) return { min: min === 1, max: max === 1 };
  if (timeUnit === "MICROS") return { min: micros(min), max: micros(max) };
  // The statistics of decimals take unscaled values as bigints only.
  return isDecimal ? { min: BigInt(min), max: BigInt(max) } : { min: signed(min, -0), max };
}

/** The least value of floating point zeros is written as -0, whichever of the two were there (parquet.thrift, Statistics). */
function signed(value: number | bigint, zero: number): number | bigint {
  return value === 0 ? zero : value;
}

/** The distinct values, unless a sample or the whole shows that there are too many. */
function dictionaryOf(
  values: FixedArray,
  write: (out: ByteWriter, values: FixedArray) => void,
): ChunkDictionary | undefined {
  if (values.length === 0 || !repeats(values)) return undefined;
  const codes = new Int32Array(values.length);
  const known = new Map<number | bigint, number>();
  const limit = Math.min(MAX_DICTIONARY, values.length / 2);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number | bigint;
    let code = known.get(value);
    if (code === undefined) {
      if (known.size >= limit) return undefined;
      code = known.size;
      known.set(value, code);
    }
    codes[i] = code;
  }
  const distinct = emptyLike(values, known.size);
  let end = 0;
  for (const value of known.keys()) distinct[end++] = value;
  const width = values.BYTES_PER_ELEMENT;
  if (!dictionaryPays(known.size, known.size * width, values.length, values.length * width))
    return undefined;
  return { size: known.size, codes, write: (out) => write(out, distinct) };
}

/** Whether values from all over the column repeat, so that a dictionary is worth trying. */
function repeats(values: FixedArray): boolean {
  const seen = new Set<number | bigint>();
  const step = Math.max(1, Math.floor(values.length / SAMPLE));
  let sampled = 0;
  for (let i = 0; i < values.length; i += step, sampled++) seen.add(values[i] as number | bigint);
  return seen.size * 2 <= sampled;
}

function writeBytes(out: ByteWriter, values: FixedArray): void {
  out.appendBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** Whole numbers in doubles as 64-bit integers, low half first. */
function writeInt64s(out: ByteWriter, values: FixedArray): void {
  const start = reserve(out, values.length * 8);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const high = Math.floor(value / 2 ** 32);
    out.view.setUint32(start + 8 * i, value - high * 2 ** 32, true);
    out.view.setInt32(start + 8 * i + 4, high, true);
  }
}

/** Milliseconds in doubles as microseconds in 64-bit integers, which may have more digits than a double has. */
function writeMicros(out: ByteWriter, values: FixedArray): void {
  const start = reserve(out, values.length * 8);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const high = Math.floor(value / 2 ** 32);
    const low = Math.round((value - high * 2 ** 32) * 1000);
    const carry = Math.floor(low / 2 ** 32);
    out.view.setUint32(start + 8 * i, low - carry * 2 ** 32, true);
    out.view.setInt32(start + 8 * i + 4, high * 1000 + carry, true);
  }
}

/** Booleans as bits, the first in the lowest. */
function writeBits(out: ByteWriter, values: FixedArray): void {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 1) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  }
  out.appendBytes(bits);
}
