import type { $ZodObject } from "zod/v4/core";
import type { Refusal } from "../values/convert-value.ts";
import { type Given, givenAt, type NestedNode, objectOf } from "./nested-node.ts";
import { fitSlot, readSlot, type Slot } from "./slot.ts";
import { notContainer, putUnder, REQUIRED, refuse, refuseFinally, type Walk } from "./walk.ts";

/** A field of a struct. */
export interface StructSlot extends Slot {
  readonly name: string;
}

/** The fields of a struct, or of a variant of one. */
export interface FieldSet {
  readonly schema: $ZodObject;
  readonly fields: readonly StructSlot[];
  readonly names: ReadonlySet<string>;
  /** Names of other variants, which are not unknown where they hold nothing. */
  readonly others: ReadonlySet<string>;
  /** Whether unknown fields are refused. */
  readonly isStrict: boolean;
  /** What stands before the name of a field, as in `items[].` */
  readonly place: string;
}

const AN_OBJECT = "an object";

/** Named fields. */
export class StructNode implements NestedNode {
  readonly #set: FieldSet;

  constructor(set: FieldSet) {
    this.#set = set;
  }

  read(value: unknown, walk: Walk): unknown {
    const source = objectOf(value);
    return source === undefined ? notAnObject(value, walk) : readFields(this.#set, source, walk);
  }

  fit(value: unknown, given: Given, walk: Walk): unknown {
    const object = objectOf(value);
    return object === undefined
      ? refuse(walk, notContainer(AN_OBJECT, value), value)
      : fitFields(this.#set, object, given, walk);
  }
}

/** The fields of one of several variants, which a field of each tells apart. */
export class VariantNode implements NestedNode {
  readonly #discriminator: string;
  readonly #variants: ReadonlyMap<unknown, FieldSet>;

  constructor(discriminator: string, variants: ReadonlyMap<unknown, FieldSet>) {
    this.#discriminator = discriminator;
    this.#variants = variants;
  }

  read(value: unknown, walk: Walk): unknown {
    const source = objectOf(value);
    if (source === undefined) return notAnObject(value, walk);
    const set = this.#variantOf(source, walk);
    return set === undefined ? value : readFields(set, source, walk);
  }

  fit(value: unknown, given: Given, walk: Walk): unknown {
    const object = objectOf(value);
    if (object === undefined) return refuse(walk, notContainer(AN_OBJECT, value), value);
    const set = this.#variantOf(object, walk);
    return set === undefined ? value : fitFields(set, object, given, walk);
  }

  #variantOf(object: Readonly<Record<string, unknown>>, walk: Walk): FieldSet | undefined {
    const name = this.#discriminator;
    const tag = Object.hasOwn(object, name) ? object[name] : undefined;
    const set = this.#variants.get(tag);
    if (set !== undefined) return set;
    const expected = `one of ${[...this.#variants.keys()].slice(0, 12).map(String).join(", ")}`;
    const refusal = (tag ?? null) === null ? REQUIRED : { code: "invalid_value", expected };
    const before = walk.faults.length;
    refuseFinally(walk, refusal, tag);
    putUnder(walk, before, name);
    return undefined;
  }
}

/** A `Date` or a `Map` is an object without fields to zod, and so may be right: it is shown a list instead. */
function notAnObject(value: unknown, walk: Walk): unknown {
  refuseFinally(walk, notContainer(AN_OBJECT, value), value);
  return typeof value === "object" && value !== null ? [] : value;
}

function readFields(set: FieldSet, source: Readonly<Record<string, unknown>>, walk: Walk): object {
  const converted: Record<string, unknown> = {};
  let present = 0;
  for (const field of set.fields) {
    const { name } = field;
    const isPresent = Object.hasOwn(source, name);
    if (isPresent) present++;
    const before = walk.faults.length;
    const value = readSlot(field, isPresent ? source[name] : undefined, walk);
    if (walk.faults.length > before) putUnder(walk, before, name);
    if (value !== undefined) converted[name] = value;
  }
  if (present !== countKeys(source)) readUnknown(set, source, walk);
  return converted;
}

/** Counted without a list of them: inherited ones, which plain data has none of, count too. */
function countKeys(source: object): number {
  let count = 0;
  for (const _ in source) count++;
  return count;
}

function readUnknown(
  { names, others, isStrict, place, schema }: FieldSet,
  source: Readonly<Record<string, unknown>>,
  walk: Walk,
): void {
  const unknown = Object.keys(source).filter(
    (name) => !names.has(name) && !(others.has(name) && (source[name] ?? null) === null),
  );
  if (unknown.length === 0) return;
  if (isStrict) {
    refuseFinally(walk, unrecognized(unknown), source, {
      code: "unrecognized_keys",
      keys: unknown,
      input: source as Record<string, unknown>,
      inst: schema,
    });
    return;
  }
  walk.dropped ??= new Map();
  for (const name of unknown) {
    const path = `${place}${name}`;
    if (!walk.dropped.has(path)) walk.dropped.set(path, source[name]);
  }
}

function unrecognized(names: readonly string[]): Refusal {
  const shown = names.slice(0, 10).map((name) => JSON.stringify(name.slice(0, 100)));
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : "";
  return {
    code: "unrecognized_keys",
    expected: "only the contract's fields",
    hint: `it does not know ${shown.join(", ")}${more}`,
  };
}

function fitFields(
  { fields }: FieldSet,
  object: Readonly<Record<string, unknown>>,
  given: Given,
  walk: Walk,
): object {
  const fitted: Record<string, unknown> = {};
  for (const field of fields) {
    const { name } = field;
    const before = walk.faults.length;
    const value = fitSlot(
      field,
      Object.hasOwn(object, name) ? object[name] : undefined,
      givenAt(given, name),
      walk,
    );
    if (walk.faults.length > before) putUnder(walk, before, name);
    if (value !== undefined) fitted[name] = value;
  }
  return fitted;
}
