import type * as z from "zod";
import { takesBigint } from "../values/column-codec.ts";
import { type DataType, SCALARS, type ScalarKind } from "./data-type.ts";
import { decimalOfSchema } from "./decimal.ts";

/** A type, or why there is none and what to use instead. */
export type TypeOrRefusal = { type: DataType } | { refusal: string };

const JSON_TEXT = "z.string() holding JSON, which the source has to have as text";
const STORED =
  "the stored type itself with checks, of which .trim() and .overwrite() may change it";
const NOTHING = "no field at all";

/** What to use in place of a zod type that no column can have. */
const INSTEAD: Readonly<Record<string, string>> = {
  array: `one row per element, or ${JSON_TEXT}`,
  object: `one field for each value in it, or ${JSON_TEXT}`,
  record: JSON_TEXT,
  map: JSON_TEXT,
  set: JSON_TEXT,
  tuple: "one field per element",
  intersection: "one z.object() of all the fields",
  date: "z.iso.datetime({ offset: true }) or z.iso.date(), since no file holds JavaScript's Dates",
  any: JSON_TEXT,
  unknown: JSON_TEXT,
  null: "the type that it has when present, with .nullable()",
  undefined: "the type that it has when present, with .optional()",
  void: NOTHING,
  never: `${NOTHING}; z.strictObject() rejects records that have others`,
  nan: "z.number()",
  symbol: "z.string()",
  pipe: STORED,
  transform: STORED,
  prefault: ".default()",
  nonoptional: "the type without .optional() in it",
  catch:
    "the type without .catch(), or leave it out, so that bad values are rejected with their reason",
  success: "z.boolean()",
  promise: "the type of what it resolves to",
  lazy: `the type itself, or if that is recursive ${JSON_TEXT}`,
  custom: "the stored type with .refine()",
  file: "z.string() for the name of the file",
  function: NOTHING,
};

/** The type of an unwrapped zod schema: the left-hand column of the type law. */
export function dataTypeOfSchema(schema: z.core.$ZodType): TypeOrRefusal {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if ("coerce" in def && def.coerce) return coercion(def.type);
  switch (def.type) {
    case "string":
      return stringType(def);
    case "number":
      return numberType(def);
    case "bigint":
      return bigintType(def);
    case "boolean":
      return { type: SCALARS.boolean };
    case "template_literal":
      return { type: SCALARS.string };
    case "enum":
    case "literal":
      return valuesType([...(schema._zod.values ?? [])]);
    case "union":
      return unionType(def.options);
    default:
      return { refusal: instead(def.type) };
  }
}

function instead(type: string): string {
  const use = INSTEAD[type];
  if (use !== undefined) return `z.${type}() can't be a column; use ${use}`;
  return WRAPPERS.has(type)
    ? `.${type}() stands in a union; use it after the union, not in it`
    : `zod type "${type}" has no row in the type law; use one of docs/contract.md`;
}

const WRAPPERS = new Set(["optional", "nullable", "default", "readonly"]);

/** Nothing has to be coerced: CSV cells are read by the type of their column anyway. */
function coercion(type: string): TypeOrRefusal {
  const plain = type === "bigint" ? "z.int64()" : `z.${type}()`;
  const use = INSTEAD[type] ?? `${plain}, as which CSV cells are read anyway`;
  return { refusal: `z.coerce.${type}() guesses types; use ${use}` };
}

/** The formats that decide a type: a schema's own (z.iso.date()) and those added by checks (z.string().date()). */
function typeFormatsOf(def: z.core.$ZodTypeDef): ReadonlySet<string> {
  const formats = new Set<string>();
  for (const each of [def, ...(def.checks ?? []).map((check) => check._zod.def)]) {
    const { format } = each as { format?: unknown };
    if (typeof format === "string" && TYPE_FORMATS.has(format)) formats.add(format);
  }
  return formats;
}

/** The formats that decide the type; the others (email, uuid, ipv4, starts_with...) only narrow it. */
const TYPE_FORMATS = new Set([
  "datetime",
  "date",
  "int32",
  "uint32",
  "safeint",
  "float32",
  "float64",
  "int64",
  "uint64",
]);

function stringType(def: z.core.$ZodStringDef): TypeOrRefusal {
  const decimal = decimalOfSchema(def);
  if (decimal !== undefined) return { type: { kind: "decimal", ...decimal } };
  const formats = typeFormatsOf(def);
  if (formats.has("date")) return { type: SCALARS.date };
  if (!formats.has("datetime")) return { type: SCALARS.string };
  const datetimes = [def, ...(def.checks ?? []).map((check) => check._zod.def)] as DateTime[];
  if (datetimes.some(({ precision }) => precision === -1)) {
    return { refusal: "a timestamp has seconds; use z.iso.datetime({ offset: true })" };
  }
  return datetimes.some(({ local }) => local === true)
    ? { refusal: "a local date-time is not an instant; use z.iso.datetime({ offset: true })" }
    : { type: SCALARS.timestamp };
}

interface DateTime {
  readonly local?: boolean;
  readonly precision?: number | null;
}

function numberType(def: z.core.$ZodNumberDef): TypeOrRefusal {
  const formats = typeFormatsOf(def);
  if (formats.has("int32")) return { type: SCALARS.int32 };
  if (formats.has("safeint") || formats.has("uint32")) return { type: SCALARS.int64 };
  return { type: formats.has("float32") ? SCALARS.float : SCALARS.double };
}

function bigintType(def: z.core.$ZodBigIntDef): TypeOrRefusal {
  const formats = typeFormatsOf(def);
  if (formats.has("int64")) return { type: SCALARS.int64 };
  return {
    refusal: formats.has("uint64")
      ? "no target holds an unsigned 64-bit integer; use z.int64(), or decimal(20, 0)"
      : "z.bigint() has no bounds; use z.int64(), or decimal(38, 0)",
  };
}

function valuesType(values: readonly unknown[]): TypeOrRefusal {
  if (values.every((value) => typeof value === "string")) return { type: SCALARS.string };
  if (values.every((value) => typeof value === "boolean")) return { type: SCALARS.boolean };
  if (
    values.every(
      (value) => Number.isInteger(value) && (value as number) === ((value as number) | 0),
    )
  ) {
    return { type: SCALARS.int32 };
  }
  return {
    refusal: "its values must be all strings, all booleans or all 32-bit integers; use one kind",
  };
}

/** The types that a union may have: those that zod checks by itself. */
const PLAIN: ReadonlySet<string> = new Set([
  "string",
  "int32",
  "int64",
  "float",
  "double",
  "boolean",
] satisfies ScalarKind[]);

function unionType(options: readonly z.core.$ZodType[]): TypeOrRefusal {
  const kinds = new Set<string>();
  let found: TypeOrRefusal = { refusal: "a union needs an option; use the type itself" };
  for (const option of options) {
    found = dataTypeOfSchema(option);
    if ("refusal" in found) return found;
    kinds.add(found.type.kind);
  }
  if (kinds.size > 1 || ("type" in found && !PLAIN.has(found.type.kind))) {
    return {
      refusal: `a union must have one plain column type, not ${[...kinds].join(" and ")}; use the wider type with .refine(), or two columns`,
    };
  }
  return new Set(options.map(takesBigint)).size > 1
    ? { refusal: "a union must be all numbers or all bigints; use z.int64() in all of it" }
    : found;
}
