import type { $ZodCheck, $ZodObject, $ZodType, $ZodTypes } from "zod/v4/core";
import { type DataType, SCALARS } from "../types/data-type.ts";
import { dataTypeOfSchema } from "../types/data-type-of-schema.ts";
import { unwrapSchema } from "../types/unwrap-schema.ts";
import { discriminatorOf, variantsOf } from "../types/variants.ts";
import { LeafNode, type Passes, passesZod } from "./leaf-node.ts";
import { ListNode } from "./list-node.ts";
import { MapNode } from "./map-node.ts";
import type { NestedNode } from "./nested-node.ts";
import { type Slot, slotOf } from "./slot.ts";
import { type FieldSet, StructNode, VariantNode } from "./struct-node.ts";

/** Gives the test of a schema that says yes only to values that it takes as they are; `undefined` where only zod can tell. */
export type PassesOf = (schema: $ZodType, type: DataType) => Passes | undefined;

/** What is gathered while a tree is made. */
export interface Compiling {
  readonly passesOf: PassesOf;
  /** Whether something in the tree is checked of which only zod can tell. */
  needsZod: boolean;
  /** Whether there are defaults in the tree. */
  hasDefaults: boolean;
}

/** The place for the values of a schema; `place` is its path, as in `items[]`. */
export function compileSlot(schema: $ZodType, place: string, compiling: Compiling): Slot {
  const unwrapped = unwrapSchema(schema);
  if (hasCheckedWrapper(schema)) compiling.needsZod = true;
  if (unwrapped.defaultValue !== undefined) compiling.hasDefaults = true;
  return slotOf(schema, unwrapped, nodeOf(unwrapped.leaf, place, compiling));
}

/** Whether there are checks around a schema, on `.optional()` and the like. */
function hasCheckedWrapper({ _zod }: $ZodType): boolean {
  const { innerType, checks = [] } = _zod.def as { innerType?: $ZodType; checks?: unknown[] };
  return innerType !== undefined && (checks.length > 0 || hasCheckedWrapper(innerType));
}

function nodeOf(leaf: $ZodType, place: string, compiling: Compiling): NestedNode {
  const def = (leaf as $ZodTypes)._zod.def;
  const discriminator = discriminatorOf(leaf);
  switch (def.type) {
    case "object":
      noteChecks(def.checks, compiling);
      return new StructNode(fieldSet(leaf as $ZodObject, place, compiling));
    case "array": {
      const element = compileSlot(def.element, `${place}[]`, compiling);
      return new ListNode([], element, lengthTest(def.checks, compiling));
    }
    case "tuple": {
      const items = def.items.map((item) => compileSlot(item, `${place}[]`, compiling));
      const rest = def.rest === null ? undefined : compileSlot(def.rest, `${place}[]`, compiling);
      const fits = lengthTest(def.checks, compiling);
      return new ListNode(items, rest, (length) => isFull(length, items, rest) && fits(length));
    }
    case "record":
    case "map":
      noteChecks(def.checks, compiling);
      return mapNode(def, place, compiling);
    default:
      return discriminator === undefined
        ? leafNode(leaf, compiling)
        : variantNode(leaf, discriminator, place, compiling);
  }
}

function isFull(length: number, items: readonly Slot[], rest: Slot | undefined): boolean {
  return length === items.length || (length > items.length && rest !== undefined);
}

function leafNode(leaf: $ZodType, { passesOf }: Compiling): NestedNode {
  const type = dataTypeOfSchema(leaf);
  if (type === undefined) throw new TypeError(`z.${leaf._zod.def.type}() has no type in a column.`);
  return new LeafNode(type, leaf, passesOf(leaf, type));
}

function fieldSet(
  schema: $ZodObject,
  place: string,
  compiling: Compiling,
  others: ReadonlySet<string> = new Set(),
): FieldSet {
  const { shape, catchall } = schema._zod.def;
  const fields = Object.entries(shape).map(([name, field]) => ({
    name,
    ...compileSlot(field, `${place}.${name}`, compiling),
  }));
  return {
    schema,
    fields,
    names: new Set(Object.keys(shape)),
    others,
    isStrict: catchall !== undefined,
    place: `${place}.`,
  };
}

function variantNode(
  leaf: $ZodType,
  discriminator: string,
  place: string,
  compiling: Compiling,
): NestedNode {
  noteChecks(leaf._zod.def.checks, compiling);
  const variants = variantsOf(leaf) ?? [];
  const names = new Set(variants.flatMap(({ schema }) => Object.keys(schema._zod.def.shape)));
  const sets = variants.flatMap(({ schema, values }) => {
    noteChecks(schema._zod.def.checks, compiling);
    const set = fieldSet(schema, place, compiling, names);
    return [...values].map((value) => [value, set] as const);
  });
  return new VariantNode(discriminator, new Map(sets));
}

interface MapDefinition {
  readonly type: "record" | "map";
  readonly keyType: $ZodType;
  readonly valueType: $ZodType;
}

function mapNode(
  { type, keyType, valueType }: MapDefinition,
  place: string,
  compiling: Compiling,
): NestedNode {
  // What zod says of keys that are listed is about the record as a whole.
  if (keyType._zod.values !== undefined) compiling.needsZod = true;
  return new MapNode({
    value: compileSlot(valueType, `${place}[]`, compiling),
    keySchema: keyType,
    passesKey: compiling.passesOf(keyType, SCALARS.string) ?? passesZod(keyType),
    isMap: type === "map",
    place: `${place}[]`,
  });
}

function noteChecks(checks: readonly $ZodCheck[] | undefined, compiling: Compiling): void {
  if ((checks ?? []).length > 0) compiling.needsZod = true;
}

interface LengthCheck {
  readonly check: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
}

/** A test of a list's length by the checks that are on it; others are zod's. */
function lengthTest(
  checks: readonly $ZodCheck[] | undefined,
  compiling: Compiling,
): (length: number) => boolean {
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  for (const { _zod } of checks ?? []) {
    const { check, minimum, maximum, length } = _zod.def as LengthCheck;
    if (!LENGTH_CHECKS.has(check)) compiling.needsZod = true;
    least = Math.max(least, minimum ?? length ?? 0);
    most = Math.min(most, maximum ?? length ?? Number.POSITIVE_INFINITY);
  }
  return (length) => length >= least && length <= most;
}

const LENGTH_CHECKS = new Set(["min_length", "max_length", "length_equals"]);
