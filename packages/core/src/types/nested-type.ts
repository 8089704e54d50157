import type * as z from "zod";
import { takesBigint } from "../values/takes-bigint.ts";
import type { DataType, MapType, StructField, StructType } from "./data-type.ts";
import { dataTypeOfSchema } from "./data-type-of-schema.ts";
import { formatDataType } from "./format-data-type.ts";
import { unwrapSchema } from "./unwrap-schema.ts";
import { isOpen, type Variant, variantsOf } from "./variants.ts";

/** The type of an unwrapped schema, nested ones included; `undefined` when it has none. */
export function typeOfSchema(schema: z.core.$ZodType): DataType | undefined {
  return dataTypeOfSchema(schema, nestedTypeOf);
}

/** The type of a struct, a list or a map; `undefined` when the schema is none, or something in it has no type. */
function nestedTypeOf(schema: z.core.$ZodType): DataType | undefined {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  switch (def.type) {
    case "object":
      return isOpen(def) ? undefined : structType(fieldsOf(def.shape));
    case "array":
      return listType([def.element]);
    case "tuple":
      return listType(def.rest === null ? def.items : [...def.items, def.rest]);
    case "record":
      return def.mode === "loose" ? undefined : mapType(def.keyType, def.valueType);
    case "map":
      return mapType(def.keyType, def.valueType);
    case "union":
      return unionType(variantsOf(schema));
    default:
      return undefined;
  }
}

/** A field of a struct or an element, as its wrappers say; `undefined` when it has no type. */
function fieldOf(name: string, schema: z.core.$ZodType): StructField | undefined {
  const { leaf, optional, nullable } = unwrapSchema(schema);
  const type = typeOfSchema(leaf);
  return type && Object.freeze({ name, type, nullable: optional || nullable });
}

/** The fields of a shape; `undefined` when one of them has no type. */
function fieldsOf(
  shape: Readonly<Record<string, z.core.$ZodType>>,
): readonly StructField[] | undefined {
  const fields: StructField[] = [];
  for (const [name, schema] of Object.entries(shape)) {
    const field = fieldOf(name, schema);
    if (field === undefined) return undefined;
    fields.push(field);
  }
  return fields;
}

function structType(fields: readonly StructField[] | undefined): StructType | undefined {
  if (fields === undefined || fields.length === 0) return undefined;
  return Object.freeze({ kind: "struct", fields: Object.freeze([...fields]) });
}

/** A list whose elements all have one type; those of a tuple, which stand at fixed places, can't be absent. */
function listType(items: readonly z.core.$ZodType[]): DataType | undefined {
  const elements = items.map((item) => fieldOf("", item));
  const [first] = elements;
  if (first === undefined || !elements.every((each) => each && isSameField(each, first)))
    return undefined;
  if (items.length > 1 && (first.nullable || !isUniform(items))) return undefined;
  return Object.freeze({
    kind: "list",
    element: first.type,
    elementNullable: first.nullable,
  });
}

function isSameField(one: StructField, other: StructField): boolean {
  return one.nullable === other.nullable && formatDataType(one.type) === formatDataType(other.type);
}

/** Whether the items of a tuple take their values in one form: an int64 is a number or a bigint. */
function isUniform(items: readonly z.core.$ZodType[]): boolean {
  const forms = items
    .map((item) => unwrapSchema(item))
    .map(({ leaf, defaultValue }) => {
      return defaultValue === undefined ? takesBigint(leaf) : undefined;
    });
  return forms.every((form) => form !== undefined && form === forms[0]);
}

function mapType(key: z.core.$ZodType, valueSchema: z.core.$ZodType): MapType | undefined {
  const value = fieldOf("", valueSchema);
  if (value === undefined || !isTextKey(key)) return undefined;
  return Object.freeze({ kind: "map", value: value.type, valueNullable: value.nullable });
}

/** The types that are text in zod, which a key may narrow. */
const TEXT_KEYS: ReadonlySet<unknown> = new Set(["string", "date", "timestamp", "decimal"]);

/** Whether the keys of a map are text. */
export function isTextKey(key: z.core.$ZodType): boolean {
  return TEXT_KEYS.has(dataTypeOfSchema(key)?.kind);
}

/** The fields of all variants in one struct; those that some variant lacks may be null. */
function unionType(variants: readonly Variant[] | undefined): StructType | undefined {
  if (variants === undefined) return undefined;
  const merged = mergeVariants(variants);
  return merged === undefined || "conflict" in merged ? undefined : structType(merged.fields);
}

/** Two types under one name. */
export interface VariantConflict {
  readonly name: string;
  readonly types: readonly [string, string];
}

/** The fields of variants together, or the first name that has two types; `undefined` when something has no type. */
export function mergeVariants(
  variants: readonly Variant[],
): { fields: readonly StructField[] } | { conflict: VariantConflict } | undefined {
  const merged = new Map<string, StructField & { count: number }>();
  for (const { schema } of variants) {
    const fields = fieldsOf(schema._zod.def.shape);
    if (fields === undefined) return undefined;
    for (const { name, type, nullable } of fields) {
      const known = merged.get(name) ?? { name, type, nullable, count: 0 };
      const types = [formatDataType(known.type), formatDataType(type)] as const;
      if (types[0] !== types[1]) return { conflict: { name, types } };
      merged.set(name, {
        ...known,
        nullable: known.nullable || nullable,
        count: known.count + 1,
      });
    }
  }
  const fields = [...merged.values()].map(({ count, ...field }) =>
    Object.freeze({ ...field, nullable: field.nullable || count < variants.length }),
  );
  return { fields };
}
