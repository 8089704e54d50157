import {
  BASE,
  FOLLOWER,
  KIND,
  LAST_STAMP,
  LITERAL,
  LITERAL_BYTES,
  MAY_LACK,
} from "../src/kernel/scan-layout";
import {
  CHILD_COUNT,
  CHILDREN,
  DEFINITION,
  ENTRY_BYTES,
  FEWEST_ELEMENTS,
  FIRST_FIELD,
  KEY_BEFORE,
  MOST_ELEMENTS,
  MOST_KEYS,
  NEXT_ENTRY,
  NODE_BYTES,
  NOTHING_DEFINITION,
  OBJECT_STAMP,
  OF_LIST,
  OF_MAP,
  OF_STRUCT,
  REPETITION,
  SHRED,
} from "../src/kernel/shred-layout";
import { sameBytes, skipSpace } from "./bytes";
import { endOfPlain } from "./scan-text";
import { putNothing } from "./shred-entry";
import { findField, isNewKey } from "./shred-key";
import { shredLeaf, shredText } from "./shred-leaf";

const NULL: u32 = 0x6c6c756e;
const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const OPEN_LIST: u8 = 0x5b;
const CLOSE_LIST: u8 = 0x5d;
const SPACE: u8 = 0x20;

/**
 * Take the value of a node apart into entries of its leaves, of which the first ones repeat at a level; the place behind it, or 0
 * where it is left to others.
 */
export function shredValue(state: usize, node: usize, at: usize, repetition: i32): usize {
  if (load<u32>(at) == NULL) {
    if (load<u32>(node, MAY_LACK) == 0) return 0;
    return putNothing(node, repetition, load<i32>(node, NOTHING_DEFINITION)) ? at + 4 : 0;
  }
  const kind = load<i32>(node, KIND);
  if (kind < OF_STRUCT || kind > OF_MAP) return shredLeaf(state, node, at, repetition);
  if (kind == OF_STRUCT) return shredStruct(state, node, at, repetition);
  return kind == OF_LIST
    ? shredList(state, node, at, repetition)
    : shredMap(state, node, at, repetition);
}

function shredList(state: usize, node: usize, start: usize, repetition: i32): usize {
  if (load<u8>(start) != OPEN_LIST) return 0;
  let at = skipSpace(start + 1);
  let count = 0;
  if (load<u8>(at) == CLOSE_LIST) {
    if (!putNothing(node, repetition, load<i32>(node, DEFINITION))) return 0;
  } else {
    const element = <usize>load<u32>(node, CHILDREN);
    let level = repetition;
    while (true) {
      at = shredValue(state, element, at, level);
      if (at == 0) return 0;
      count++;
      level = load<i32>(node, REPETITION);
      at = skipSpace(at);
      if (load<u8>(at) == CLOSE_LIST) break;
      if (load<u8>(at) != COMMA) return 0;
      at = skipSpace(at + 1);
    }
  }
  const isRight =
    count >= load<i32>(node, FEWEST_ELEMENTS) && count <= load<i32>(node, MOST_ELEMENTS);
  return isRight ? at + 1 : 0;
}

/** Take an object's fields apart, in any order, each once; the place behind it, or 0 where it is left to others. */
function shredStruct(state: usize, node: usize, start: usize, repetition: i32): usize {
  if (load<u8>(start) != OPEN) return 0;
  const shred = <usize>load<u32>(node, SHRED);
  const stamp = load<u32>(shred, OBJECT_STAMP) + 1;
  store<u32>(shred, stamp, OBJECT_STAMP);
  let at = start + 1;
  let seen = 0;
  let previous: usize = 0;
  while (true) {
    if (previous != 0) {
      if (load<u8>(at) != COMMA) {
        at = skipSpace(at);
        if (load<u8>(at) == CLOSE) break;
        if (load<u8>(at) != COMMA) return 0;
      }
      at++;
    }
    let field = <usize>(
      (previous == 0 ? load<u32>(node, FIRST_FIELD) : load<u32>(previous, FOLLOWER))
    );
    const length = load<i32>(field, LITERAL_BYTES);
    if (sameBytes(at, load<u32>(field, LITERAL), length)) at += length;
    else {
      at = skipSpace(at);
      if (previous == 0 && load<u8>(at) == CLOSE) break;
      if (load<u8>(at) != QUOTE) return 0;
      const end = endOfPlain(at + 1) + 1;
      if (load<u8>(end - 1) != QUOTE) return 0;
      field = findField(node, field, at, end);
      at = skipSpace(end);
      if (field == 0 || load<u8>(at) != COLON) return 0;
      at++;
      if (previous == 0) store<u32>(node, field, FIRST_FIELD);
      else store<u32>(previous, field, FOLLOWER);
    }
    if (load<u8>(at) <= SPACE) at = skipSpace(at);
    if (load<u32>(field, LAST_STAMP) == stamp) return 0;
    store<u32>(field, stamp, LAST_STAMP);
    at = shredValue(state, field, at, repetition);
    if (at == 0) return 0;
    seen++;
    previous = field;
  }
  if (seen < load<i32>(node, CHILD_COUNT) && !putAbsent(node, stamp, repetition)) return 0;
  return at + 1;
}

/** Fields that the object did not have have no value; whether they may have none. */
function putAbsent(node: usize, stamp: u32, repetition: i32): bool {
  const count = load<i32>(node, CHILD_COUNT);
  let field = <usize>load<u32>(node, CHILDREN);
  for (let i = 0; i < count; i++, field += NODE_BYTES) {
    if (load<u32>(field, LAST_STAMP) == stamp) continue;
    if (load<u32>(field, MAY_LACK) == 0) return false;
    if (!putNothing(field, repetition, load<i32>(field, NOTHING_DEFINITION))) return false;
  }
  return true;
}

/** Take a map apart into its keys and their values; the place behind it, or 0 where it is left to others. */
function shredMap(state: usize, node: usize, start: usize, repetition: i32): usize {
  if (load<u8>(start) != OPEN) return 0;
  let at = skipSpace(start + 1);
  if (load<u8>(at) == CLOSE)
    return putNothing(node, repetition, load<i32>(node, DEFINITION)) ? at + 1 : 0;
  const key = <usize>load<u32>(node, CHILDREN);
  const levels = load<i32>(key, DEFINITION) << 8;
  let level = repetition;
  let before: usize = 0;
  for (let count = 0; count < MOST_KEYS; count++) {
    at = shredText(state, key, at, level | levels);
    if (at == 0) return 0;
    const entry = <usize>load<u32>(load<u32>(node, SHRED), NEXT_ENTRY) - ENTRY_BYTES;
    store<u32>(entry, before, KEY_BEFORE);
    if (!isNewKey(load<u32>(state, BASE), entry, before)) return 0;
    before = entry;
    at = skipSpace(at);
    if (load<u8>(at) != COLON) return 0;
    at = shredValue(state, key + NODE_BYTES, skipSpace(at + 1), level);
    if (at == 0) return 0;
    at = skipSpace(at);
    if (load<u8>(at) == CLOSE) return at + 1;
    if (load<u8>(at) != COMMA) return 0;
    at = skipSpace(at + 1);
    level = load<i32>(node, REPETITION);
  }
  return 0;
}
