import {
  type Cursor,
  readByte,
  readVarint,
  readVarint32,
  readZigZag,
  skipBytes,
} from "./cursor.ts";

/** Numbers, yes or no, and structs by the number of their field; what a page header says beside is passed over. */
export type ThriftStruct = ReadonlyMap<number, number | boolean | ThriftStruct>;

const MOST_DEPTH = 8;
const [STOP, YES, NO, BYTE, DOUBLE, BINARY, LIST, STRUCT] = [0, 1, 2, 3, 7, 8, 9, 12];
const INTEGERS = [4, 5, 6];

/** A struct in Thrift's compact protocol. */
export function readStruct(cursor: Cursor, depth = 0): ThriftStruct {
  if (depth > MOST_DEPTH) throw new RangeError("its header has structs too deep");
  const fields = new Map<number, number | boolean | ThriftStruct>();
  for (let id = 0; ; ) {
    const byte = readByte(cursor);
    const type = byte & 0x0f;
    if (type === STOP) return fields;
    id = byte >> 4 === 0 ? readZigZag(cursor) : id + (byte >> 4);
    const value = readValue(cursor, type, depth);
    if (value !== undefined) fields.set(id, value);
  }
}

function readValue(cursor: Cursor, type: number, depth: number) {
  if (type === YES) return true;
  if (type === NO) return false;
  if (type === BYTE) return readByte(cursor);
  if (INTEGERS.includes(type)) return readZigZag(cursor);
  if (type === DOUBLE) return skipBytes(cursor, 8);
  if (type === BINARY) return skipBytes(cursor, readVarint(cursor));
  if (type === STRUCT) return readStruct(cursor, depth + 1);
  if (type === LIST) return skipList(cursor, depth);
  throw new RangeError("its header has a type that none has");
}

function skipList(cursor: Cursor, depth: number): undefined {
  if (depth > MOST_DEPTH) throw new RangeError("its header has lists too deep");
  const byte = readByte(cursor);
  const count = byte >> 4 === 15 ? readVarint32(cursor) : byte >> 4;
  const type = byte & 0x0f;
  for (let at = 0; at < count; at++)
    readValue(cursor, type === NO || type === YES ? BYTE : type, depth + 1);
}

/** The bytes of a struct of numbers, flags and structs. */
export function structBytes(struct: ThriftStruct): number[] {
  const bytes: number[] = [];
  let last = 0;
  for (const [id, value] of struct) {
    const type =
      typeof value === "number" ? 5 : typeof value === "boolean" ? (value ? YES : NO) : STRUCT;
    bytes.push(((id - last) << 4) | (type as number));
    if (typeof value === "number") bytes.push(...varintBytes(value * 2));
    else if (typeof value !== "boolean") bytes.push(...structBytes(value));
    last = id;
  }
  return [...bytes, STOP as number];
}

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 0x80)) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest % 0x80) | 0x80);
  }
}
