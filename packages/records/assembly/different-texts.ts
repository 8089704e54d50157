// The different texts of a column by what they were looked up by, which lies side by side: most need not be fetched from where they are.
import {
  GREATEST_BOUND,
  LEAST_BOUND,
  LONGEST_IN_KEY,
  TEXT_KEY_BYTES,
} from "../src/kernel/encode-layout";
import { copyText, isAbove } from "./encode-texts";

/** Bytes of so many texts, of which there is one at least; the places of the least and the greatest in the order of bytes are put to the bounds. */
export function boundsOfKeys(keys: usize, count: i32, bounds: usize): f64 {
  const end = keys + <usize>count * TEXT_KEY_BYTES;
  let least = keys;
  let greatest = keys;
  let leastHead = headOfKey(keys);
  let greatestHead = leastHead;
  let bytes: i64 = lengthOfKey(keys);
  for (let key = keys + TEXT_KEY_BYTES; key < end; key += TEXT_KEY_BYTES) {
    const head = headOfKey(key);
    bytes += lengthOfKey(key);
    if (head >= greatestHead && isKeyAbove(head, key, greatestHead, greatest)) {
      greatest = key;
      greatestHead = head;
    } else if (head <= leastHead && isKeyAbove(leastHead, least, head, key)) {
      least = key;
      leastHead = head;
    }
  }
  store<u32>(bounds + LEAST_BOUND, <u32>(least - keys) / <u32>TEXT_KEY_BYTES);
  store<u32>(bounds + GREATEST_BOUND, <u32>(greatest - keys) / <u32>TEXT_KEY_BYTES);
  return <f64>bytes;
}

/** Write so many texts, each with its length before it; where the output goes on. */
export function writeKeys(keys: usize, count: i32, output: usize): usize {
  let out = output;
  for (let key = keys; key < keys + <usize>count * TEXT_KEY_BYTES; key += TEXT_KEY_BYTES) {
    const length = lengthOfKey(key);
    store<i32>(out, length);
    if (isLong(key)) copyText(out + 4, textOfKey(key), length);
    else v128.store(out + 4, v128.load(key));
    out += 4 + length;
  }
  return out;
}

function isLong(key: usize): bool {
  return load<i32>(key, 12) == -1;
}

function lengthOfKey(key: usize): i32 {
  return isLong(key) ? load<i32>(key, 4) : load<u8>(key, LONGEST_IN_KEY);
}

/** Where a text is: in its key, if it is short. */
function textOfKey(key: usize): usize {
  return isLong(key) ? load<usize>(key, 8) : key;
}

/** Behind a short text are zeros, but for its length, which is behind all heads. */
function headOfKey(key: usize): u64 {
  return isLong(key) ? bswap<u64>(load<u64>(load<usize>(key, 8))) : bswap<u64>(load<u64>(key));
}

function isKeyAbove(head: u64, key: usize, otherHead: u64, other: usize): bool {
  return isAbove(
    head,
    textOfKey(key),
    lengthOfKey(key),
    otherHead,
    textOfKey(other),
    lengthOfKey(other),
  );
}
