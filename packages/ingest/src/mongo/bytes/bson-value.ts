import { putField } from "@cloudapi/core/internal";
import { BSON } from "mongodb";
import { BSON_TYPE, valueEnd } from "./bson-type.ts";
import { giveUp } from "./doubt.ts";
import { textOf } from "./utf8.ts";

/** Bytes that values lie in. */
export interface BsonBytes {
  readonly bytes: Buffer;
  readonly view: DataView;
  /** How many documents and arrays are around what is read. */
  depth: number;
}

/** Hears of a field: its name, its type, and where its value begins and ends. */
export type OnField = (name: string, type: number, start: number, end: number) => void;

const LENGTH_BYTES = 4;
const UUID_SUBTYPE = 4;
const UUID_BYTES = 16;
/** Binaries of these are not their bytes as they stand. */
const ODD_SUBTYPES: ReadonlySet<number> = new Set([2, 9]);
/** A server nests documents no deeper. */
const MOST_DEPTH = 100;
const MOST_MS = 8.64e15;

/** The fields of a document, or the values of an array, whose names are their places. */
export function eachField(source: BsonBytes, start: number, end: number, onField: OnField): void {
  const { bytes, view } = source;
  if (++source.depth > MOST_DEPTH) giveUp();
  const last = end - 1;
  let at = start + LENGTH_BYTES;
  for (let type = bytes[at++] as number; at <= last; type = bytes[at++] as number) {
    const nameEnd = bytes.indexOf(0, at);
    const name = nameEnd < 0 ? undefined : textOf(bytes, at, nameEnd);
    // A reference is a document whose fields begin so.
    if (name === undefined || name.startsWith("$") || name === "__proto__") return giveUp();
    const from = nameEnd + 1;
    const to = valueEnd(view, type, from, last);
    if (to < 0) return giveUp();
    onField(name, type, from, to);
    at = to;
  }
  if (at !== end || bytes[last] !== 0) giveUp();
  source.depth--;
}

/** A text. */
export function stringAt({ bytes }: BsonBytes, start: number, end: number): string {
  const text = bytes[end - 1] === 0 ? textOf(bytes, start + LENGTH_BYTES, end - 1) : undefined;
  return text ?? giveUp();
}

/** The canonical value of a value that no column was proposed for, as `canonical` has it. */
export function plainValue(source: BsonBytes, type: number, start: number, end: number): unknown {
  const { bytes, view } = source;
  switch (type) {
    case BSON_TYPE.double:
      return view.getFloat64(start, true);
    case BSON_TYPE.int:
      return view.getInt32(start, true);
    case BSON_TYPE.long:
      return view.getBigInt64(start, true);
    case BSON_TYPE.string:
      return stringAt(source, start, end);
    case BSON_TYPE.boolean:
      return booleanOf(bytes[start] as number);
    case BSON_TYPE.null:
    case BSON_TYPE.undefined:
      return null;
    case BSON_TYPE.objectId:
      return bytes.toString("hex", start, end);
    case BSON_TYPE.date:
      return dateText(Number(view.getBigInt64(start, true)));
    case BSON_TYPE.binary:
      return binaryAt(bytes, start, end);
    case BSON_TYPE.decimal:
      return String(new BSON.Decimal128(Uint8Array.from(bytes.subarray(start, end))));
    case BSON_TYPE.timestamp:
      return {
        t: BigInt(view.getUint32(start + LENGTH_BYTES, true)),
        i: BigInt(view.getUint32(start, true)),
      };
    case BSON_TYPE.array:
      return listAt(source, start, end, plainValue);
    case BSON_TYPE.object:
      return mapAt(source, start, end, plainValue);
    default:
      return giveUp();
  }
}

/** Reads a value from its bytes. */
export type ReadValue = typeof plainValue;

/** The values of an array. */
export function listAt(source: BsonBytes, start: number, end: number, read: ReadValue): unknown[] {
  const list: unknown[] = [];
  eachField(source, start, end, (_, type, from, to) => {
    list.push(read(source, type, from, to));
  });
  return list;
}

/** The values of a document by their names. */
export function mapAt(source: BsonBytes, start: number, end: number, read: ReadValue): object {
  const row: Record<string, unknown> = {};
  eachField(source, start, end, (name, type, from, to) => {
    putField(row, name, read(source, type, from, to));
  });
  return row;
}

/** Whether a binary is a UUID. */
export function isUuidAt(bytes: Buffer, start: number, end: number): boolean {
  const isWhole = end - start === LENGTH_BYTES + 1 + UUID_BYTES;
  return isWhole && bytes[start + LENGTH_BYTES] === UUID_SUBTYPE;
}

function booleanOf(byte: number): boolean {
  return byte <= 1 ? byte === 1 : giveUp();
}

function dateText(ms: number): string {
  return Math.abs(ms) <= MOST_MS ? new Date(ms).toISOString() : giveUp();
}

function binaryAt(bytes: Buffer, start: number, end: number): string | Uint8Array {
  const from = start + LENGTH_BYTES + 1;
  if (ODD_SUBTYPES.has(bytes[start + LENGTH_BYTES] as number)) return giveUp();
  if (!isUuidAt(bytes, start, end)) return Uint8Array.from(bytes.subarray(from, end));
  const hex = bytes.toString("hex", from, end);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}
