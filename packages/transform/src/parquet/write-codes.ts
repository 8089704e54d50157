import type { ByteWriter } from "hyparquet-writer";

const GROUP = 8;
/** As many values of one kind in a row are written as a run. */
const SHORTEST_RUN = 8;
/** Wider codes don't fit a word beside the bits that are left of the one before. */
const MOST_BITS_IN_WORD = 24;
/** What a group takes at most beside its bits, and a run in all. */
const MOST_HEADER_BYTES = 10;

/** Write codes as runs and as groups of eight in bits (Parquet format, RLE/Bit-Packing Hybrid). */
export function writeCodes(
  out: ByteWriter,
  codes: Int32Array | Uint8Array,
  bitWidth: number,
): void {
  const { length } = codes;
  out.ensure(Math.ceil(length / GROUP + 1) * (bitWidth + MOST_HEADER_BYTES));
  const writer = { bytes: new Uint8Array(out.buffer), at: out.index };
  let packed = 0;
  let at = 0;
  while (at < length) {
    const end = endOfRun(codes, at);
    if (end - at < SHORTEST_RUN) {
      at += GROUP;
      continue;
    }
    packGroups(writer, codes, packed, at, bitWidth);
    writeRun(writer, codes[at] as number, end - at, bitWidth);
    at = end;
    packed = end;
  }
  packGroups(writer, codes, packed, at, bitWidth);
  out.offset += writer.at - out.index;
  out.index = writer.at;
}

interface Writer {
  readonly bytes: Uint8Array;
  at: number;
}

function endOfRun(codes: Int32Array | Uint8Array, start: number): number {
  const { length } = codes;
  const code = codes[start];
  let end = start + 1;
  while (end < length && codes[end] === code) end++;
  return end;
}

function writeRun(writer: Writer, code: number, count: number, bitWidth: number): void {
  writeVarint(writer, count * 2);
  for (let bits = 0; bits < bitWidth; bits += 8) writer.bytes[writer.at++] = code >>> bits;
}

/** The last group is filled up with zeros. */
function packGroups(
  writer: Writer,
  codes: Int32Array | Uint8Array,
  start: number,
  end: number,
  bitWidth: number,
): void {
  if (end === start) return;
  writeVarint(writer, ((end - start) / GROUP) * 2 + 1);
  const last = Math.min(end, codes.length);
  const packedEnd = writer.at + ((end - start) / GROUP) * bitWidth;
  if (bitWidth > MOST_BITS_IN_WORD) packWide(writer, codes.subarray(start, last), bitWidth);
  else packNarrow(writer, codes, start, last, bitWidth);
  writer.bytes.fill(0, writer.at, packedEnd);
  writer.at = packedEnd;
}

function packNarrow(
  writer: Writer,
  codes: Int32Array | Uint8Array,
  start: number,
  end: number,
  bitWidth: number,
): void {
  const { bytes } = writer;
  let { at } = writer;
  let word = 0;
  let bits = 0;
  for (let i = start; i < end; i++) {
    word |= (codes[i] as number) << bits;
    for (bits += bitWidth; bits >= 8; bits -= 8) {
      bytes[at++] = word;
      word >>>= 8;
    }
  }
  if (bits > 0) bytes[at++] = word;
  writer.at = at;
}

function packWide(writer: Writer, codes: Int32Array | Uint8Array, bitWidth: number): void {
  let word = 0;
  let bits = 0;
  for (const code of codes) {
    word += code * 2 ** bits;
    for (bits += bitWidth; bits >= 8; bits -= 8) {
      writer.bytes[writer.at++] = word % 256;
      word = Math.floor(word / 256);
    }
  }
  if (bits > 0) writer.bytes[writer.at++] = word;
}

function writeVarint(writer: Writer, value: number): void {
  let rest = value;
  for (; rest > 127; rest >>>= 7) writer.bytes[writer.at++] = (rest & 127) | 128;
  writer.bytes[writer.at++] = rest;
}
