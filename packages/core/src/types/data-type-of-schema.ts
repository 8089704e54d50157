import type * as z from "zod";
import { type DataType, SCALARS } from "./data-type.ts";
import { decimalOfSchema } from "./decimal.ts";
import { formatDataType } from "./format-data-type.ts";

/** A type, or why there is none and what to use instead. */
export type TypeOrRefusal = { type: DataType } | { refusal: string };

const INSTEAD: Readonly<Record<string, string>> = {
  array: "arrays are not supported; use z.string() holding JSON, or one row per element",
  object:
    "nested objects are not supported; flatten it into columns, or use z.string() holding JSON",
  record: "records are not supported; use z.string() holding JSON",
  map: "maps are not supported; use z.string() holding JSON",
  set: "sets are not supported; use z.string() holding JSON",
  tuple: "tuples are not supported; use one column per element",
  intersection: "intersections are not supported; write the fields in one z.object()",
  date: "z.date() takes JavaScript Dates, which files don't hold; use z.iso.datetime({ offset: true }) for a timestamp or z.iso.date() for a date",
  any: "z.any() has no column type; use z.string() holding JSON",
  unknown: "z.unknown() has no column type; use z.string() holding JSON",
  null: "z.null() has no column type; use the type the field has when present, with .nullable()",
  undefined:
    "z.undefined() has no column type; use the type the field has when present, with .optional()",
  void: "z.void() has no column type; leave the field out",
  never:
    "z.never() has no column type; leave the field out, or use z.strictObject() to refuse unknown fields",
  nan: "z.nan() has no column type; use z.number()",
  symbol: "symbols can't be stored; use z.string()",
  pipe: "transforms and pipes change the value between reading and storing; use the stored type itself, with checks (.trim() and .toLowerCase() are allowed)",
  transform: "transforms change the value between reading and storing; use the stored type itself",
  prefault: ".prefault() is not supported; use .default()",
  nonoptional: ".nonoptional() is not supported; leave out the .optional() inside it",
  catch: ".catch() hides bad values; leave it out, so that they are rejected with their reason",
  success: "z.success() has no column type; use z.boolean()",
  promise: "promises can't be stored; use the type of the resolved value",
  lazy: "recursive types are not supported; use z.string() holding JSON",
  custom: "z.custom() and z.instanceof() have no column type; use the stored type with .refine()",
  file: "files can't be stored in a column; use z.string() with the object's key",
  function: "functions can't be stored",
};

/** The type of an unwrapped zod schema: the left-hand column of the type law. */
export function dataTypeOfSchema(schema: z.core.$ZodType): TypeOrRefusal {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if ("coerce" in def && def.coerce) {
    return {
      refusal: `z.coerce.${def.type}() guesses types; use z.${def.type}() (CSV cells are read by column type anyway)`,
    };
  }
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
      return valuesType(Object.values(def.entries));
    case "literal":
      return valuesType(def.values);
    case "union":
      return unionType(def.options);
    default:
      return { refusal: INSTEAD[def.type] ?? `zod type "${def.type}" has no row in the type law` };
  }
}

/** The formats that decide a type: a schema's own (z.iso.date()) and those added by checks (z.string().date()). */
export function typeFormatsOf(def: z.core.$ZodTypeDef): ReadonlySet<string> {
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
  return isLocal(def)
    ? { refusal: "a local date-time is no instant; use z.iso.datetime({ offset: true })" }
    : { type: SCALARS.timestamp };
}

function isLocal(def: z.core.$ZodStringDef): boolean {
  const defs: unknown[] = [def, ...(def.checks ?? []).map((check) => check._zod.def)];
  return defs.some((each) => (each as { local?: boolean }).local === true);
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
  return { refusal: "its values must be all strings, all booleans or all 32-bit integers" };
}

/** The types that a union may have: those that zod checks by itself. */
const PLAIN: ReadonlySet<DataType> = new Set([
  SCALARS.string,
  SCALARS.int32,
  SCALARS.int64,
  SCALARS.float,
  SCALARS.double,
  SCALARS.boolean,
]);

function unionType(options: readonly z.core.$ZodType[]): TypeOrRefusal {
  const types = options.map(dataTypeOfSchema);
  const refused = types.find((each) => "refusal" in each);
  if (refused !== undefined) return refused;
  const byName = new Map(
    types.flatMap((each) => ("type" in each ? [[formatDataType(each.type), each.type]] : [])),
  );
  const [only] = byName.values();
  if (byName.size === 1 && only !== undefined && PLAIN.has(only)) return { type: only };
  return {
    refusal: `a union must have one plain column type, not ${[...byName.keys()].join(" and ")}; use the wider type with .refine(), or two columns`,
  };
}
