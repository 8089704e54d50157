// Codes as runs and as groups of eight in bits (Parquet format, RLE/Bit-Packing Hybrid), as `writeCodes` of
// @cloudapi/transform writes them. Up to seven bytes past what is written are overwritten.

const GROUP: i32 = 8;
const SHORTEST_RUN: i32 = 8;

/** Write codes that have four bytes each, or one; where the output goes on. */
export function writeCodes(
  codes: usize,
  codeBytes: i32,
  count: i32,
  bitWidth: i32,
  output: usize,
): usize {
  return codeBytes == 1
    ? writeAll<u8>(codes, count, bitWidth, output)
    : writeAll<u32>(codes, count, bitWidth, output);
}

function writeAll<T>(codes: usize, count: i32, bitWidth: i32, output: usize): usize {
  const end = codes + <usize>count * sizeof<T>();
  let out = output;
  let packed = codes;
  let at = codes;
  while (at < end) {
    const runEnd = endOfRun<T>(at, end);
    if (runEnd < at + SHORTEST_RUN * sizeof<T>()) {
      at += GROUP * sizeof<T>();
      continue;
    }
    out = packGroups<T>(packed, at, end, bitWidth, out);
    out = writeVarint(out, (<u32>(runEnd - at) / <u32>sizeof<T>()) << 1);
    const code = <u32>load<T>(at);
    for (let bits = 0; bits < bitWidth; bits += 8) store<u8>(out++, code >>> bits);
    at = runEnd;
    packed = runEnd;
  }
  return packGroups<T>(packed, at, end, bitWidth, out);
}

function endOfRun<T>(start: usize, end: usize): usize {
  const code = load<T>(start);
  let at = start + sizeof<T>();
  while (at < end && load<T>(at) == code) at += sizeof<T>();
  return at;
}

/** The last group is filled up with zeros. */
function packGroups<T>(
  start: usize,
  groupsEnd: usize,
  end: usize,
  bitWidth: i32,
  output: usize,
): usize {
  if (start == groupsEnd) return output;
  const groups = <u32>(groupsEnd - start) / <u32>(GROUP * sizeof<T>());
  let out = writeVarint(output, (groups << 1) | 1);
  const packedEnd = out + <usize>groups * <usize>bitWidth;
  const last = min(groupsEnd, end);
  let word: u64 = 0;
  let bits = 0;
  for (let at = start; at < last; at += sizeof<T>()) {
    word |= (<u64>load<T>(at)) << bits;
    bits += bitWidth;
    if (bits >= 32) {
      store<u32>(out, <u32>word);
      out += 4;
      word >>>= 32;
      bits -= 32;
    }
  }
  if (bits > 0) {
    store<u32>(out, <u32>word);
    out += (bits + 7) >>> 3;
  }
  if (out < packedEnd) memory.fill(out, 0, packedEnd - out);
  return packedEnd;
}

function writeVarint(output: usize, value: u32): usize {
  let out = output;
  let rest = value;
  for (; rest > 127; rest >>>= 7) store<u8>(out++, (rest & 127) | 128);
  store<u8>(out++, rest);
  return out;
}
