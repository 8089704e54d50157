import { hashOf } from "./bytes";

/** Write the hashes of a column's texts, of so many rows that are so many bytes apart; where there is no text, nothing is written. */
export function hashTexts(
  base: usize,
  starts: usize,
  ends: usize,
  hashes: usize,
  count: i32,
  stride: i32,
): void {
  for (let i = 0, at = 0; i < count; i++, at += stride) {
    const start = load<i32>(starts + at);
    if (start < 0) continue;
    store<u32>(hashes + at, hashOf(base + start, load<i32>(ends + at) - start));
  }
}
