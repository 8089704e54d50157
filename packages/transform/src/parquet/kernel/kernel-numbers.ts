import type { FixedArray, FixedValues } from "@cloudapi/records/internal";
import {
  GREATEST_BOUND,
  LEAST_BOUND,
  OF_BYTES,
  OF_DOUBLES,
  OF_FLOATS,
  OF_INT32S,
  OF_INT64S,
} from "@cloudapi/records/internal";
import {
  type FixedKind,
  type FoundBounds,
  fixedPageEnd,
  numberBounds,
  snappyKind,
} from "../fixed-physical-values.ts";
import { MOST_NUMBERS, mostEntries, sizeOfDictionary, slotsFor } from "../number-dictionary.ts";
import { type ChunkDictionary, dictionaryPays, type PhysicalValues } from "../physical-values.ts";
import type { KernelBody } from "./kernel-body.ts";
import { writeWordCodes } from "./kernel-codes.ts";
import type { KernelWork } from "./kernel-work.ts";

const INT64_BYTES = 8;
const CODE_BYTES = 4;

/** Writes so many values from an address on. */
type Write = (body: KernelBody, address: number, count: number) => void;

/** The same as `fixedPhysicalValues`, by the kernel. */
export function kernelNumbers(
  work: KernelWork,
  { values }: FixedValues,
  kind: FixedKind,
): PhysicalValues<KernelBody> {
  const { length: count, BYTES_PER_ELEMENT: width } = values;
  const address = work.values.addressOf(values);
  const write = writerOf(work, kind, width);
  return {
    count,
    kind: snappyKind(values, kind),
    ...numberBounds(boundsOf(work, values, address), kind),
    dictionary: kind.isBoolean ? undefined : dictionaryOf(work, { address, count, width }, write),
    pageEnd: (start) => fixedPageEnd(start, count, width),
    writePlain: (body, start, end) => write(body, address + start * width, end - start),
  };
}

function boundsOf({ kernel, bounds }: KernelWork, values: FixedArray, at: number): FoundBounds {
  if (values.length === 0) return { min: undefined, max: undefined, nans: 0 };
  const nans = kernel.functions.boundsOfNumbers(kindOf(values), at, values.length, bounds);
  if (nans === values.length) return { min: undefined, max: undefined, nans };
  const view = new DataView(kernel.buffer);
  if (values instanceof BigInt64Array) {
    const min = view.getBigInt64(bounds + LEAST_BOUND, true);
    return { min, max: view.getBigInt64(bounds + GREATEST_BOUND, true), nans };
  }
  const min = view.getFloat64(bounds + LEAST_BOUND, true);
  return { min, max: view.getFloat64(bounds + GREATEST_BOUND, true), nans };
}

function kindOf(values: FixedArray): number {
  if (values instanceof Float64Array) return OF_DOUBLES;
  if (values instanceof Float32Array) return OF_FLOATS;
  if (values instanceof BigInt64Array) return OF_INT64S;
  return values instanceof Int32Array ? OF_INT32S : OF_BYTES;
}

function writerOf(
  { kernel }: KernelWork,
  { isBoolean, timeUnit }: FixedKind,
  width: number,
): Write {
  const { functions } = kernel;
  if (isBoolean) {
    return (body, address, count) => {
      const bytes = Math.ceil(count / 8);
      const out = body.reserve(bytes);
      functions.writeBits(address, count, out);
      body.advanceTo(out + bytes);
    };
  }
  if (timeUnit !== undefined) {
    return (body, address, count) => {
      const out = body.reserve(count * INT64_BYTES);
      if (timeUnit === "MICROS") functions.writeMicros(address, count, out);
      else functions.writeInt64s(address, count, out);
      body.advanceTo(out + count * INT64_BYTES);
    };
  }
  return (body, address, count) => {
    const out = body.reserve(count * width);
    functions.copyBytes(out, address, count * width);
    body.advanceTo(out + count * width);
  };
}

interface PlacedNumbers {
  readonly address: number;
  readonly count: number;
  readonly width: number;
}

/** The distinct values, unless there are too many. */
function dictionaryOf(
  work: KernelWork,
  { address, count, width }: PlacedNumbers,
  write: Write,
): ChunkDictionary<KernelBody> | undefined {
  const codes = work.numbers.reserve(count * CODE_BYTES);
  let distinct = 0;
  const entries = mostEntries(count, width, MOST_NUMBERS);
  const size = sizeOfDictionary(count, entries, (step, limit) => {
    const slots = slotsFor(count, step, limit);
    distinct = work.distinct.reserve(slots * width);
    const table = work.table.reserve(slots * CODE_BYTES);
    return work.kernel.functions.numberValues(
      address,
      count,
      width,
      step,
      limit,
      table,
      slots - 1,
      distinct,
      codes,
    );
  });
  if (size === undefined || !dictionaryPays(size, size * width, count, count * width))
    return undefined;
  return {
    size,
    write: (body) => write(body, distinct, size),
    writeCodes: (body, start, end, bitWidth) =>
      writeWordCodes(work, body, { codes, start, end, bitWidth }),
  };
}
