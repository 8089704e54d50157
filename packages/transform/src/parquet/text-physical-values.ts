import type { ByteStrings, PlainValues, TextValues } from "@cloudapi/records/internal";
import { SNAPPY_OF_ANYTHING, SNAPPY_OF_TEXTS, unscaled } from "@cloudapi/records/internal";
import {
  type ChunkDictionary,
  dictionaryPays,
  PAGE_BYTES,
  PAGE_VALUES,
  type PhysicalValues,
} from "./physical-values.ts";
import { stringAt, textBounds } from "./text-bounds.ts";
import type { TextDictionary } from "./text-dictionary.ts";
import { bytesOfStrings } from "./text-lengths.ts";
import { writeCodes } from "./write-codes.ts";
import { writeStrings } from "./write-strings.ts";

type Bounds = Pick<PhysicalValues, "min" | "max">;

/** A text's length stands before it. */
export const LENGTH_BYTES = 4;

/** Text as Parquet stores it: UTF-8, each with its length before it. */
export function textPhysicalValues(column: TextValues): PhysicalValues {
  return codedValues(column, column.strings, LENGTH_BYTES, textBounds(column.strings));
}

/** The same for texts that are not coded. */
export function plainPhysicalValues(
  { strings }: PlainValues,
  dictionary: TextDictionary,
): PhysicalValues {
  const { size: count } = strings;
  const all = { codes: undefined, start: 0, end: count };
  const plainBytes = count * LENGTH_BYTES + bytesOfStrings(strings, all);
  const found = dictionary.find(strings, plainBytes);
  return {
    count,
    ...textBounds(strings, found?.distinct),
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
  const { size } = strings;
  const all = { codes, start: 0, end: codes.length };
  const plainBytes = codes.length * prefixBytes + bytesOfStrings(strings, all);
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
  const all = { codes: distinct, start: 0, end: size };
  const bytes = size * prefixBytes + bytesOfStrings(strings, all);
  if (!dictionaryPays(size, bytes, codes.length, plainBytes)) return undefined;
  return {
    size,
    write: (out) => writeStrings(out, strings, all, prefixBytes),
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
