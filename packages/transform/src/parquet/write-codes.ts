import type { ByteWriter } from "hyparquet-writer";

const GROUP = 8;
/** As many values of one kind in a row are written as a run. */
const SHORTEST_RUN = 8;
/** Wider codes don't fit a word beside the bits that are left of the one before. */
const MOST_BITS_IN_WORD = 24;
/** So many codes, of whole groups, are looked at by one call: of functions that are called often V8 compiles one version, whole. */
const CODES_PER_CALL = 1_024;
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
  while (packed < length) {
    const run = nextRun(codes, packed);
    packGroups(writer, codes, packed, run, bitWidth);
    packed = run;
    if (run >= length) break;
    packed = endOfRun(codes, run);
    writeRun(writer, codes[run] as number, packed - run, bitWidth);
  }
  out.offset += writer.at - out.index;
  out.index = writer.at;
}

interface Writer {
  readonly bytes: Uint8Array;
  at: number;
}

/** Where a run begins that is worth it, some groups behind a place; a place behind all where none does. */
function nextRun(codes: Int32Array | Uint8Array, start: number): number {
  const { length } = codes;
  let at = start;
  while (at < length) {
    const end = Math.min(length, at + CODES_PER_CALL);
    at = runBefore(codes, at, end);
    if (at < end) return at;
  }
  return at;
}

/** The same up to a place; that, or one in the group behind it, where no run begins before it. */
function runBefore(codes: Int32Array | Uint8Array, start: number, end: number): number {
  let at = start;
  for (; at < end; at += GROUP) if (codes[at] === codes[at + 1] && isRun(codes, at)) return at;
  return at;
}

/** Whether as many codes as make a run are the same; behind the last one is none. */
function isRun(codes: Int32Array | Uint8Array, start: number): boolean {
  const code = codes[start];
  for (let at = start + SHORTEST_RUN - 1; at > start; at--) if (codes[at] !== code) return false;
  return true;
}

function endOfRun(codes: Int32Array | Uint8Array, start: number): number {
  const { length } = codes;
  const code = codes[start];
  let end = start + SHORTEST_RUN;
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
  else
    for (let from = start; from < last; from += CODES_PER_CALL)
      packNarrow(writer, codes, from, Math.min(last, from + CODES_PER_CALL), bitWidth);
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
