import * as z from "zod";
import { decimal } from "../types/decimal.ts";
import { json } from "../types/json.ts";
import type { FieldJson, JsonValue, NamedFieldJson, PatternJson } from "./contract-json.ts";
import { formatMaker } from "./string-formats.ts";

/** The zod schema that a field of JSON describes, wrappers and all. */
function schemaOfField(field: FieldJson): z.ZodType {
  let schema = leafOf(field);
  if (field.nullable === true) schema = schema.nullable();
  if (field.optional === true) schema = schema.optional();
  if (field.default !== undefined) {
    const value = valueOf(field.default, field);
    schema = schema.default(() => value);
  }
  return field.description === undefined ? schema : schema.describe(field.description);
}

/** The zod shape of fields, by name. */
export function shapeOfFields(fields: readonly NamedFieldJson[]): Record<string, z.ZodType> {
  return Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)]));
}

function leafOf(field: FieldJson): z.ZodType {
  if (field.anyOf !== undefined) return z.union(field.anyOf.map(schemaOfField));
  if (field.enum !== undefined) return enumOf(field.enum);
  switch (field.type) {
    case "struct": {
      if (field.discriminator !== undefined) return variantsOf(field.discriminator, field);
      const shape = shapeOfFields(field.fields ?? []);
      return field.strict === true ? z.strictObject(shape) : z.object(shape);
    }
    case "list":
      return withItems(z.array(schemaOfField(field.element ?? { type: "string" })), field);
    case "map":
      return mapOf(field);
    case "boolean":
      return z.boolean();
    case "int32":
    case "int64":
    case "float":
    case "double":
      return numberOf(field);
    default:
      return textOf(field);
  }
}

function variantsOf(discriminator: string, { variants = [] }: FieldJson): z.ZodType {
  const options = variants.map(schemaOfField) as unknown as [z.ZodObject, ...z.ZodObject[]];
  return z.discriminatedUnion(discriminator, options);
}

function enumOf(values: readonly (string | number | boolean)[]): z.ZodType {
  return values.every((value) => typeof value === "string")
    ? z.enum(values as string[])
    : z.literal(values as [number | boolean]);
}

function mapOf(field: FieldJson): z.ZodType {
  const value = schemaOfField(field.value ?? { type: "string" });
  const key = schemaOfField(field.key ?? { type: "string" });
  if (field.isMap !== true)
    return field.partial === true
      ? z.partialRecord(key as z.ZodString, value)
      : z.record(key as z.ZodString, value);
  let map = z.map(key, value);
  if (field.minItems !== undefined) map = map.min(field.minItems);
  if (field.maxItems !== undefined) map = map.max(field.maxItems);
  return map;
}

function withItems(list: z.ZodArray, { minItems, maxItems }: FieldJson): z.ZodArray {
  let limited = list;
  if (minItems !== undefined) limited = limited.min(minItems);
  if (maxItems !== undefined) limited = limited.max(maxItems);
  return limited;
}

const NUMBERS = {
  int32: z.int32,
  float: z.float32,
  double: z.number,
} as unknown as Readonly<Record<string, () => z.ZodNumber>>;

function numberOf(field: FieldJson): z.ZodType {
  if (field.type === "int64" && field.isNumber !== true) {
    const bounds = boundsOf(field, (value) => BigInt(value));
    return bounds.reduce((schema, check) => schema.check(check), z.int64() as z.ZodBigInt);
  }
  const make = field.type === "int64" ? z.int : (NUMBERS[field.type] ?? z.number);
  const bounds = boundsOf(field, Number);
  return bounds.reduce((schema, check) => schema.check(check), make() as z.ZodNumber);
}

function boundsOf<T extends number | bigint>(
  field: FieldJson,
  read: (value: number | string) => T,
): z.core.$ZodCheck<T>[] {
  const bound = (
    value: number | string | undefined,
    make: (value: T) => z.core.$ZodCheck,
  ): z.core.$ZodCheck<T>[] =>
    value === undefined ? [] : [make(read(value)) as z.core.$ZodCheck<T>];
  return [
    ...bound(field.minimum, (value) => z.gte(value)),
    ...bound(field.maximum, (value) => z.lte(value)),
    ...bound(field.exclusiveMinimum, (value) => z.gt(value)),
    ...bound(field.exclusiveMaximum, (value) => z.lt(value)),
    ...(field.multipleOf ?? []).flatMap((each) => bound(each, (value) => z.multipleOf(value))),
  ];
}

function textOf(field: FieldJson): z.ZodType {
  const checks = textChecks(field);
  return checks.reduce((schema, check) => schema.check(check), textBase(field) as z.ZodString);
}

function textBase(field: FieldJson): z.ZodType {
  const { type, precision = 38, scale = 0, offset, digits, maxBytes } = field;
  switch (type) {
    case "json":
      return json(maxBytes === undefined ? {} : { maxBytes });
    case "decimal":
      return decimal(precision, scale);
    case "date":
      return z.iso.date();
    case "timestamp":
      return z.iso.datetime({
        offset: offset === true,
        ...(digits !== undefined && { precision: digits }),
      });
    default:
      return z.string();
  }
}

/** Lengths before what may take long. */
function textChecks(field: FieldJson): z.core.$ZodCheck<string>[] {
  const { minLength, maxLength } = field;
  return [
    ...(maxLength === undefined ? [] : [z.maxLength(maxLength)]),
    ...(minLength === undefined ? [] : [z.minLength(minLength)]),
    ...(field.startsWith ?? []).map((text) => z.startsWith(text)),
    ...(field.endsWith ?? []).map((text) => z.endsWith(text)),
    ...(field.includes ?? []).map((text) => z.includes(text)),
    ...(field.formats ?? []).map(({ format, pattern }) => {
      const own = pattern === undefined ? undefined : { pattern: regexOf(pattern) };
      return formatMaker(format)?.(own) as unknown as z.core.$ZodCheck<string>;
    }),
    ...(field.patterns ?? []).map((pattern) => z.regex(regexOf(pattern))),
  ];
}

function regexOf({ source, flags }: PatternJson): RegExp {
  return new RegExp(source, flags);
}

/** A default as the schema has it: digits of a bigint as one, what a Map holds in a Map. */
function valueOf(value: JsonValue, field: FieldJson): unknown {
  if (field.type === "int64" && field.isNumber !== true && value !== null)
    return BigInt(value as string);
  if (Array.isArray(value))
    return value.map((each: JsonValue) => valueOf(each, field.element ?? field));
  if (typeof value !== "object" || value === null) return value;
  const fields = new Map(field.fields?.map((each) => [each.name, each]));
  const entries = Object.entries(value).map(([name, each]) => {
    const inside = fields.get(name) ?? field.value;
    return [name, inside === undefined ? each : valueOf(each as JsonValue, inside)] as const;
  });
  return field.isMap === true ? new Map(entries) : Object.fromEntries(entries);
}
