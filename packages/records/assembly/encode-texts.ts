// Texts as Parquet stores them. Up to 15 bytes past a text, and past what is written, are read and written.
import {
  GREATEST_BOUND,
  LEAST_BOUND,
  TEXT_ENDS,
  TEXT_SOURCE_OF,
  TEXT_SOURCES,
  TEXT_STARTS,
} from "../src/kernel/encode-layout";

const VECTOR_BYTES: i32 = 16;
/** Longer texts are copied by the runtime. */
const SHORT_TEXT: i32 = 128;

/** Bytes of the texts of some codes, or of some texts where `codes` is 0. */
export function bytesOfTexts(texts: usize, codes: usize, start: i32, end: i32): f64 {
  const starts = load<usize>(texts, TEXT_STARTS);
  const ends = load<usize>(texts, TEXT_ENDS);
  let bytes: i64 = 0;
  let i = start;
  if (codes == 0) {
    let sums = i64x2.splat(0);
    for (; i + 4 <= end; i += 4) {
      const place = (<usize>i) << 2;
      const lengths = i32x4.sub(v128.load(ends + place), v128.load(starts + place));
      const halves = i64x2.add(
        i64x2.extend_low_i32x4_s(lengths),
        i64x2.extend_high_i32x4_s(lengths),
      );
      sums = i64x2.add(sums, halves);
    }
    bytes = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
  }
  for (; i < end; i++) {
    const place = placeOf(codes, i);
    bytes += load<i32>(ends + place) - load<i32>(starts + place);
  }
  return <f64>bytes;
}

/** The first text after a page of so many bytes, or `last`. */
export function endOfTexts(
  texts: usize,
  codes: usize,
  start: i32,
  last: i32,
  most: i32,
  prefixBytes: i32,
): i32 {
  const starts = load<usize>(texts, TEXT_STARTS);
  const ends = load<usize>(texts, TEXT_ENDS);
  let end = start;
  for (let bytes: i64 = 0; end < last && bytes < most; end++) {
    const place = placeOf(codes, end);
    bytes += prefixBytes + load<i32>(ends + place) - load<i32>(starts + place);
  }
  return end;
}

/** Write texts, each with its length before it where there is a prefix; where the output goes on. */
export function writeTexts(
  texts: usize,
  codes: usize,
  start: i32,
  end: i32,
  prefixBytes: i32,
  output: usize,
): usize {
  const sources = load<usize>(texts, TEXT_SOURCES);
  const sourceOf = load<usize>(texts, TEXT_SOURCE_OF);
  const starts = load<usize>(texts, TEXT_STARTS);
  const ends = load<usize>(texts, TEXT_ENDS);
  let out = output;
  for (let i = start; i < end; i++) {
    const place = placeOf(codes, i);
    const from = load<i32>(starts + place);
    const length = load<i32>(ends + place) - from;
    if (prefixBytes > 0) store<i32>(out, length);
    out += prefixBytes;
    copyText(out, sourceAt(sources, sourceOf, place) + from, length);
    out += length;
  }
  return out;
}

/** Find the places of the least and the greatest text in the order of bytes; there is one at least. */
export function boundsOfTexts(texts: usize, count: i32, bounds: usize): void {
  const sources = load<usize>(texts, TEXT_SOURCES);
  const sourceOf = load<usize>(texts, TEXT_SOURCE_OF);
  const starts = load<usize>(texts, TEXT_STARTS);
  const ends = load<usize>(texts, TEXT_ENDS);
  let least: usize = 0;
  let greatest = least;
  let leastAt = sourceAt(sources, sourceOf, least) + load<i32>(starts + least);
  let leastLength = load<i32>(ends + least) - load<i32>(starts + least);
  let greatestAt = leastAt;
  let greatestLength = leastLength;
  let leastHead = headOf(leastAt, leastLength);
  let greatestHead = leastHead;
  for (let i = 1; i < count; i++) {
    const place = (<usize>i) << 2;
    const from = load<i32>(starts + place);
    const length = load<i32>(ends + place) - from;
    const at = sourceAt(sources, sourceOf, place) + from;
    const head = headOf(at, length);
    if (
      head >= greatestHead &&
      isAbove(head, at, length, greatestHead, greatestAt, greatestLength)
    ) {
      greatest = place;
      greatestAt = at;
      greatestLength = length;
      greatestHead = head;
    } else if (head <= leastHead && isAbove(leastHead, leastAt, leastLength, head, at, length)) {
      least = place;
      leastAt = at;
      leastLength = length;
      leastHead = head;
    }
  }
  store<u32>(bounds + LEAST_BOUND, <u32>(least >> 2));
  store<u32>(bounds + GREATEST_BOUND, <u32>(greatest >> 2));
}

/** Where the number of a text's place is that a code stands for, or a text itself. */
function placeOf(codes: usize, i: i32): usize {
  return codes == 0 ? (<usize>i) << 2 : (<usize>load<u32>(codes + ((<usize>i) << 2))) << 2;
}

/** The address of the source of the text with a place. */
export function sourceAt(sources: usize, sourceOf: usize, place: usize): usize {
  return load<usize>(sources + (sourceOf == 0 ? 0 : (<usize>load<u32>(sourceOf + place)) << 2));
}

/** Copy a text; up to 15 bytes past it are copied as well. */
export function copyText(to: usize, from: usize, length: i32): void {
  if (length > SHORT_TEXT) return memory.copy(to, from, length);
  for (let i = 0; i < length; i += VECTOR_BYTES) v128.store(to + i, v128.load(from + i));
}

/** The first eight bytes, in the order of which texts are, filled up with zeros. */
function headOf(at: usize, length: i32): u64 {
  const head = bswap<u64>(load<u64>(at));
  if (length >= 8) return head;
  return length == 0 ? 0 : head & (~(<u64>0) << ((8 - length) << 3));
}

/** Whether a text comes after another, of which both beginnings are known. */
export function isAbove(
  head: u64,
  start: usize,
  length: i32,
  otherHead: u64,
  otherStart: usize,
  otherLength: i32,
): bool {
  if (head != otherHead) return head > otherHead;
  const shared = min(length, otherLength);
  for (let i = 8; i + 8 <= shared; i += 8) {
    const word = bswap<u64>(load<u64>(start + i));
    const otherWord = bswap<u64>(load<u64>(otherStart + i));
    if (word != otherWord) return word > otherWord;
  }
  for (let i = max(0, shared & ~7); i < shared; i++) {
    const byte = load<u8>(start + i);
    const otherByte = load<u8>(otherStart + i);
    if (byte != otherByte) return byte > otherByte;
  }
  return length > otherLength;
}
