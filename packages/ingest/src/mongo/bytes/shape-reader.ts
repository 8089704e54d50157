import { plainDecimal } from "../decimal128.ts";
import { doubleText } from "../double-text.ts";
import type { LeafShape, Shape, ShapeField } from "../shape.ts";
import { jsonAt } from "./bson-json.ts";
import { BSON_TYPE } from "./bson-type.ts";
import { eachField, isUuidAt, listAt, mapAt, plainValue, type ReadValue } from "./bson-value.ts";
import { giveUp } from "./doubt.ts";

/** Reads values of a shape from their bytes, as `convertTo` converts them; for values that are not of it, it gives up. */
export function shapeReader(shape: Shape): ReadValue {
  const read = readerOf(shape);
  return (source, type, start, end) =>
    type === BSON_TYPE.null || type === BSON_TYPE.undefined ? null : read(source, type, start, end);
}

function readerOf(shape: Shape): ReadValue {
  switch (shape.kind) {
    case "json":
      return jsonAt;
    case "number-text":
      return numberText;
    case "decimal":
      return decimal;
    case "list":
      return only(BSON_TYPE.array, listReader(shapeReader(shape.element)));
    case "map":
      return only(BSON_TYPE.object, mapReader(shapeReader(shape.value)));
    case "struct":
      return only(BSON_TYPE.object, structReader(shape.fields));
    case "int64":
      return int64;
    case "bytes":
      return bytesReader(false);
    case "uuid":
      return bytesReader(true);
    default:
      return leafReader(shape.kind);
  }
}

const LEAF_TYPES: Partial<Readonly<Record<LeafShape, readonly number[]>>> = {
  string: [BSON_TYPE.string],
  boolean: [BSON_TYPE.boolean],
  int32: [BSON_TYPE.int, BSON_TYPE.double],
  double: [BSON_TYPE.int, BSON_TYPE.double],
  time: [BSON_TYPE.date],
  objectId: [BSON_TYPE.objectId],
  clock: [BSON_TYPE.timestamp],
};

function leafReader(kind: LeafShape): ReadValue {
  const types = LEAF_TYPES[kind] ?? [];
  return (source, type, start, end) =>
    types.includes(type) ? plainValue(source, type, start, end) : giveUp();
}

function only(expected: number, read: ReadValue): ReadValue {
  return (source, type, start, end) =>
    type === expected ? read(source, type, start, end) : giveUp();
}

function bytesReader(isUuid: boolean): ReadValue {
  return only(BSON_TYPE.binary, (source, type, start, end) =>
    isUuidAt(source.bytes, start, end) === isUuid ? plainValue(source, type, start, end) : giveUp(),
  );
}

const int64: ReadValue = (source, type, start, end) => {
  if (type === BSON_TYPE.int) return BigInt(source.view.getInt32(start, true));
  return type === BSON_TYPE.long ? plainValue(source, type, start, end) : giveUp();
};

const numberText: ReadValue = (source, type, start, end) =>
  type === BSON_TYPE.double
    ? doubleText(source.view.getFloat64(start, true))
    : decimal(source, type, start, end);

const decimal: ReadValue = (source, type, start, end) => {
  const isInteger = type === BSON_TYPE.int || type === BSON_TYPE.long;
  if (!isInteger && type !== BSON_TYPE.decimal) return giveUp();
  const text = String(plainValue(source, type, start, end));
  return isInteger ? text : plainDecimal(text);
};

function listReader(read: ReadValue): ReadValue {
  return (source, _, start, end) => listAt(source, start, end, read);
}

function mapReader(read: ReadValue): ReadValue {
  return (source, _, start, end) => mapAt(source, start, end, read);
}

function structReader(fields: readonly ShapeField[]): ReadValue {
  const known = new Map(
    fields.map(({ source, name, shape }) => [source, { name, read: shapeReader(shape) }]),
  );
  return (bytes, _, start, end) => {
    const row: Record<string, unknown> = {};
    eachField(bytes, start, end, (source, type, from, to) => {
      const field = known.get(source) ?? giveUp();
      row[field.name] = field.read(bytes, type, from, to);
    });
    return row;
  };
}
