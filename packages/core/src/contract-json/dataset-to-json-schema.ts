import { checkDataset } from "../contract/check-dataset.ts";
import type { Dataset } from "../contract/dataset.ts";
import type { DataType } from "../types/data-type.ts";
import { typeLaw } from "../types/type-law.ts";
import type { FieldJson, NamedFieldJson } from "./contract-json.ts";
import { datasetToJson } from "./dataset-to-json.ts";
import { requiredKeys } from "./required-keys.ts";

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A contract as JSON Schema (draft 2020-12), for records as they come in JSON: what JSON Schema can't say, such as a
 * function in `.refine()`, is left out.
 *
 * @throws {TypeError} when it is not a dataset
 *
 * @example
 * ```ts
 * import { apiLogs, datasetToJsonSchema } from "@cloudapi/core";
 *
 * console.log(datasetToJsonSchema(apiLogs)["required"]); // => ["timestamp", "endpoint", "status_code"]
 * ```
 */
export function datasetToJsonSchema(dataset: Dataset): JsonSchema {
  checkDataset("datasetToJsonSchema", dataset);
  const { name, columns, strict } = datasetToJson(dataset);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: name,
    ...objectSchema(columns, strict === true),
  };
}

function objectSchema(fields: readonly NamedFieldJson[], strict: boolean): JsonSchema {
  return {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    required: fields.filter((field) => !isAbsentable(field)).map(({ name }) => name),
    ...(strict && { additionalProperties: false }),
  };
}

function isAbsentable({ optional, nullable, default: value }: FieldJson): boolean {
  return optional === true || nullable === true || value !== undefined;
}

/** Null means absent, at every level. */
function fieldSchema(field: FieldJson): JsonSchema {
  const { description, default: value } = field;
  const notes = {
    ...(description !== undefined && { description }),
    ...(value !== undefined && { default: value }),
  };
  const schema = leafSchema(field);
  return isAbsentable(field)
    ? { ...notes, anyOf: [schema, { type: "null" }] }
    : { ...notes, ...schema };
}

function leafSchema(field: FieldJson): JsonSchema {
  if (field.anyOf !== undefined) return { anyOf: field.anyOf.map(fieldSchema) };
  if (field.enum !== undefined) return { enum: field.enum };
  switch (field.type) {
    case "struct":
      if (field.variants !== undefined) return { oneOf: field.variants.map(fieldSchema) };
      return objectSchema(field.fields ?? [], field.strict === true);
    case "list":
      return {
        type: "array",
        items: fieldSchema(field.element ?? { type: "string" }),
        ...sizes(field),
      };
    case "map":
      return mapSchema(field);
    case "int32":
    case "int64":
    case "float":
    case "double":
      return { ...lawOf(field), ...bounds(field) };
    case "decimal":
      return lawOf(field);
    case "json":
      return {};
    case "timestamp":
      return { ...lawOf(field), ...timePattern(field) };
    default:
      return { ...lawOf(field), ...texts(field) };
  }
}

function mapSchema(field: FieldJson): JsonSchema {
  const { key, value = { type: "string" }, minItems, maxItems } = field;
  const names = key?.enum?.map(String);
  return {
    type: "object",
    ...(names === undefined
      ? {
          additionalProperties: fieldSchema(value),
          ...(key !== undefined && { propertyNames: fieldSchema(key) }),
        }
      : {
          properties: Object.fromEntries(names.map((name) => [name, fieldSchema(value)])),
          additionalProperties: false,
          required: requiredKeys(field),
        }),
    ...(minItems !== undefined && { minProperties: minItems }),
    ...(maxItems !== undefined && { maxProperties: maxItems }),
  };
}

/** What the format `date-time` doesn't say: that the zone has to be Z, and how many digits seconds have. */
function timePattern({ offset, digits }: FieldJson): JsonSchema {
  if (offset === true && digits === undefined) return {};
  const zone = offset === true ? "(?:Z|[+-]\\d\\d:\\d\\d)" : "Z";
  if (digits === undefined) return { pattern: `${zone}$` };
  const seconds = digits > 0 ? `:\\d\\d\\.\\d{${digits}}` : ":\\d\\d";
  return { pattern: `T\\d\\d:\\d\\d${seconds}${zone}$` };
}

function lawOf({ type, precision = 38, scale = 0 }: FieldJson): JsonSchema {
  const dataType = type === "decimal" ? { kind: type, precision, scale } : { kind: type };
  return typeLaw(dataType as DataType).jsonSchema;
}

function sizes({ minItems, maxItems }: FieldJson): JsonSchema {
  return {
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
  };
}

function bounds(field: FieldJson): JsonSchema {
  const names = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const;
  const entries = names.flatMap((name) => {
    const bound = field[name];
    return bound === undefined ? [] : [[name, Number(bound)]];
  });
  const multiples = (field.multipleOf ?? []).map((each) => ({ multipleOf: Number(each) }));
  return {
    ...(Object.fromEntries(entries) as object),
    ...(multiples.length > 0 && { allOf: multiples }),
  };
}

/** Patterns with flags are left out: JSON Schema has none. */
function texts(field: FieldJson): JsonSchema {
  const escape = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  const patterns = [
    ...(field.startsWith ?? []).map((text) => `^${escape(text)}`),
    ...(field.endsWith ?? []).map((text) => `${escape(text)}$`),
    ...(field.includes ?? []).map(escape),
    ...(field.patterns ?? [])
      .filter(({ flags = "" }) => flags === "" || flags === "u")
      .map(({ source }) => source),
  ];
  const { minLength, maxLength, formats = [] } = field;
  const format = formats.map((each) => FORMATS[each.format]).find((name) => name !== undefined);
  return {
    ...(minLength !== undefined && { minLength: Math.ceil(minLength / 2) }),
    ...(maxLength !== undefined && { maxLength }),
    ...(format !== undefined && { format }),
    ...(patterns.length === 1 && { pattern: patterns[0] }),
    ...(patterns.length > 1 && { allOf: patterns.map((pattern) => ({ pattern })) }),
  };
}

/** What zod's formats are called in JSON Schema. */
const FORMATS: Readonly<Record<string, string>> = {
  email: "email",
  uuid: "uuid",
  ipv4: "ipv4",
  ipv6: "ipv6",
  time: "time",
  duration: "duration",
  hostname: "hostname",
};
