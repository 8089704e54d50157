import { decimal } from "@cloudapi/core";
import * as fc from "fast-check";
import * as classic from "zod";
import * as mini from "zod/mini";
import { DECIMAL, type Kind } from "./reference-values.ts";

/** A field of a generated contract. */
export interface GeneratedField {
  readonly kind: Kind;
  readonly schema: Schema;
  readonly absent: "omit" | "null" | "default" | "missing";
}

export type Schema = classic.core.$ZodType;
export type Check = classic.core.$ZodCheck<unknown>;
/** What both faces of zod have, as far as it is used here. */
export type Zod = typeof mini;

export const ZODS = [classic as unknown as Zod, mini];

export const absence: fc.Arbitrary<GeneratedField["absent"]> = fc.constantFrom(
  ...(["missing", "missing", "omit", "null", "default"] as const),
);

/** A field: leaf, checks on it, wrappers, and checks on each of them. */
export function generatedField(): fc.Arbitrary<GeneratedField> {
  return fc.oneof(
    ...ZODS.flatMap((z) =>
      leaves(z).map(([kind, leaf]) => fieldOf(z, kind, leaf, fewOf(checksOf(z, kind)))),
    ),
  );
}

function fieldOf(
  z: Zod,
  kind: Kind,
  leaf: Schema,
  leafChecks: fc.Arbitrary<readonly Check[]>,
): fc.Arbitrary<GeneratedField> {
  const wrapperChecks = fewOf(valueChecks(z, kind));
  const checkLists = fc.tuple(leafChecks, wrapperChecks, wrapperChecks);
  return fc
    .tuple(absence, checkLists, fc.nat({ max: 3 }), fc.constantFrom(...SAMPLES[kind]))
    .map(([absent, [ofLeaf, ofReadonly, ofWrapper], form, sample]) => {
      const checked = withChecks(leaf, ofLeaf);
      const inner = form % 2 === 0 ? checked : withChecks(z.readonly(checked), ofReadonly);
      const whole = absent === "missing" ? inner : wrap(z, inner, absent, form, sample);
      return { kind, absent, schema: absent === "missing" ? whole : withChecks(whole, ofWrapper) };
    });
}

export function wrap(
  z: Zod,
  inner: Schema,
  absent: "omit" | "null" | "default",
  form: number,
  sample: unknown,
): Schema {
  if (absent === "null") return z.nullable(inner);
  if (absent === "default") return z._default(inner, sample as never);
  if (form < 2) return form === 0 ? z.optional(inner) : z.exactOptional(inner);
  return form === 2 ? z.optional(z.nullable(inner)) : z.nullable(z.optional(inner));
}

/** Mostly no checks, seldom more than one: most records would be wrong by some of them. */
export function fewOf(checks: readonly Check[]): fc.Arbitrary<readonly Check[]> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.constantFrom(...checks).map((check) => [check]) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...checks), { minLength: 2, maxLength: 3 }) },
  );
}

export function withChecks(schema: Schema, checks: readonly Check[]): Schema {
  return checks.length === 0 ? schema : (schema as mini.ZodMiniType).check(...checks);
}

function leaves(z: Zod): [Kind, Schema][] {
  const trimmed = z.string().check(z.trim());
  const instant = z.iso.datetime({ offset: true });
  return [
    ["string", z.string()],
    ["string", z.enum(["a", "abc", "A"])],
    ["string", z.email()],
    ["string", z.url()],
    ["string", z.templateLiteral(["a", z.string()])],
    ["string", z.union([z.ipv4(), z.ipv6()])],
    ["string", z.union([trimmed.check(z.maxLength(1)), z.string().check(z.toLowerCase())])],
    ["string", z.union([z.literal("a"), z.string().check(z.overwrite((text) => `${text}!`))])],
    ["string", z.union([z.string().check(z.minLength(3)), z.union([trimmed, z.string()])])],
    ["timestamp", instant],
    ["timestamp", z.iso.datetime()],
    ["timestamp", z.iso.datetime({ offset: true, precision: 3 })],
    ["timestamp", trimmed.check(instant)],
    [
      "timestamp",
      z.string().check(
        z.overwrite((text) => text.replace(" ", "T")),
        instant,
      ),
    ],
    ["date", z.iso.date()],
    ["date", trimmed.check(z.iso.date())],
    ["int32", z.int32()],
    ["int32", z.literal([1, 5, 7])],
    [
      "int32",
      z.union([
        z.int32().check(
          z.overwrite((n) => n * 2),
          z.gte(100),
        ),
        z.int32(),
      ]),
    ],
    ["integer", z.int()],
    ["integer", z.uint32()],
    ["int64", z.int64()],
    ["int64", z.union([z.int64().check(z.gte(100n)), z.union([z.int64().check(z.lte(-5n))])])],
    ["double", z.number()],
    ["double", z.float64()],
    ["float", z.float32()],
    ["boolean", z.boolean()],
    ["boolean", z.literal(true)],
    ["decimal", decimal(DECIMAL.precision, DECIMAL.scale)],
  ];
}

function checksOf(z: Zod, kind: Kind): Check[] {
  return [...ownChecks(z, kind), ...valueChecks(z, kind)] as Check[];
}

function ownChecks(z: Zod, kind: Kind): unknown[] {
  if (kind === "boolean") return [];
  if (kind === "int64") return bigintChecks(z);
  return isNumeric(kind) ? numberChecks(z) : textChecks(z);
}

function isNumeric(kind: Kind): boolean {
  return ["int32", "integer", "double", "float"].includes(kind);
}

function textChecks(z: Zod): unknown[] {
  return [
    z.minLength(2),
    z.minLength(3, { abort: true }),
    z.maxLength(4),
    z.length(3),
    z.startsWith("a"),
    z.endsWith("Z"),
    z.includes("b"),
    z.regex(/^[^x]*$/),
    z.regex(/^[ a-z]/gi),
    z.lowercase(),
    z.trim(),
    z.toLowerCase(),
    z.toUpperCase(),
    z.overwrite((text: string) => text.slice(0, 4)),
    z.property("length", z.number().check(z.multipleOf(2))),
  ];
}

function numberChecks(z: Zod): unknown[] {
  return [
    z.gte(5),
    z.gt(0),
    z.lte(600),
    z.lt(100),
    z.multipleOf(5),
    z.overwrite((n: number) => n + 1),
    z.overwrite((n: number) => n * 2 ** 30),
    z.overwrite((n: number) => n / 2),
  ];
}

function bigintChecks(z: Zod): unknown[] {
  return [z.gte(5n), z.lt(2n ** 62n), z.multipleOf(7n), z.overwrite((n: bigint) => n * 2n)];
}

/** Checks that work on whatever a value or a wrapper of it holds: nothing and null too. */
function valueChecks(z: Zod, kind: Kind): Check[] {
  const [some = ""] = SAMPLES[kind];
  return [
    z.refine((value) => String(value).length % 2 === 0, "an even length"),
    z.refine((value) => String(value).length % 3 > 0, { abort: true, error: () => "not of three" }),
    z.refine((value) => value !== undefined, { when: () => true }),
    z.refine((value) => value !== null, { when: ({ issues }) => issues.length === 0 }),
    z.superRefine((value, context) => {
      if (String(value).includes("0")) context.addIssue({ code: "custom", continue: false });
    }),
    z.check((payload) => {
      if (String(payload.value).includes("5")) payload.value = some;
    }),
    z.overwrite((value) => value ?? some),
    z.overwrite((value) => (String(value).includes("7") ? undefined : value)),
  ] as Check[];
}

/** What overwrites and defaults put in place: values of the kind, in spellings of which some are not the column's. */
const SAMPLES: Readonly<Record<Kind, readonly [unknown, ...unknown[]]>> = {
  string: ["a", "none", " a "],
  boolean: [true, false],
  int32: [5, 7],
  integer: [5, 2 ** 33],
  int64: [5n, 100n, -7n],
  double: [5, 0.5],
  float: [5, 0.5],
  decimal: ["5", "5.00", "1e2", "1.234", 5],
  date: ["2025-06-01", "2025-06-31"],
  timestamp: ["2025-06-01T00:00:00Z", "2025-06-01T00:00:00+01:00", "1890-06-01T00:00:00Z", "soon"],
};

/** Checks over several fields, which may change them as well. */
export const rowChecks = fewOf([
  classic.refine<Row>((row) => row["a"] !== row["b"], { path: ["b"] }) as Check,
  classic.refine<Row>((row) => Object.keys(row).length < 3, { when: () => true }) as Check,
  mini.overwrite<Row>((row) => ({ ...row, a: row["b"], extra: 1 })) as Check,
  mini.overwrite<Row>((row) => Object.fromEntries(Object.entries(row).slice(1))) as Check,
  mini.check<Row>(({ value }) => {
    value["a"] = "2025-06-01T00:00:00Z";
  }) as Check,
  mini.superRefine<Row>((row, context) => {
    if (row["c"] === undefined) context.addIssue({ code: "custom", path: ["c"] });
  }) as Check,
]);

type Row = Record<string, unknown>;
