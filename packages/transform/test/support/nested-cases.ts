import type { Column, DataType, StructField } from "@cloudapi/core";
import fc from "fast-check";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { scalarValues } from "./scalar-values.ts";

/** Nested columns, and rows of them as a validated row has them. */
export interface NestedCase {
  readonly columns: readonly Column[];
  readonly rows: readonly Record<string, unknown>[];
}

/** Names that readers may take for the groups of lists and maps are among them; all are lower-case, as Trino has them. */
const NAMES = [
  "a",
  "b",
  "c_1",
  "key",
  "value",
  "element",
  "list",
  "array",
  "item",
  "key_value",
  "map",
  "a_tuple",
  "bag",
] as const;

const LEAVES: readonly DataType[] = [
  { kind: "string" },
  { kind: "json" },
  { kind: "int32" },
  { kind: "int64" },
  { kind: "float" },
  { kind: "double" },
  { kind: "boolean" },
  { kind: "date" },
  { kind: "timestamp" },
  { kind: "decimal", precision: 9, scale: 2 },
  { kind: "decimal", precision: 18, scale: 6 },
  { kind: "decimal", precision: 38, scale: 10 },
];

const { type: anyType } = fc.letrec<{ type: DataType }>((tie) => ({
  type: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...LEAVES),
    fieldsOf(tie("type"), 4).map((fields): DataType => ({ kind: "struct", fields })),
    fc
      .record({ element: tie("type"), elementNullable: fc.boolean() })
      .map((list): DataType => ({ kind: "list", ...list })),
    fc
      .record({ value: tie("type"), valueNullable: fc.boolean() })
      .map((map): DataType => ({ kind: "map", ...map })),
  ),
}));

function fieldsOf(type: fc.Arbitrary<DataType>, maxLength: number): fc.Arbitrary<StructField[]> {
  const field = fc.record({ name: fc.constantFrom(...NAMES), type, nullable: fc.boolean() });
  return fc.uniqueArray(field, { selector: ({ name }) => name, minLength: 1, maxLength });
}

/** Columns of which at least one is nested. */
const anyColumns = fieldsOf(anyType, 4).filter((columns) =>
  columns.some(({ type }) => ["struct", "list", "map"].includes(type.kind)),
);

/** Generated columns, each with generated rows; the same for the same seed. */
export function nestedCases(count: number, rows: number, seed: number): NestedCase[] {
  return fc.sample(anyColumns, { numRuns: count, seed }).map((columns, i) => ({
    columns,
    rows: nestedRows(columns, rows, seed + i),
  }));
}

/** Generated rows of columns; the same for the same seed. */
export function nestedRows(
  columns: readonly StructField[],
  rows: number,
  seed: number,
): Record<string, unknown>[] {
  return fc.sample(rowOf(columns), { numRuns: rows, seed });
}

/** Rows of columns, absent values left out or null. */
function rowOf(columns: readonly StructField[]): fc.Arbitrary<Record<string, unknown>> {
  const values = columns.map(({ name, type, nullable }) => {
    const value = valueOf(type);
    return [name, nullable ? fc.oneof({ weight: 3, arbitrary: value }, absent) : value] as const;
  });
  return fc
    .record(Object.fromEntries(values))
    .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ABSENT)));
}

const ABSENT = Symbol("absent");
const absent = fc.constantFrom(null, ABSENT);
const keys = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 6 }).filter((key) => key !== "__proto__"),
  fc.constantFrom("", "a", "key", "Ключ", "\u{1F600}", "with space", "a.b[0]"),
);

function valueOf(type: DataType): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case "struct":
      return rowOf(type.fields);
    case "list":
      return fc.array(orNull(valueOf(type.element), type.elementNullable), { maxLength: 4 });
    case "map":
      return fc
        .uniqueArray(fc.tuple(keys, orNull(valueOf(type.value), type.valueNullable)), {
          selector: ([key]) => key,
          maxLength: 4,
        })
        .map((entries) => Object.fromEntries(entries));
    default:
      return scalarValues(type);
  }
}

function orNull(value: fc.Arbitrary<unknown>, nullable: boolean): fc.Arbitrary<unknown> {
  return nullable ? fc.option(value, { nil: null, freq: 3 }) : value;
}

/**
 * A value in the form that every reader's values are brought to: structs with all of their fields, maps as pairs in
 * the order of their keys, int64 and decimals as text.
 */
function canonical(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "struct":
      return canonicalRow(type.fields, value as Record<string, unknown>);
    case "list":
      return (value as unknown[]).map((element) => canonical(type.element, element));
    case "map":
      return inKeyOrder(
        (value instanceof Map ? [...value] : Object.entries(value)).map(
          ([key, each]: [string, unknown]) => [key, canonical(type.value, each)] as const,
        ),
      );
    case "int64":
      return String(value as bigint);
    default:
      return value;
  }
}

/** A row, or a struct, in that form. */
export function canonicalRow(
  columns: readonly StructField[],
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(columns.map(({ name, type }) => [name, canonical(type, row[name])]));
}

/** A map's entries as they are compared. */
export function inKeyOrder<T extends readonly [string, unknown]>(entries: readonly T[]): T[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}
