import type { DataType, StructType } from "@cloudapi/core";
import type * as z from "zod";
import { readTimestamp } from "../read-timestamp.ts";
import { timestampPrecision, withPrecision } from "../timestamp-precision.ts";
import { Digits, plainValue, type RawValue } from "./raw-value.ts";
import { elementSchema, fieldSchema, isMapSchema } from "./schema-inside.ts";

type Schema = z.core.$ZodType | undefined;

/**
 * A value as the contract's checker takes it: fields under the contract's names, since Athena's are in lower case;
 * digits exact; timestamps in RFC 3339. A null field is left out: it is absent, whatever variant the struct is.
 */
export function nestedValue(raw: RawValue, type: DataType, schema: Schema): unknown {
  if (raw === null) return null;
  switch (type.kind) {
    case "list":
      if (!isList(raw)) return plainValue(raw);
      return raw.map((item, i) => nestedValue(item, type.element, elementSchema(schema, i)));
    case "map":
      return isObject(raw) ? mapValue(raw, type.value, schema) : plainValue(raw);
    case "struct":
      return isObject(raw) ? structValue(raw, type, schema) : plainValue(raw);
    case "timestamp":
      return typeof raw === "string" ? timestampValue(raw, schema) : plainValue(raw);
    default:
      return raw instanceof Digits ? numberValue(raw.text, type) : plainValue(raw);
  }
}

function isList(raw: RawValue): raw is readonly RawValue[] {
  return Array.isArray(raw);
}

function isObject(raw: RawValue): raw is { readonly [key: string]: RawValue } {
  return typeof raw === "object" && raw !== null && !isList(raw) && !(raw instanceof Digits);
}

function mapValue(
  raw: { readonly [key: string]: RawValue },
  type: DataType,
  schema: Schema,
): unknown {
  const inside = elementSchema(schema, 0);
  const entries = Object.entries(raw).map(([key, value]): [string, unknown] => [
    key,
    nestedValue(value, type, inside),
  ]);
  return isMapSchema(schema) ? new Map(entries) : Object.fromEntries(entries);
}

function structValue(
  raw: { readonly [key: string]: RawValue },
  { fields }: StructType,
  schema: Schema,
): unknown {
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  const entries = Object.entries(raw).flatMap(([key, value]): [string, unknown][] => {
    const field = byName.get(key.toLowerCase());
    if (value === null) return [];
    if (field === undefined) return [[key, plainValue(value)]];
    const inside = fieldSchema(schema, field.name);
    return [[field.name, nestedValue(value, field.type, inside)]];
  });
  return Object.fromEntries(entries);
}

function timestampValue(text: string, schema: Schema): string {
  const instant = readTimestamp(text) ?? text;
  const precision = schema && timestampPrecision(schema);
  return precision === undefined ? instant : withPrecision(instant, precision);
}

function numberValue(text: string, { kind }: DataType): unknown {
  switch (kind) {
    case "int64":
      return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
    case "float":
      return Math.fround(Number(text));
    case "decimal":
    case "string":
    case "json":
      return text;
    default:
      return Number(text);
  }
}
