import type * as z from "zod";
import { takesBigint } from "../values/takes-bigint.ts";
import { type DataType, SCALARS, type ScalarKind } from "./data-type.ts";
import { decimalOfSchema } from "./decimal.ts";
import { jsonOfSchema } from "./json-of-schema.ts";
import { formatsIn, typeFormatsOf } from "./type-formats.ts";

/**
 * The type of an unwrapped zod schema, the left-hand column of the type law; `undefined` when it has none,
 * for which `refusalOfSchema` has the reason.
 *
 * @param nested gives the type of what has others inside; without it, that has none
 */
export function dataTypeOfSchema(
  schema: z.core.$ZodType,
  nested?: (schema: z.core.$ZodType) => DataType | undefined,
): DataType | undefined {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if ("coerce" in def && def.coerce) return undefined;
  switch (def.type) {
    case "string":
      return stringType(def);
    case "number":
      return numberType(def);
    case "bigint":
      return typeFormatsOf(def).has("int64") ? SCALARS.int64 : undefined;
    case "boolean":
      return SCALARS.boolean;
    case "template_literal":
      return SCALARS.string;
    case "enum":
    case "literal":
      return valuesType([...(schema._zod.values ?? [])]);
    case "union":
      return unionType(def.options) ?? nested?.(schema);
    default:
      return nested?.(schema);
  }
}

function stringType(def: z.core.$ZodStringDef): DataType | undefined {
  const decimal = decimalOfSchema(def);
  if (decimal !== undefined) return { kind: "decimal", ...decimal };
  if (jsonOfSchema(def) !== undefined) return SCALARS.json;
  const formats = typeFormatsOf(def);
  if (formats.has("date")) return SCALARS.date;
  if (!formats.has("datetime")) return SCALARS.string;
  return formatsIn(def).some(isNoInstant) ? undefined : SCALARS.timestamp;
}

/** A date-time without a zone, or without seconds, which a timestamp has. */
function isNoInstant({
  local,
  precision,
}: {
  local?: boolean;
  precision?: number | null;
}): boolean {
  return local === true || precision === -1;
}

function numberType(def: z.core.$ZodNumberDef): DataType {
  const formats = typeFormatsOf(def);
  if (formats.has("int32")) return SCALARS.int32;
  if (formats.has("safeint") || formats.has("uint32")) return SCALARS.int64;
  return formats.has("float32") ? SCALARS.float : SCALARS.double;
}

function valuesType(values: readonly unknown[]): DataType | undefined {
  if (values.every((value) => typeof value === "string")) return SCALARS.string;
  if (values.every((value) => typeof value === "boolean")) return SCALARS.boolean;
  return values.every((value) => Number.isInteger(value) && value === ((value as number) | 0))
    ? SCALARS.int32
    : undefined;
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

/** One plain type for all options, in one form: an int64 is a number or a bigint. */
function unionType(options: readonly z.core.$ZodType[]): DataType | undefined {
  const [first, ...others] = options;
  const type = first && dataTypeOfSchema(first);
  if (first === undefined || type === undefined || !PLAIN.has(type.kind)) return undefined;
  const isBigint = takesBigint(first);
  return others.every(
    (option) => dataTypeOfSchema(option) === type && takesBigint(option) === isBigint,
  )
    ? type
    : undefined;
}
