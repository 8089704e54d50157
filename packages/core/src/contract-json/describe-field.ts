import { type $ZodTupleDef, type $ZodType, type $ZodTypes, globalRegistry } from "zod/v4/core";
import { dataTypeOfSchema } from "../types/data-type-of-schema.ts";
import { hasWrapperChecks } from "../types/has-wrapper-checks.ts";
import { jsonOfSchema } from "../types/json-of-schema.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import { takesBigint } from "../values/takes-bigint.ts";
import type { FieldDraft, FieldJson, JsonValue, NamedFieldJson } from "./contract-json.ts";
import { describeChecks } from "./describe-checks.ts";

/** Where a field is, and who is told what can't be said of it. */
export interface FieldContext {
  /** Such as `items[].price`. */
  readonly path: string;
  readonly unsaid: (path: string, what: string) => void;
}

/** A schema as JSON, wrappers and all. */
function describeField(schema: $ZodType, context: FieldContext): FieldJson {
  const { leaf, optional, nullable, defaultValue } = unwrapSchema(schema);
  const tell = (what: string) => context.unsaid(context.path, what);
  if (hasWrapperChecks(schema, leaf)) tell("a check by a function");
  const description = descriptionOf(schema, leaf);
  const said = defaultValue === undefined ? undefined : describeDefault(defaultValue, tell);
  return {
    ...describeLeaf(leaf, context),
    ...(description !== undefined && { description }),
    ...(optional && { optional: true as const }),
    ...(nullable && { nullable: true as const }),
    ...(said !== undefined && { default: said }),
  };
}

function descriptionOf(...schemas: readonly $ZodType[]): string | undefined {
  return schemas
    .map((schema) => globalRegistry.get(schema)?.description)
    .find((description) => typeof description === "string");
}

/** Asked twice: what a function gives is not the same each time. */
function describeDefault(
  make: () => unknown,
  unsaid: (what: string) => void,
): JsonValue | undefined {
  const [value, again] = [jsonOf(make()), jsonOf(make())];
  if (JSON.stringify(value) === JSON.stringify(again)) return value;
  unsaid("a default by a function; this JSON has it as required");
  return undefined;
}

/** A value as JSON has it: a bigint as digits, a Map as an object. */
function jsonOf(value: unknown): JsonValue {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([name, each]) => [String(name), jsonOf(each)]));
  if (typeof value !== "object" || value === null) return value as JsonValue;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, jsonOf(each)]));
}

function describeLeaf(leaf: $ZodType, context: FieldContext): FieldDraft {
  const def = (leaf as $ZodTypes)._zod.def;
  const field: FieldDraft = describeShape(leaf, context);
  describeChecks(def, field, (what) => context.unsaid(context.path, what));
  return field;
}

/** The type of a leaf, and what is inside it. */
function describeShape(leaf: $ZodType, context: FieldContext): FieldDraft {
  const def = (leaf as $ZodTypes)._zod.def;
  const inside = (part: string): FieldContext => ({ ...context, path: context.path + part });
  switch (def.type) {
    case "object":
      return {
        type: "struct",
        fields: describeFields(def.shape, context),
        ...(def.catchall !== undefined && { strict: true as const }),
      };
    case "array":
      return { type: "list", element: describeField(def.element, inside("[]")) };
    case "tuple":
      return describeTuple(def, inside("[]"));
    case "record":
    case "map":
      return {
        type: "map",
        key: describeField(def.keyType, inside("{key}")),
        value: describeField(def.valueType, inside("{}")),
        ...(def.type === "map" && { isMap: true as const }),
        ...((def as { partial?: boolean }).partial === true && { partial: true as const }),
      };
    case "union":
      if ("discriminator" in def)
        return {
          type: "struct",
          discriminator: def.discriminator as string,
          variants: def.options.map((option) => describeField(option, context)),
        };
      return {
        ...scalarShape(leaf),
        anyOf: def.options.map((option) => describeField(option, context)),
      };
    case "enum":
    case "literal":
      return { ...scalarShape(leaf), enum: valuesOf(leaf) };
    case "template_literal":
      return { type: "string", patterns: [{ source: leaf._zod.pattern?.source ?? "" }] };
    default:
      return scalarShape(leaf);
  }
}

/** A list of fixed length, of whose elements JSON has one description. */
function describeTuple(def: $ZodTupleDef, context: FieldContext): FieldDraft {
  const items = def.items.map((item) => describeField(item, context));
  const rest = def.rest === null ? undefined : describeField(def.rest, context);
  const [element = rest ?? { type: "string" }, ...others] = items;
  const all = rest === undefined ? others : [...others, rest];
  if (all.some((each) => JSON.stringify(each) !== JSON.stringify(element)))
    context.unsaid(context.path, "checks of elements by their place (a tuple)");
  return {
    type: "list",
    element,
    minItems: items.length,
    ...(rest === undefined && { maxItems: items.length }),
  };
}

function valuesOf(leaf: $ZodType): (string | number | boolean)[] {
  const { entries, values } = leaf._zod.def as {
    entries?: Readonly<Record<string, string | number>>;
    values?: readonly (string | number | boolean)[];
  };
  return [...(leaf._zod.values ?? values ?? Object.values(entries ?? {}))] as string[];
}

/** The fields of an object, or of the record itself. */
export function describeFields(
  shape: Readonly<Record<string, $ZodType>>,
  context: FieldContext,
): NamedFieldJson[] {
  return Object.entries(shape).map(([name, field]) => ({
    name,
    ...describeField(field, {
      ...context,
      path: context.path === "" ? name : `${context.path}.${name}`,
    }),
  }));
}

function scalarShape(leaf: $ZodType): FieldDraft {
  const type = dataTypeOfSchema(leaf);
  if (type === undefined) return { type: "string" };
  if (type.kind === "decimal")
    return { type: type.kind, precision: type.precision, scale: type.scale };
  if (type.kind === "json") return { type: type.kind, ...jsonOfSchema(leaf._zod.def) };
  const isNumber = type.kind === "int64" && !takesBigint(leaf);
  return { type: type.kind, ...(isNumber && { isNumber: true as const }) };
}
