import type * as z from "zod";
import { formatDataType } from "./format-data-type.ts";
import { isTextKey, mergeVariants, typeOfSchema } from "./nested-type.ts";
import { formatsIn, typeFormatsOf } from "./type-formats.ts";
import { isOpen, readVariants } from "./variants.ts";

const JSON_TEXT = "json(), which keeps any JSON value as its text";
const STORED =
  "the stored type itself with checks, of which .trim() and .overwrite() may change it";
const NOTHING = "no field at all";

/** What to use in place of a zod type that no column can have. */
const INSTEAD: Readonly<Record<string, string>> = {
  array: JSON_TEXT,
  object: JSON_TEXT,
  record: JSON_TEXT,
  map: JSON_TEXT,
  set: "z.array(...), with .refine() where its elements have to differ",
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

/** Why an unwrapped schema has no column type, and what to use instead; for schemas that `typeOfSchema` knows no type of. */
export function refusalOfSchema(schema: z.core.$ZodType): string {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if ("coerce" in def && def.coerce) return coercion(def.type);
  switch (def.type) {
    case "string":
      return stringRefusal(def);
    case "bigint":
      return typeFormatsOf(def).has("uint64")
        ? "no target holds an unsigned 64-bit integer; use z.int64(), or decimal(20, 0)"
        : "z.bigint() has no bounds; use z.int64(), or decimal(38, 0)";
    case "enum":
    case "literal":
      return "its values must be all strings, all booleans or all 32-bit integers; use one kind";
    case "union":
      return variantsRefusal(schema) ?? unionRefusal(def.options);
    case "object":
      return objectRefusal(def);
    case "tuple":
      return tupleRefusal(def);
    case "record":
    case "map":
      return mapRefusal(def);
    default:
      return instead(def.type);
  }
}

function instead(type: string): string {
  const use = INSTEAD[type];
  if (use !== undefined) return `z.${type}() can't be a column; use ${use}`;
  return WRAPPERS.has(type)
    ? `.${type}() is inside a union; use it after the union, not in it`
    : `zod type "${type}" is not in the type law; use one of those in docs/contract.md`;
}

const WRAPPERS = new Set(["optional", "nullable", "default", "readonly"]);

/** Nothing has to be coerced: CSV cells are read by the type of their column anyway. */
function coercion(type: string): string {
  const plain = type === "bigint" ? "z.int64()" : `z.${type}()`;
  const use = INSTEAD[type] ?? `${plain}, the type CSV cells are read as anyway`;
  return `z.coerce.${type}() guesses types; use ${use}`;
}

function stringRefusal(def: z.core.$ZodStringDef): string {
  const isLocal = formatsIn(def).some((format) => (format as { local?: boolean }).local === true);
  const why = isLocal ? "a local date-time is not an instant" : "a timestamp has seconds";
  return `${why}; use z.iso.datetime({ offset: true })`;
}

function unionRefusal(options: readonly z.core.$ZodType[]): string {
  const refused = options.find((option) => typeOfSchema(option) === undefined);
  if (refused !== undefined) return refusalOfSchema(refused);
  const types = new Set(
    options.flatMap((option) => typeOfSchema(option) ?? []).map(formatDataType),
  );
  if (options.some((option) => NESTED.has(option._zod.def.type)))
    return `what a union may be has to be told apart; use z.discriminatedUnion(...) of objects, or ${JSON_TEXT}`;
  return types.size === 1 && types.has("int64")
    ? "a union must be all numbers or all bigints; use z.int64() in all of it"
    : `a union must have one plain column type, not ${[...types].join(" and ")}; use the wider type with .refine(), or two columns`;
}

const NESTED: ReadonlySet<string> = new Set(["object", "array", "tuple", "record", "map"]);

/** What is against a discriminated union; nothing where it is another union. */
function variantsRefusal(schema: z.core.$ZodType): string | undefined {
  const variants = readVariants(schema);
  if (variants === undefined || typeof variants === "string") return variants;
  const merged = mergeVariants(variants);
  if (merged === undefined || !("conflict" in merged)) return undefined;
  const { name, types } = merged.conflict;
  return `its variants have "${name}" as ${types.join(" and as ")}, which are one field of a struct; use one type, two names, or ${JSON_TEXT}`;
}

function objectRefusal(def: z.core.$ZodObjectDef): string {
  return isOpen(def)
    ? `fields that it does not name have no place in a struct; use z.object(...) or z.strictObject(...), a z.record(...) for what has any keys, or ${JSON_TEXT}`
    : `no file format here holds a struct without fields; leave it out, name its fields, or use ${JSON_TEXT}`;
}

function tupleRefusal({ items, rest }: z.core.$ZodTupleDef): string {
  const all = rest === null ? items : [...items, rest];
  const types = new Set(all.flatMap((item) => typeOfSchema(item) ?? []).map(formatDataType));
  if (all.length === 0) return `an empty tuple holds nothing; use ${JSON_TEXT}`;
  return types.size > 1
    ? `a list has elements of one type, not ${[...types].join(" and ")}; use a z.object(...) with a name for each, or ${JSON_TEXT}`
    : "the elements of a tuple must all be there, and be all numbers or all bigints; use z.array(...) for any number of them";
}

function mapRefusal(def: z.core.$ZodRecordDef | z.core.$ZodMapDef): string {
  if ("mode" in def && def.mode === "loose")
    return `values under keys that don't fit have no type; use z.record(...) or ${JSON_TEXT}`;
  return isTextKey(def.keyType)
    ? instead(def.type)
    : `the keys of a map must be text; use z.string() with checks for them`;
}
