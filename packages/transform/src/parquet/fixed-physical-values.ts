import {
  type FixedArray,
  type FixedValues,
  SNAPPY_OF_ANYTHING,
  SNAPPY_OF_INTEGERS,
} from "@cloudapi/records/internal";
import type { ByteWriter } from "hyparquet-writer";
import { micros } from "./micros.ts";
import type { NumberDictionary } from "./number-dictionary.ts";
import {
  type ChunkDictionary,
  dictionaryPays,
  PAGE_BYTES,
  PAGE_VALUES,
  type PhysicalValues,
  reserve,
  type ValueBounds,
} from "./physical-values.ts";
import { writeCodes } from "./write-codes.ts";

/** So many values are looked at by one call: of functions that are called often V8 compiles one version, whole. */
const VALUES_PER_CALL = 1_024;

/** What a column of numbers is. */
export interface FixedKind {
  /** Of milliseconds: the unit that they are stored in. */
  readonly timeUnit: "MILLIS" | "MICROS" | undefined;
  readonly isBoolean: boolean;
  readonly isDecimal: boolean;
}

/** Numbers as Parquet stores them. */
export function fixedPhysicalValues(
  { values }: FixedValues,
  kind: FixedKind,
  numbers: NumberDictionary,
): PhysicalValues {
  const write = writerOf(kind);
  return {
    count: values.length,
    kind: snappyKind(values, kind),
    ...numberBounds(foundBounds(values), kind),
    dictionary: kind.isBoolean ? undefined : dictionaryOf(values, numbers, write),
    pageEnd: (start) => fixedPageEnd(start, values.length, values.BYTES_PER_ELEMENT),
    writePlain: (out, start, end) => write(out, values.subarray(start, end)),
  };
}

/** What values are to Snappy as they are stored. */
export function snappyKind(values: FixedArray, { timeUnit }: FixedKind): number {
  const isInteger = timeUnit !== undefined || values instanceof BigInt64Array;
  return isInteger ? SNAPPY_OF_INTEGERS : SNAPPY_OF_ANYTHING;
}

function writerOf({ isBoolean, timeUnit }: FixedKind): typeof writeBytes {
  if (isBoolean) return writeBits;
  if (timeUnit === undefined) return writeBytes;
  return timeUnit === "MICROS" ? writeMicros : writeInt64s;
}

/** The first value that no longer fits a page that begins with one, of values of so many bytes as they are held. */
export function fixedPageEnd(start: number, count: number, width: number): number {
  return Math.min(count, start + Math.min(PAGE_VALUES, Math.floor(PAGE_BYTES / width)));
}

/** Bounds that were found, as statistics take them. */
export function numberBounds(
  { min, max, nans }: FoundBounds,
  { isBoolean, isDecimal, timeUnit }: FixedKind,
): ValueBounds {
  if (min === undefined || max === undefined) return { min: undefined, max: undefined, nans };
  if (isBoolean) return { min: min === 1, max: max === 1, nans };
  if (timeUnit === "MICROS") return { min: micros(min), max: micros(max), nans };
  // The statistics of decimals take unscaled values as bigints only.
  if (isDecimal) return { min: BigInt(min), max: BigInt(max), nans };
  return { min: signed(min, -0), max: signed(max, 0), nans };
}

/** Least and greatest as values are held, and how many are not a number. */
export interface FoundBounds {
  readonly min: number | bigint | undefined;
  readonly max: number | bigint | undefined;
  readonly nans: number;
}

function foundBounds(values: FixedArray): FoundBounds {
  return values instanceof BigInt64Array ? boundsOfIntegers(values) : boundsOfNumbers(values);
}

function boundsOfNumbers(values: Exclude<FixedArray, BigInt64Array>): FoundBounds {
  const found = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, nans: 0 };
  const { length } = values;
  for (let from = 0; from < length; from += VALUES_PER_CALL)
    widenBounds(found, values, from, Math.min(length, from + VALUES_PER_CALL));
  return found.nans === length ? { min: undefined, max: undefined, nans: found.nans } : found;
}

/** Widen bounds so that values from one to before another are between them. */
function widenBounds(
  found: { min: number; max: number; nans: number },
  values: Exclude<FixedArray, BigInt64Array>,
  from: number,
  to: number,
): void {
  let { min, max, nans } = found;
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value !== value) nans++;
  }
  found.min = min;
  found.max = max;
  found.nans = nans;
}

function boundsOfIntegers(values: BigInt64Array): FoundBounds {
  let [min] = values;
  let max = min;
  for (const value of values) {
    if (value < (min as bigint)) min = value;
    if (value > (max as bigint)) max = value;
  }
  return { min, max, nans: 0 };
}

/** The least value of floating point zeros is written as -0 and the greatest as 0, whichever of the two were there (parquet.thrift, Statistics). */
function signed(value: number | bigint, zero: number): number | bigint {
  return value === 0 ? zero : value;
}

/** The distinct values, unless there are too many. */
function dictionaryOf(
  values: FixedArray,
  numbers: NumberDictionary,
  write: (out: ByteWriter, values: FixedArray) => void,
): ChunkDictionary | undefined {
  const width = values.BYTES_PER_ELEMENT;
  const found = numbers.find(values);
  if (found === undefined) return undefined;
  const { size, codes, distinct } = found;
  if (!dictionaryPays(size, size * width, values.length, values.length * width)) return undefined;
  return {
    size,
    write: (out) => write(out, distinct),
    writeCodes: (out, start, end, bitWidth) =>
      writeCodes(out, codes.subarray(start, end), bitWidth),
  };
}

function writeBytes(out: ByteWriter, values: FixedArray): void {
  out.appendBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** Whole numbers in doubles as 64-bit integers, low half first. */
function writeInt64s(out: ByteWriter, values: FixedArray): void {
  writeInSteps(out, values, (view, at, from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      const high = Math.floor(value / 2 ** 32);
      view.setUint32(at + 8 * i, value - high * 2 ** 32, true);
      view.setInt32(at + 8 * i + 4, high, true);
    }
  });
}

/** Milliseconds in doubles as microseconds in 64-bit integers, which may have more digits than a double has. */
function writeMicros(out: ByteWriter, values: FixedArray): void {
  writeInSteps(out, values, (view, at, from, to) => {
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      const high = Math.floor(value / 2 ** 32);
      const low = Math.round((value - high * 2 ** 32) * 1000);
      const carry = Math.floor(low / 2 ** 32);
      view.setUint32(at + 8 * i, low - carry * 2 ** 32, true);
      view.setInt32(at + 8 * i + 4, high * 1000 + carry, true);
    }
  });
}

/** Write integers of 64 bits some at a time, where the first of all begins at a place. */
function writeInSteps(
  out: ByteWriter,
  { length }: FixedArray,
  write: (view: DataView, at: number, from: number, to: number) => void,
): void {
  const start = reserve(out, length * 8);
  for (let from = 0; from < length; from += VALUES_PER_CALL)
    write(out.view, start, from, Math.min(length, from + VALUES_PER_CALL));
}

/** Booleans as bits, the first in the lowest. */
function writeBits(out: ByteWriter, values: FixedArray): void {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 1) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  }
  out.appendBytes(bits);
}
