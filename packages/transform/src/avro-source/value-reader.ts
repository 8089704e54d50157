import { isUtf8 } from "node:buffer";
import type { SchemaElement } from "hyparquet";
import { leafReader, textOrBytes } from "../parquet-source/leaf-reader.ts";
import { readByte, skipBytes } from "../parquet-source/pages/cursor.ts";
import type { AvroCursor } from "./avro-cursor.ts";
import { readCount, readLong } from "./read-long.ts";

/** Reads a value where the cursor is. */
export type AvroReader = (cursor: AvroCursor) => unknown;

/** How values of types that have no types inside are read: as those of rows, or as they are stored. */
export interface AvroLeaves {
  readonly primitives: Readonly<Record<string, AvroReader>>;
  readonly bytes: (bytes: Uint8Array) => unknown;
  /** The reader of a value whose meaning its type tells beside; none where meanings are passed over. */
  readonly logical: (
    type: string,
    schema: Readonly<Record<string, unknown>>,
  ) => AvroReader | undefined;
}

/** An attribute of a type, and the types that it may be on. */
type Attributes = Readonly<Record<string, unknown>>;

const PRIMITIVES: Readonly<Record<string, AvroReader>> = {
  null: () => null,
  boolean: readBoolean,
  int: readInt,
  long: readLong,
  float: (cursor) => viewOf(cursor, 4).getFloat32(0, true),
  double: (cursor) => viewOf(cursor, 8).getFloat64(0, true),
  bytes: (cursor) => textOrBytes(takeBytes(cursor, readCount(cursor))),
  string: readString,
};

/** As the values of rows. */
export const ROW_LEAVES: AvroLeaves = {
  primitives: PRIMITIVES,
  bytes: textOrBytes,
  logical: logicalReader,
};

/** As they are stored: numbers, bigints for the type long, texts and bytes. */
export const STORED_LEAVES: AvroLeaves = {
  primitives: {
    ...PRIMITIVES,
    bytes: (cursor) => Uint8Array.from(takeBytes(cursor, readCount(cursor))),
  },
  bytes: (bytes) => Uint8Array.from(bytes),
  logical: () => undefined,
};

/** The reader of a value whose meaning its type tells beside, or nothing: an unknown meaning is passed over. */
function logicalReader(type: string, schema: Attributes): AvroReader | undefined {
  const element = elementOf(type, schema);
  if (element === undefined) return undefined;
  const read = leafReader({ name: "", ...element });
  if (type === "int") return (cursor) => read(readInt(cursor));
  if (type === "long") return (cursor) => read(readLong(cursor));
  if (type === "bytes") return (cursor) => read(takeBytes(cursor, readCount(cursor)));
  const size = schema["size"] as number;
  return (cursor) => read(takeBytes(cursor, size));
}

const UNITS = { millis: "MILLIS", micros: "MICROS", nanos: "NANOS" } as const;

function elementOf(type: string, { logicalType, size, scale = 0 }: Attributes) {
  if (logicalType === "decimal" && (type === "bytes" || type === "fixed")) {
    if (!(Number.isInteger(scale) && (scale as number) >= 0 && (scale as number) <= 1000))
      throw new TypeError("a decimal whose scale is not a number from 0 to 1,000");
    return { converted_type: "DECIMAL", scale: scale as number } satisfies Partial<SchemaElement>;
  }
  if (logicalType === "date" && type === "int") return { converted_type: "DATE" } as const;
  if (logicalType === "uuid" && type === "fixed" && size === 16)
    return { logical_type: { type: "UUID" } } as const;
  const match = /^(local-timestamp|timestamp|time)-(millis|micros|nanos)$/.exec(
    String(logicalType),
  );
  const kind = match?.[1];
  const unit = UNITS[match?.[2] as keyof typeof UNITS];
  if (kind === undefined) return undefined;
  if (kind === "time")
    return type === (unit === "MILLIS" ? "int" : "long")
      ? ({ logical_type: { type: "TIME", unit, isAdjustedToUTC: false } } as const)
      : undefined;
  const isAdjustedToUTC = kind === "timestamp";
  return type === "long"
    ? ({ logical_type: { type: "TIMESTAMP", unit, isAdjustedToUTC } } as const)
    : undefined;
}

export function takeBytes(cursor: AvroCursor, length: number): Uint8Array {
  const { at } = cursor;
  skipBytes(cursor, length);
  return cursor.bytes.subarray(at, at + length);
}

function viewOf(cursor: AvroCursor, length: number): DataView {
  const bytes = takeBytes(cursor, length);
  return new DataView(bytes.buffer, bytes.byteOffset, length);
}

function readBoolean(cursor: AvroCursor): boolean {
  const byte = readByte(cursor);
  if (byte > 1) throw new RangeError(`the byte ${byte} where true or false was expected`);
  return byte === 1;
}

export function readInt(cursor: AvroCursor): number {
  const value = readLong(cursor);
  if (BigInt.asIntN(32, value) !== value)
    throw new RangeError(`the int ${value} has more than 32 bits`);
  return Number(value);
}

export function readString(cursor: AvroCursor): string {
  const bytes = takeBytes(cursor, readCount(cursor));
  if (!isUtf8(bytes)) throw new RangeError("a string that is not UTF-8");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}
