import type { ByteStrings, TextValues } from "@cloudapi/records/internal";
import { unscaled } from "@cloudapi/records/internal";
import type { ByteWriter } from "hyparquet-writer";
import {
  dictionaryPays,
  PAGE_BYTES,
  PAGE_VALUES,
  type PhysicalValues,
  reserve,
} from "./physical-values.ts";

type Bounds = Pick<PhysicalValues, "min" | "max">;

const LENGTH_BYTES = 4;

/** Text as Parquet stores it: UTF-8, each with its length before it. */
export function textPhysicalValues(column: TextValues): PhysicalValues {
  return byteStringValues(column, column.strings, LENGTH_BYTES, boundsOf(column.strings));
}

/** Decimals in text as Parquet stores them: unscaled, big-endian two's complement of a fixed length. */
export function decimalPhysicalValues(column: TextValues, typeLength: number): PhysicalValues {
  const { size } = column.strings;
  const integers = Array.from({ length: size }, (_, i) =>
    unscaled(stringAt(column.strings, i).toString("latin1")),
  );
  return byteStringValues(column, bigEndian(integers, typeLength), 0, leastAndGreatest(integers));
}

function byteStringValues(
  column: TextValues,
  strings: ByteStrings,
  prefixBytes: number,
  { min, max }: Bounds,
): PhysicalValues {
  const codes = withoutNulls(column);
  const { size } = strings;
  const lengthOf = (code: number) =>
    prefixBytes + (strings.offsets[code + 1] as number) - (strings.offsets[code] as number);
  let plainSize = 0;
  for (let i = 0; i < codes.length; i++) plainSize += lengthOf(codes[i] as number);
  const pays =
    column.isDistinct &&
    size > 0 &&
    dictionaryPays(size, strings.bytes.length + size * prefixBytes, codes.length, plainSize);
  return {
    count: codes.length,
    min,
    max,
    nans: 0,
    dictionary: pays
      ? { size, codes, write: (out) => writeStrings(out, strings, sequence(size), prefixBytes) }
      : undefined,
    pageEnd(start) {
      let end = start;
      for (
        let bytes = 0;
        end < codes.length && end - start < PAGE_VALUES && bytes < PAGE_BYTES;
        end++
      )
        bytes += lengthOf(codes[end] as number);
      return end;
    },
    writePlain: (out, start, end) =>
      writeStrings(out, strings, codes.subarray(start, end), prefixBytes),
  };
}

function withoutNulls({ codes, nulls }: TextValues): Int32Array {
  if (nulls === 0) return codes;
  const kept = new Int32Array(codes.length - nulls);
  let end = 0;
  for (const code of codes) if (code >= 0) kept[end++] = code;
  return kept;
}

function sequence(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => i);
}

/** Write the strings of codes, each with its length before it where there is a prefix. */
function writeStrings(
  out: ByteWriter,
  { bytes, offsets }: ByteStrings,
  codes: Int32Array,
  prefixBytes: number,
): void {
  let length = codes.length * prefixBytes;
  for (const code of codes) length += (offsets[code + 1] as number) - (offsets[code] as number);
  let at = reserve(out, length);
  const target = new Uint8Array(out.buffer);
  for (const code of codes) {
    const from = offsets[code] as number;
    const to = offsets[code + 1] as number;
    if (prefixBytes > 0) out.view.setUint32(at, to - from, true);
    at += prefixBytes;
    for (let j = from; j < to; j++) target[at++] = bytes[j] as number;
  }
}

function stringAt({ bytes, offsets }: ByteStrings, i: number): Buffer {
  const start = offsets[i] as number;
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, (offsets[i + 1] as number) - start);
}

/** Least and greatest in the order of bytes, which for UTF-8 is the order of code points. */
function boundsOf(strings: ByteStrings): Bounds {
  if (strings.size === 0) return { min: undefined, max: undefined };
  let min = 0;
  let max = 0;
  for (let i = 1; i < strings.size; i++) {
    if (compareBytes(strings, i, min) < 0) min = i;
    else if (compareBytes(strings, i, max) > 0) max = i;
  }
  return {
    min: new Uint8Array(stringAt(strings, min)),
    max: new Uint8Array(stringAt(strings, max)),
  };
}

function compareBytes({ bytes, offsets }: ByteStrings, left: number, right: number): number {
  const [a, b] = [offsets[left] as number, offsets[right] as number];
  const [lengthA, lengthB] = [
    (offsets[left + 1] as number) - a,
    (offsets[right + 1] as number) - b,
  ];
  const length = Math.min(lengthA, lengthB);
  for (let i = 0; i < length; i++) {
    const difference = (bytes[a + i] as number) - (bytes[b + i] as number);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
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
    bytes,
    offsets: Int32Array.from({ length: integers.length + 1 }, (_, i) => i * typeLength),
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
