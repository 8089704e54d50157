import {
  KEY_BYTES,
  LAST_STAMP,
  STAMP,
  UNKNOWN_COUNT,
  UNKNOWN_KEYS,
} from "../src/kernel/scan-layout";

/** Which of the keys that no field has the record had, a bit for each. */
export function unknownBits(state: usize): u32 {
  const stamp = load<u32>(state, STAMP);
  const count = load<i32>(state, UNKNOWN_COUNT);
  let bits: u32 = 0;
  let key = <usize>load<u32>(state, UNKNOWN_KEYS);
  for (let i = 0; i < count; i++, key += KEY_BYTES)
    if (load<u32>(key, LAST_STAMP) == stamp) bits |= 1 << i;
  return bits;
}
