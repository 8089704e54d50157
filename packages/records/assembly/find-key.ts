import { KEY_MASK, KEY_TABLE, LITERAL, LITERAL_BYTES } from "../src/kernel/scan-layout";
import { hashOf, sameBytes } from "./bytes";

/** The key that stands between two quotes, of which the end is behind the second; 0 for one that is not known. */
export function findKey(state: usize, quote: usize, end: usize): usize {
  const length = <i32>(end - quote);
  const table = <usize>load<u32>(state, KEY_TABLE);
  const mask = load<u32>(state, KEY_MASK);
  let slot = hashOf(quote + 1, length - 2) & mask;
  while (true) {
    const key = <usize>load<u32>(table + <usize>(slot << 2));
    if (key == 0) return 0;
    // A literal has the colon, too.
    if (load<i32>(key, LITERAL_BYTES) == length + 1) {
      if (sameBytes(quote, load<u32>(key, LITERAL), length)) return key;
    }
    slot = (slot + 1) & mask;
  }
}
