import * as z from "zod";
import {
  asText,
  bytes,
  decimalType,
  enumType,
  float32,
  float64,
  int32,
  int64,
  jsonText,
  listType,
  type SqlType,
  text,
  uint32,
} from "../../sql/sql-type.ts";
import { dateType, type Microseconds, timestampType } from "../../sql/timestamp-type.ts";
import type { PostgresType, TypeCatalog } from "../catalog/type-catalog.ts";
import { type ArrayItem, parseArrayText } from "./array-text.ts";
import { parseHstoreText } from "./hstore-text.ts";
import { areFieldNames, type StructField, structType } from "./struct-type.ts";

/** What types are looked up in, and what decides where there is a choice. */
export interface TypeContext {
  readonly catalog: TypeCatalog;
  readonly microseconds: Microseconds;
  /** Digits behind the point that the server's money has. */
  readonly moneyScale: number;
}

/** A type and its modifier, as a column has them. */
export interface TypeReference {
  readonly oid: string;
  /** -1 for none. */
  readonly modifier: number;
}

/** Types inside types beyond this are JSON: contracts have at most 32 levels. */
const DEEPEST = 8;

/** What becomes of a type of PostgreSQL. */
export function postgresType(
  { oid, modifier }: TypeReference,
  context: TypeContext,
  depth = 0,
): SqlType {
  const type = context.catalog.get(oid);
  if (type === undefined) return asSpelled(`type ${oid}`);
  switch (type.kind) {
    case "domain":
      return postgresType({ oid: type.base, modifier: type.baseModifier }, context, depth);
    case "enum":
      return enumType(type.labels);
    case "array":
      return depth > DEEPEST
        ? TOO_DEEP
        : arrayType(type, postgresType({ oid: type.element, modifier }, context, depth + 1));
    case "composite":
      return depth > DEEPEST ? TOO_DEEP : compositeType(fieldTypes(type, context, depth));
    case "range":
      return asText("A range as PostgreSQL writes it, such as [1,10).");
    default:
      return baseType(type.name, modifier, context);
  }
}

function fieldTypes(type: PostgresType, context: TypeContext, depth: number): StructField[] {
  return type.fields.map((field) => ({
    name: field.name,
    type: postgresType({ oid: field.type, modifier: field.modifier }, context, depth + 1),
  }));
}

function baseType(name: string, modifier: number, context: TypeContext): SqlType {
  const plain = BASE_TYPES[name];
  if (plain !== undefined && Object.hasOwn(BASE_TYPES, name)) return plain;
  switch (name) {
    case "numeric":
      return numericType(modifier);
    case "timestamptz":
    case "timestamp":
      return timestampType(modifier < 0 ? 6 : modifier, {
        microseconds: context.microseconds,
        meaning:
          name === "timestamptz" ? "The instant in UTC." : "It has no zone, and is taken for UTC.",
      });
    case "money":
      return {
        ...decimalType(19, context.moneyScale),
        verdict: "converted",
        how: "The amount as a decimal number, without the sign of its currency.",
        select: (column) => `${column}::pg_catalog.numeric`,
      };
    default:
      return asSpelled(name);
  }
}

const BASE_TYPES: Readonly<Record<string, SqlType>> = {
  bool: {
    verdict: "exact",
    how: "A boolean.",
    schema: z.boolean(),
    code: "z.boolean()",
    decode: readBoolean,
    form: "boolean",
    order: "server",
  },
  int2: int32,
  int4: int32,
  int8: int64,
  oid: uint32,
  float4: float32,
  float8: float64,
  text,
  varchar: text,
  bpchar: text,
  name: text,
  char: text,
  citext: text,
  xml: asText("XML as text.", "none"),
  uuid: asText("Text, in lower case with dashes."),
  bytea: { ...bytes, decode: readBytes },
  json: jsonText,
  jsonb: jsonText,
  date: dateType,
  time: asText("ISO 8601 text: no column type is a time of day."),
  timetz: {
    ...asText("ISO 8601 text with the offset that it has: no column type is a time of day."),
    decode: readTimeTz,
  },
  interval: asText("An ISO 8601 duration as text, such as P1Y2M3DT4H5M6.789S."),
  inet: asText("The address as text."),
  cidr: asText("The network as text."),
  bit: asText("Zeros and ones as text."),
  varbit: asText("Zeros and ones as text."),
  hstore: {
    verdict: "exact",
    how: "A map of texts.",
    schema: z.record(z.string(), z.string().nullable()),
    code: "z.record(z.string(), z.string().nullable())",
    decode: (value) => parseHstoreText(value) ?? value,
    order: "none",
  },
};

/** `numeric(p,s)`, whose modifier has the precision in its upper half, and the scale, which may be negative, in eleven bits. */
function numericType(modifier: number): SqlType {
  if (modifier < 0)
    return asText(
      "The exact number as text: without a precision it may have any number of digits.",
    );
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  const digits = Math.max(scale, precision + Math.max(0, -scale));
  const type = decimalType(digits, Math.max(0, scale));
  return type.verdict === "exact"
    ? { ...type, how: `${type.how} Rows with NaN are rejected.` }
    : type;
}

function asSpelled(name: string): SqlType {
  return asText(`Text, as PostgreSQL writes a value of ${name}.`);
}

/** What holds something that can't be taken apart by its text. */
function asJson(why: string): SqlType {
  return {
    ...jsonText,
    verdict: "converted",
    how: `JSON as text: ${why}.`,
    select: (column) => `pg_catalog.to_json(${column})::text`,
  };
}

function arrayType(type: PostgresType, element: SqlType): SqlType {
  if (element.verdict === "exact" || element.select === undefined)
    return listOf(element, type.delimiter);
  const isMoney = element.order !== "none";
  return isMoney
    ? { ...listOf(element, ","), select: (column) => `${column}::pg_catalog.numeric[]` }
    : asJson("its elements are");
}

function listOf(element: SqlType, delimiter: string): SqlType {
  const decode = elementDecoder(element);
  return {
    ...listType(element),
    verdict: element.verdict,
    how: `A list. ${element.verdict === "exact" ? "" : `Its elements: ${element.how} `}Rows with more than one dimension, or with bounds of their own, are rejected.`,
    decode: (value) => parseArrayText(value, delimiter)?.map(decode) ?? value,
  };
}

function compositeType(fields: readonly StructField[]): SqlType {
  if (!areFieldNames(fields.map(({ name }) => name)))
    return asJson("the names of its fields are none that columns can have");
  const isWhole = fields.every(({ type }) => type.select === undefined);
  return isWhole ? structType(fields) : asJson("of its fields one is, or is money");
}

const TOO_DEEP = asJson("types are inside types at too many levels");

/** An array inside, which only arrays of several dimensions have, stays one, which the element's check refuses. */
function elementDecoder({ decode }: SqlType): (item: ArrayItem) => unknown {
  if (decode === undefined) return (item) => item;
  return (item) => (typeof item === "string" ? decode(item) : item);
}

function readBoolean(value: string): boolean {
  return value === "t";
}

function readBytes(value: string): Uint8Array | string {
  return value.startsWith("\\x") ? Buffer.from(value.slice(2), "hex") : value;
}

/** `13:45:00+02` as `13:45:00+02:00`. */
function readTimeTz(value: string): string {
  return /[+-]\d\d$/.test(value) ? `${value}:00` : value;
}
