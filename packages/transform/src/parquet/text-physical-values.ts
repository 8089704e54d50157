import type { ByteStrings, PlainValues, TextValues } from "@cloudapi/records/internal";
import { SNAPPY_OF_ANYTHING, SNAPPY_OF_TEXTS, unscaled } from "@cloudapi/records/internal";
import type { ByteWriter } from "hyparquet-writer";
import {
  type ChunkDictionary,
  dictionaryPays,
  PAGE_BYTES,
  PAGE_VALUES,
  type PhysicalValues,
  reserve,
} from "./physical-values.ts";
import type { TextDictionary } from "./text-dictionary.ts";
import { compareBytes, viewsOf } from "./text-views.ts";
import { writeCodes } from "./write-codes.ts";

type Bounds = Pick<PhysicalValues, "min" | "max">;

/** A text's length stands before it. */
export const LENGTH_BYTES = 4;
/** A shorter string is copied eight bytes at a time, without a view of it that would be garbage. */
const SHORT_STRING = 256;
const DOUBLE_BYTES = 8;

/** Text as Parquet stores it: UTF-8, each with its length before it. */
export function textPhysicalValues(column: TextValues): PhysicalValues {
  return codedValues(column, column.strings, LENGTH_BYTES, boundsOf(column.strings));
}

/** The same for texts that are not coded. */
export function plainPhysicalValues(
  { strings }: PlainValues,
  dictionary: TextDictionary,
): PhysicalValues {
  const { size: count, starts, ends } = strings;
  let plainBytes = count * LENGTH_BYTES;
  for (let i = 0; i < count; i++) plainBytes += (ends[i] as number) - (starts[i] as number);
  const found = dictionary.find(strings, plainBytes);
  return {
    count,
    ...boundsOf(strings, found?.distinct),
    nans: 0,
    kind: SNAPPY_OF_TEXTS,
    dictionary: found && chunkDictionary(strings, { ...found, plainBytes }, LENGTH_BYTES),
    ...plainPages(strings, undefined, LENGTH_BYTES),
  };
}

/** Decimals in text as Parquet stores them: unscaled, big-endian two's complement of a fixed length. */
export function decimalPhysicalValues(column: TextValues, typeLength: number): PhysicalValues {
  const { strings, bounds } = decimalStrings(column.strings, typeLength);
  return codedValues(column, strings, 0, bounds);
}

/** Texts of decimals as they are stored, and their bounds. */
export function decimalStrings(
  texts: ByteStrings,
  typeLength: number,
): { readonly strings: ByteStrings; readonly bounds: Bounds } {
  const integers = Array.from({ length: texts.size }, (_, i) =>
    unscaled(stringAt(texts, i).toString("latin1")),
  );
  return { strings: bigEndian(integers, typeLength), bounds: leastAndGreatest(integers) };
}

function codedValues(
  { codes, isDistinct }: TextValues,
  strings: ByteStrings,
  prefixBytes: number,
  bounds: Bounds,
): PhysicalValues {
  const { size, starts, ends } = strings;
  let plainBytes = codes.length * prefixBytes;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    plainBytes += (ends[code] as number) - (starts[code] as number);
  }
  return {
    count: codes.length,
    ...bounds,
    nans: 0,
    kind: prefixBytes === 0 ? SNAPPY_OF_ANYTHING : SNAPPY_OF_TEXTS,
    dictionary:
      isDistinct && size > 0
        ? chunkDictionary(strings, { codes, distinct: undefined, size, plainBytes }, prefixBytes)
        : undefined,
    ...plainPages(strings, codes, prefixBytes),
  };
}

/** Texts with codes among those that are different: all of the strings, or some of them. */
interface CodedTexts {
  readonly codes: Int32Array;
  readonly distinct: Int32Array | undefined;
  readonly size: number;
  readonly plainBytes: number;
}

function chunkDictionary(
  strings: ByteStrings,
  { codes, distinct, size, plainBytes }: CodedTexts,
  prefixBytes: number,
): ChunkDictionary | undefined {
  const { starts, ends } = strings;
  let bytes = size * prefixBytes;
  for (let i = 0; i < size; i++) {
    const string = distinct === undefined ? i : (distinct[i] as number);
    bytes += (ends[string] as number) - (starts[string] as number);
  }
  if (!dictionaryPays(size, bytes, codes.length, plainBytes)) return undefined;
  return {
    size,
    write: (out) =>
      writeStrings(out, strings, { codes: distinct, start: 0, end: size }, prefixBytes),
    writeCodes: (out, start, end, bitWidth) =>
      writeCodes(out, codes.subarray(start, end), bitWidth),
  };
}

/** Pages in PLAIN encoding, of all strings or of those of codes. */
function plainPages(
  strings: ByteStrings,
  codes: Int32Array | undefined,
  prefixBytes: number,
): Pick<PhysicalValues, "pageEnd" | "writePlain"> {
  const { starts, ends } = strings;
  const count = codes?.length ?? strings.size;
  return {
    pageEnd(start) {
      const last = Math.min(count, start + PAGE_VALUES);
      let end = start;
      for (let bytes = 0; end < last && bytes < PAGE_BYTES; end++) {
        const string = codes === undefined ? end : (codes[end] as number);
        bytes += prefixBytes + (ends[string] as number) - (starts[string] as number);
      }
      return end;
    },
    writePlain: (out, start, end) => writeStrings(out, strings, { codes, start, end }, prefixBytes),
  };
}

/** Which strings are written: all from one to before another, or those of such codes. */
interface Chosen {
  readonly codes: Int32Array | undefined;
  readonly start: number;
  readonly end: number;
}

/** Write strings, each with its length before it where there is a prefix. */
function writeStrings(
  out: ByteWriter,
  { sources, sourceOf, starts, ends }: ByteStrings,
  { codes, start, end }: Chosen,
  prefixBytes: number,
): void {
  let length = (end - start) * prefixBytes;
  for (let i = start; i < end; i++) {
    const string = codes === undefined ? i : (codes[i] as number);
    length += (ends[string] as number) - (starts[string] as number);
  }
  let at = reserve(out, length);
  const { view } = out;
  const room = out.buffer.byteLength;
  const target = new Uint8Array(out.buffer);
  const views = viewsOf(sources);
  let source = 0;
  for (let i = start; i < end; i++) {
    const string = codes === undefined ? i : (codes[i] as number);
    if (sourceOf !== undefined) source = sourceOf[string] as number;
    const from = starts[string] as number;
    const size = (ends[string] as number) - from;
    if (prefixBytes > 0) view.setInt32(at, size, true);
    at += prefixBytes;
    const bytes = sources[source] as Uint8Array;
    const whole = (size + DOUBLE_BYTES - 1) & -DOUBLE_BYTES;
    // What is behind a text is written over by what comes next.
    if (size <= SHORT_STRING && from + whole <= bytes.length && at + whole <= room) {
      const given = views[source] as DataView;
      for (let j = 0; j < whole; j += DOUBLE_BYTES)
        view.setFloat64(at + j, given.getFloat64(from + j, true), true);
    } else target.set(bytes.subarray(from, from + size), at);
    at += size;
  }
}

function stringAt({ sources, sourceOf, starts, ends }: ByteStrings, i: number): Buffer {
  const { buffer, byteOffset } = sources[sourceOf?.[i] ?? 0] as Uint8Array;
  const start = starts[i] as number;
  return Buffer.from(buffer, byteOffset + start, (ends[i] as number) - start);
}

/** Least and greatest in the order of bytes, which for UTF-8 is the order of code points; of all strings, or of some. */
function boundsOf(strings: ByteStrings, some?: Int32Array): Bounds {
  const size = some?.length ?? strings.size;
  if (size === 0) return { min: undefined, max: undefined };
  const { sources, sourceOf, starts, ends } = strings;
  const views = viewsOf(sources);
  let min = some?.[0] ?? 0;
  let max = min;
  let least = views[sourceOf?.[min] ?? 0] as DataView;
  let greatest = least;
  let [leastStart, leastLength] = [starts[min] as number, lengthOf(strings, min)];
  let [greatestStart, greatestLength] = [leastStart, leastLength];
  for (let n = 1; n < size; n++) {
    const i = some === undefined ? n : (some[n] as number);
    const view = views[sourceOf === undefined ? 0 : (sourceOf[i] as number)] as DataView;
    const start = starts[i] as number;
    const length = (ends[i] as number) - start;
    if (compareBytes(view, start, length, greatest, greatestStart, greatestLength) > 0) {
      max = i;
      greatest = view;
      greatestStart = start;
      greatestLength = length;
    } else if (compareBytes(view, start, length, least, leastStart, leastLength) < 0) {
      min = i;
      least = view;
      leastStart = start;
      leastLength = length;
    }
  }
  return {
    min: new Uint8Array(stringAt(strings, min)),
    max: new Uint8Array(stringAt(strings, max)),
  };
}

function lengthOf({ starts, ends }: ByteStrings, i: number): number {
  return (ends[i] as number) - (starts[i] as number);
}

function bigEndian(integers: readonly bigint[], typeLength: number): ByteStrings {
  const bytes = new Uint8Array(integers.length * typeLength);
  integers.forEach((integer, i) => {
    let rest = integer;
    for (let at = (i + 1) * typeLength - 1; at >= i * typeLength; at--) {
      bytes[at] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  });
  return {
    sources: [bytes],
    sourceOf: undefined,
    starts: Int32Array.from(integers, (_, i) => i * typeLength),
    ends: Int32Array.from(integers, (_, i) => (i + 1) * typeLength),
    size: integers.length,
  };
}

function leastAndGreatest(integers: readonly bigint[]): Bounds {
  let [min] = integers;
  let max = min;
  for (const integer of integers) {
    if (integer < (min as bigint)) min = integer;
    if (integer > (max as bigint)) max = integer;
  }
  return { min, max };
}
