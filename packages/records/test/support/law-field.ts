import { ContractError, defineDataset, json } from "@cloudapi/core";
import * as fc from "fast-check";
import * as classic from "zod";
import * as mini from "zod/mini";
import { seededRandom } from "../../../../examples/lib/sample/random.ts";
import {
  absence,
  type Check,
  fewOf,
  generatedField,
  type Schema,
  withChecks,
  wrap,
  ZODS,
  type Zod,
} from "./generate-contract.ts";
import { pick, pickValue } from "./pick-value.ts";
import { convertByReference, fitByReference, type Kind } from "./reference-values.ts";

/** A field of a generated contract, with what the law says of its values, read out. */
export interface LawField {
  readonly kind: Kind | "json" | "nested";
  readonly schema: Schema;
  readonly absent: "omit" | "null" | "default" | "missing";
  /** What zod is given for a value that is present. */
  readonly convert: (value: unknown) => unknown;
  /** What the column takes of a value that zod gave. @throws {NoPlace} when it has none for it */
  readonly fit: (value: unknown, given: Given) => unknown;
  readonly pick: (random: () => number) => unknown;
}

interface Given {
  readonly converted: unknown;
  readonly source: unknown;
}

/** Thrown for a value that has no place in its column. */
export class NoPlace extends Error {}

type Parts = Pick<LawField, "schema" | "convert" | "fit" | "pick">;
type Fields = Readonly<Record<string, unknown>>;

/** A field without others inside. */
export function flatField(isPicky = false): fc.Arbitrary<LawField> {
  return generatedField().map(({ kind, schema, absent }) => ({
    kind,
    schema,
    absent,
    convert: (value) => convertByReference(kind, value),
    fit: (value, { converted, source }) => {
      const fit = fitByReference(kind, value);
      if (fit === undefined) throw new NoPlace();
      return kind === "timestamp" && value === converted && typeof source === "string"
        ? source
        : fit;
    },
    pick: (random) => (isPicky ? pickRight(kind, schema, random) : pickValue(kind, random)),
  }));
}

/** A value, tried a few times to be one that is right: of a nested value all parts have to be. */
function pickRight(kind: Kind, schema: Schema, random: () => number): unknown {
  let value = pickValue(kind, random);
  for (let tries = 0; tries < 6 && random() < 0.97; tries++) {
    if (takes(schema, convertByReference(kind, value))) return value;
    value = pickValue(kind, random);
  }
  return value;
}

function takes(schema: Schema, value: unknown): boolean {
  try {
    return classic.core.safeParse(schema, value).success;
  } catch {
    return false;
  }
}

/** A field that may have others inside, to a depth of three. */
export function nestedField(): fc.Arbitrary<LawField> {
  const inner = accepted(fc.oneof({ weight: 5, arbitrary: flatField(true) }, jsonField()));
  const middle = accepted(fc.oneof({ weight: 2, arbitrary: inner }, containerOf(inner)));
  return fc.oneof({ weight: 1, arbitrary: middle }, { weight: 4, arbitrary: containerOf(middle) });
}

/** Fields that a contract may have: what contains one that is refused is refused too. */
function accepted(field: fc.Arbitrary<LawField>): fc.Arbitrary<LawField> {
  return field.filter(({ schema }) => {
    try {
      defineDataset({ name: "t", schema: classic.object({ a: schema }) });
      return true;
    } catch (error) {
      if (error instanceof ContractError) return false;
      throw error;
    }
  });
}

function containerOf(field: fc.Arbitrary<LawField>): fc.Arbitrary<LawField> {
  return fc.oneof(
    { weight: 4, arbitrary: structField(field) },
    { weight: 3, arbitrary: listField(field) },
    { weight: 3, arbitrary: mapField(field) },
    tupleField(field),
    variantField(field),
  );
}

function jsonField(): fc.Arbitrary<LawField> {
  const values = ['{"a":[1.10]}', "[1,2]", "null", "{a", '"\ud800"', { a: 1n }, [1.5], 5, true];
  return wrapped(
    "json",
    fc.constant([]),
    fc.constant({
      schema: json(),
      convert: (value) => (typeof value === "string" ? value : JSON.stringify(value, bigintText)),
      fit: (value) => {
        if (typeof value !== "string" || !value.isWellFormed() || !isJson(value))
          throw new NoPlace();
        return value;
      },
      pick: (random) => pick<unknown>(random() < 0.8 ? ["[1,2]", { a: 1 }, [1.5]] : values, random),
    } satisfies Parts),
  );
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Wrappers around a schema, with checks on them. */
function wrapped(
  kind: LawField["kind"],
  checks: fc.Arbitrary<readonly Check[]>,
  parts: fc.Arbitrary<Parts>,
): fc.Arbitrary<LawField> {
  const form = fc.nat({ max: 3 });
  return fc
    .tuple(absence, form, parts, checks, fc.constantFrom(...ZODS), fc.integer())
    .map(([absent, form, own, list, z, seed]) => {
      const inner = form % 2 === 0 ? own.schema : z.readonly(own.schema as never);
      const sample = own.convert(own.pick(seededRandom(seed)));
      const schema = absent === "missing" ? inner : wrap(z, inner, absent, form, sample);
      return { ...own, kind, absent, schema: withChecks(schema, list) };
    });
}

/** Checks that work on whatever a value or a wrapper of it holds: nothing and null too. */
const anyChecks = fc.oneof(
  { weight: 8, arbitrary: fc.constant([]) },
  fewOf([
    classic.refine((value) => value !== null, { when: ({ issues }) => issues.length === 0 }),
    classic.refine((value) => JSON.stringify(value, bigintText)?.length !== 15, "not 15 long"),
    mini.superRefine((value, context) => {
      if (value === undefined) context.addIssue({ code: "custom" });
    }),
  ] as Check[]),
);

const names = fc.constantFrom("a", "b", "c", "d");

function fieldsOf(field: fc.Arbitrary<LawField>): fc.Arbitrary<Record<string, LawField>> {
  return fc.dictionary(names, field, {
    minKeys: 1,
    maxKeys: 3,
    noNullPrototype: true,
  });
}

const structChecks = fewOf([
  classic.refine<Fields>((row) => row["a"] !== row["b"], { path: ["b"] }) as Check,
  mini.overwrite<Fields>((row) => ({ ...row, a: row["b"], extra: 1 })) as Check,
  mini.overwrite<Fields>((row) => Object.fromEntries(Object.entries(row).slice(1))) as Check,
  classic.refine<Fields>((row) => Object.keys(row).length < 4, { when: () => true }) as Check,
]);

function structField(field: fc.Arbitrary<LawField>): fc.Arbitrary<LawField> {
  const parts = fc
    .tuple(fieldsOf(field), fc.boolean(), structChecks, fc.constantFrom(...ZODS))
    .map(([fields, isStrict, checks, z]) => structParts(z, fields, isStrict, checks));
  return wrapped("nested", anyChecks, parts);
}

function structParts(
  z: Zod,
  fields: Readonly<Record<string, LawField>>,
  isStrict: boolean,
  checks: readonly Check[],
): Parts {
  const shape = Object.fromEntries(
    Object.entries(fields).map(([name, { schema }]) => [name, schema]),
  );
  const object = isStrict ? z.strictObject(shape as never) : z.object(shape as never);
  return {
    schema: withChecks(object, checks),
    // A Map has no fields: zod would take it for an object without any.
    convert: (value) =>
      isPlain(value) ? convertFields(fields, value) : value instanceof Map ? [] : value,
    fit: (value, given) => fitFields(fields, plain(value), given),
    pick: (random) => pickContainer(random, () => pickFields(fields, random)),
  };
}

function convertFields(fields: Readonly<Record<string, LawField>>, value: Fields): Fields {
  const converted: Record<string, unknown> = { ...value };
  for (const [name, field] of Object.entries(fields)) {
    const own = convertAt(field, value[name]);
    if (own === undefined) delete converted[name];
    else converted[name] = own;
  }
  return converted;
}

function convertAt({ absent, convert }: LawField, value: unknown): unknown {
  if (value !== undefined && value !== null) return convert(value);
  return absent === "null" ? null : undefined;
}

function fitFields(
  fields: Readonly<Record<string, LawField>>,
  value: Fields,
  given: Given,
): Fields {
  const row: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const fit = fitAt(field, value[name], at(given, name));
    if (fit !== undefined) row[name] = fit;
  }
  return row;
}

function fitAt({ absent, fit }: LawField, value: unknown, given: Given): unknown {
  if (value !== undefined && value !== null) return fit(value, given);
  if (absent === "missing" || absent === "default") throw new NoPlace();
  return value;
}

function at({ converted, source }: Given, key: string | number): Given {
  return { converted: inside(converted, key), source: inside(source, key) };
}

function inside(container: unknown, key: string | number): unknown {
  if (container instanceof Map) return container.get(key) as unknown;
  if (typeof container !== "object" || container === null) return undefined;
  return (container as Record<string | number, unknown>)[key];
}

function isPlain(value: unknown): value is Fields {
  return Object.prototype.toString.call(value) === "[object Object]";
}

function plain(value: unknown): Fields {
  if (!isPlain(value)) throw new NoPlace();
  return value;
}

function pickFields(
  fields: Readonly<Record<string, LawField>>,
  random: () => number,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const isAbsent = random() < (field.absent === "missing" ? 0.03 : 0.3);
    if (!isAbsent) value[name] = field.pick(random);
    else if (random() < 0.6) value[name] = pick([null, undefined], random);
  }
  if (random() < 0.05) value["other"] = random() < 0.5 ? null : 1;
  if (random() < 0.02)
    Object.defineProperty(value, "__proto__", { value: 1, enumerable: true, writable: true });
  return value;
}

const containers = (): readonly unknown[] => [
  {},
  [],
  [{}],
  { a: 1 },
  "{}",
  5,
  true,
  new Map([["a", 1]]),
  [[]],
];

function pickContainer(random: () => number, build: () => unknown): unknown {
  return random() < 0.04 ? pick(containers(), random) : build();
}

const listChecks = fewOf([
  classic.minLength(1),
  classic.maxLength(2),
  classic.length(2),
  classic.refine<unknown[]>((list) => new Set(list).size === list.length),
  mini.overwrite<unknown[]>((list) => list.toReversed()),
] as Check[]);

function listField(field: fc.Arbitrary<LawField>): fc.Arbitrary<LawField> {
  const parts = fc.tuple(field, listChecks, fc.constantFrom(...ZODS)).map(
    ([element, checks, z]): Parts => ({
      schema: withChecks(z.array(element.schema), checks),
      convert: (value) =>
        Array.isArray(value) ? value.map((each) => convertAt(element, each)) : value,
      fit: (value, given) => fitList(value, given, () => element),
      pick: (random) => pickContainer(random, () => pickList(random, 3, element)),
    }),
  );
  return wrapped("nested", anyChecks, parts);
}

function fitList(value: unknown, given: Given, element: (place: number) => LawField): unknown[] {
  if (!Array.isArray(value)) throw new NoPlace();
  return value.map((each, i) => fitAt(element(i), each, at(given, i)));
}

function pickList(random: () => number, most: number, element: LawField): unknown[] {
  return Array.from({ length: Math.floor(random() * (most + 1)) }, () =>
    random() < (element.absent === "missing" ? 0.02 : 0.2) ? null : element.pick(random),
  );
}

function tupleField(field: fc.Arbitrary<LawField>): fc.Arbitrary<LawField> {
  const parts = fc
    .tuple(
      field.filter(({ absent }) => absent === "missing"),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      fc.constantFrom(...ZODS),
    )
    .map(([element, length, hasRest, z]): Parts => {
      const items = Array.from({ length }, () => element.schema) as [Schema, ...Schema[]];
      return {
        schema: hasRest ? z.tuple(items, element.schema) : z.tuple(items),
        convert: (value) =>
          Array.isArray(value) ? value.map((each) => convertAt(element, each)) : value,
        fit: (value, given) => fitList(value, given, () => element),
        pick: (random) =>
          pickContainer(random, () =>
            random() < 0.8
              ? Array.from({ length }, () => element.pick(random))
              : pickList(random, 4, element),
          ),
      };
    });
  return wrapped("nested", anyChecks, parts);
}

const mapChecks = fewOf([
  classic.refine<object>((value) => Object.keys(value).length < 2) as Check,
]);

function mapField(field: fc.Arbitrary<LawField>): fc.Arbitrary<LawField> {
  const parts = fc
    .tuple(field, fc.nat({ max: 6 }), fc.boolean(), mapChecks, fc.constantFrom(...ZODS))
    .map(([element, keys, isMap, checks, z]): Parts => {
      const key = keySchemas(z)[keys] ?? z.string();
      const make = isMap ? z.map(key, element.schema) : recordOf(z, keys, key, element.schema);
      return {
        schema: withChecks(make, checks),
        convert: (value) => convertMap(element, isMap, value),
        fit: (value, given) => fitMap(element, isMap, value, given),
        pick: (random) => pickContainer(random, () => pickMap(element, random)),
      };
    });
  return wrapped("nested", anyChecks, parts);
}

function keySchemas(z: Zod): readonly Schema[] {
  return [
    z.string(),
    z.string(),
    z.string().check(z.minLength(1)),
    z.string().check(z.trim()),
    z.string().check(z.regex(/^[a-z]/)),
    z.enum(["a", "b"]),
    z.enum(["a", "b"]),
  ];
}

function recordOf(z: Zod, keys: number, key: Schema, value: Schema): Schema {
  return keys === 6 ? z.partialRecord(key as never, value) : z.record(key as never, value);
}

/** What is under `__proto__` is no value of a record, as zod has it. */
function entriesOf(value: unknown, isMap: boolean): [string, unknown][] | undefined {
  if (!(value instanceof Map) && !isPlain(value)) return undefined;
  const entries =
    value instanceof Map ? [...(value as Map<string, unknown>)] : Object.entries(value);
  return entries.filter(([key]) => isMap || key !== "__proto__");
}

function convertMap(element: LawField, isMap: boolean, value: unknown): unknown {
  const entries = entriesOf(value, isMap)?.map(
    ([key, each]) => [key, convertAt(element, each)] as const,
  );
  if (entries === undefined) return value;
  return isMap ? new Map(entries) : Object.fromEntries(entries);
}

function fitMap(element: LawField, isMap: boolean, value: unknown, given: Given): unknown {
  const entries = entriesOf(value, isMap);
  if (entries === undefined) throw new NoPlace();
  const fit = entries.map(([key, each]) => {
    if (!key.isWellFormed()) throw new NoPlace();
    return [key, fitAt(element, each, at(given, key))] as const;
  });
  return isMap ? new Map(fit) : Object.fromEntries(fit);
}

const KEYS = ["a", "b", "a b", " a ", "A", "constructor", "", "\ud800", "__proto__", "1"];

function pickMap(element: LawField, random: () => number): unknown {
  const entries = pickList(random, 3, element).map((value): [string, unknown] => [
    random() < 0.8 ? pick(["a", "b"], random) : pick(KEYS, random),
    value,
  ]);
  return random() < 0.3 ? new Map(entries) : Object.fromEntries(entries);
}

function variantField(field: fc.Arbitrary<LawField>): fc.Arbitrary<LawField> {
  const shape = fc.tuple(fieldsOf(field), fc.boolean());
  const parts = fc
    .tuple(shape, shape, fc.boolean(), fc.constantFrom(...ZODS))
    .map(([one, other, isSame, z]): Parts => {
      const [first, second] = [one, isSame ? one : other];
      const union = [...Object.keys(first[0]), ...Object.keys(second[0])];
      const variants = [
        variantParts(z, ["x"], first, union),
        variantParts(z, ["y", "z"], second, union),
      ] as const;
      const of = (value: unknown): Parts | undefined => {
        const tag = isPlain(value) ? value["t"] : undefined;
        return tag === "x" ? variants[0] : tag === "y" || tag === "z" ? variants[1] : undefined;
      };
      return {
        schema: z.discriminatedUnion("t", [variants[0].schema, variants[1].schema] as never),
        convert: (value) => of(value)?.convert(value) ?? (value instanceof Map ? [] : value),
        fit: (value, given) => {
          const variant = of(value);
          if (variant === undefined) throw new NoPlace();
          return variant.fit(value, given);
        },
        pick: (random) => pickContainer(random, () => pick(variants, random).pick(random)),
      };
    });
  return wrapped("nested", anyChecks, parts);
}

function variantParts(
  z: Zod,
  tags: readonly string[],
  [fields, isStrict]: readonly [Readonly<Record<string, LawField>>, boolean],
  union: readonly string[],
): Parts {
  const tag: LawField = {
    kind: "string",
    absent: "missing",
    schema: z.enum(tags as [string]),
    convert: (value) => value,
    fit: (value) => value,
    pick: (random) => (random() < 0.03 ? pick(["?", null, 1], random) : pick(tags, random)),
  };
  const own = structParts(z, { t: tag, ...fields }, isStrict, []);
  return {
    ...own,
    // What only other variants have is not there where it is null.
    convert: (value) =>
      own.convert(
        Object.fromEntries(
          Object.entries(value as Fields).filter(
            ([name, each]) =>
              name in fields || !union.includes(name) || (each ?? undefined) !== undefined,
          ),
        ),
      ),
    pick: (random) => {
      const value = own.pick(random);
      if (isPlain(value) && random() < 0.3)
        for (const name of union) (value as Record<string, unknown>)[name] ??= null;
      return value;
    },
  };
}
