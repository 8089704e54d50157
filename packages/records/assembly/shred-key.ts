import { LITERAL, LITERAL_BYTES } from "../src/kernel/scan-layout";
import {
  CHILD_COUNT,
  CHILDREN,
  END,
  ENTRY_VALUE,
  KEY_BEFORE,
  NODE_BYTES,
  START,
} from "../src/kernel/shred-layout";
import { sameBytes } from "./bytes";

/** What `__proto__` begins with, which no object has as a key like others. */
const TWO_UNDERSCORES: u16 = 0x5f5f;

/** The field whose key stands between two quotes, of which the end is behind the second; looked for from one on, 0 without any. */
export function findField(node: usize, first: usize, quote: usize, end: usize): usize {
  const length = <i32>(end - quote);
  const children = <usize>load<u32>(node, CHILDREN);
  const count = load<i32>(node, CHILD_COUNT);
  const last = children + <usize>((count - 1) * NODE_BYTES);
  let field = first;
  for (let i = 0; i < count; i++) {
    // A literal has the colon, too.
    if (load<i32>(field, LITERAL_BYTES) == length + 1) {
      if (sameBytes(quote, load<u32>(field, LITERAL), length)) return field;
    }
    field = field == last ? children : field + NODE_BYTES;
  }
  return 0;
}

/** Whether a key is none of those before it in its map, and none that an object of JavaScript has in another place than it stands. */
export function isNewKey(base: usize, entry: usize, before: usize): bool {
  const start = base + load<u32>(entry, START);
  const length = load<i32>(entry, END) - load<i32>(entry, START);
  if (length >= 2 && load<u16>(start) == TWO_UNDERSCORES) return false;
  if (isInteger(start, length)) return false;
  const hash = load<u32>(entry, ENTRY_VALUE);
  for (let other = before; other != 0; other = load<u32>(other, KEY_BEFORE)) {
    if (load<u32>(other, ENTRY_VALUE) != hash) continue;
    if (load<i32>(other, END) - load<i32>(other, START) != length) continue;
    if (sameBytes(start, base + load<u32>(other, START), length)) return false;
  }
  return true;
}

/** Whether a key has digits alone: those of integers come first in objects. */
function isInteger(start: usize, length: i32): bool {
  for (let i = 0; i < length; i++) {
    const byte = load<u8>(start + i);
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return length > 0;
}
