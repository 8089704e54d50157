import { putField } from "@cloudapi/core/internal";
import type { Binary, BSON } from "mongodb";
import { type BsonKind, bsonKind } from "./bson-kind.ts";
import { plainDecimal } from "./decimal128.ts";
import { doubleText } from "./double-text.ts";
import { extendedJson } from "./extended-json.ts";
import type { Shape, ShapeField } from "./shape.ts";

/** From a value as the driver reads it to its canonical value. */
export type Convert = (value: unknown) => unknown;

/**
 * The conversion to a shape. What is not of it becomes the canonical value of its own type, which the column's check
 * refuses: the row is rejected and kept, and never changed to fit.
 */
export function convertTo(shape: Shape): Convert {
  const convert = conversionOf(shape);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function conversionOf(shape: Shape): Convert {
  switch (shape.kind) {
    case "json":
      return extendedJson;
    case "number-text":
      return numberText;
    case "int64":
      return int64;
    case "decimal":
      return decimal;
    case "list":
      return listConversion(convertTo(shape.element));
    case "map":
      return mapConversion(convertTo(shape.value));
    case "struct":
      return structConversion(shape.fields);
    default:
      return textConversion(TEXTS[shape.kind]);
  }
}

/** Types whose values are text in the lake, where a value of another one could pass for one of them. */
const TEXTS: Partial<Readonly<Record<Shape["kind"], BsonKind>>> = {
  string: "string",
  objectId: "objectId",
  uuid: "uuid",
  bytes: "binData",
  regex: "regex",
  code: "javascript",
  symbol: "symbol",
  time: "date",
};

function textConversion(expected: BsonKind | undefined): Convert {
  if (expected === undefined) return canonical;
  return (value) => (bsonKind(value) === expected ? canonical(value) : foreign(value));
}

/** A value under the name of its type, which no column of text takes. */
function foreign(value: unknown): unknown {
  const kind = bsonKind(value);
  return { [kind]: canonical(value) };
}

/** The canonical value of a value that no column was proposed for. */
export function canonical(value: unknown): unknown {
  const kind = bsonKind(value);
  switch (kind) {
    case "null":
    case "undefined":
      return null;
    case "int":
    case "double":
      return Number(value);
    case "long":
      return toBigInt(value);
    case "objectId":
    case "uuid":
    case "decimal":
      return String(value);
    case "date":
      return isoText(value as Date);
    case "binData":
      return bytesOf(value as Binary);
    case "regex":
      return regexText(value as BSON.BSONRegExp);
    case "symbol":
      return (value as BSON.BSONSymbol).valueOf();
    case "javascript":
      return (value as BSON.Code).code;
    case "timestamp":
      return clock(value as BSON.Timestamp);
    case "array":
      return (value as readonly unknown[]).map(canonical);
    case "object":
      return convertFields(value as object, canonical);
    case "string":
    case "bool":
      return value;
    default:
      return extendedJson(value);
  }
}

function numberText(value: unknown): unknown {
  const kind = bsonKind(value);
  if (kind === "double") return doubleText(Number(value));
  if (kind === "decimal") return plainDecimal(String(value));
  return kind === "int" || kind === "long" ? String(value) : foreign(value);
}

function int64(value: unknown): unknown {
  const kind = bsonKind(value);
  return kind === "int" || kind === "long" ? toBigInt(value) : canonical(value);
}

function decimal(value: unknown): unknown {
  const kind = bsonKind(value);
  if (kind === "int" || kind === "long") return String(value);
  return kind === "decimal" ? plainDecimal(String(value)) : foreign(value);
}

function listConversion(convert: Convert): Convert {
  return (value) => (Array.isArray(value) ? value.map(convert) : canonical(value));
}

function mapConversion(convert: Convert): Convert {
  return (value) =>
    bsonKind(value) === "object" ? convertFields(value as object, convert) : canonical(value);
}

function structConversion(fields: readonly ShapeField[]): Convert {
  const known = new Map(
    fields.map(({ source, name, shape }) => [source, { name, convert: convertTo(shape) }]),
  );
  const names = new Set(fields.map(({ name }) => name));
  return (value) => {
    if (bsonKind(value) !== "object") return canonical(value);
    const row: Record<string, unknown> = {};
    for (const [source, each] of Object.entries(value as object)) {
      const field = known.get(source);
      if (field !== undefined) row[field.name] = field.convert(each);
      // A field that the sample had not is handed on under its own name, and counted where it is dropped.
      else if (!names.has(source)) putField(row, source, canonical(each));
    }
    return row;
  };
}

function convertFields(value: object, convert: Convert): object {
  const row: Record<string, unknown> = {};
  for (const name of Object.keys(value))
    putField(row, name, convert((value as Record<string, unknown>)[name]));
  return row;
}

function toBigInt(value: unknown): bigint {
  return BigInt(String(value));
}

function isoText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "a date out of range" : date.toISOString();
}

function bytesOf(binary: Binary): Uint8Array {
  return binary.value();
}

function regexText({ pattern, options }: BSON.BSONRegExp): string {
  return `/${pattern}/${options}`;
}

function clock(value: BSON.Timestamp): object {
  return { t: BigInt(value.t), i: BigInt(value.i) };
}
