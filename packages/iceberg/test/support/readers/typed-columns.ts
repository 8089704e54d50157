import type { Column, LeafType } from "@cloudapi/core";
import fc from "fast-check";
import { scalarValues } from "../../../../transform/test/support/scalar-values.ts";
import type { PartitionTerm } from "../../../src/partition/partition-term.ts";
import type { Row } from "./table-reader.ts";

const decimal = (precision: number, scale: number) =>
  ({ kind: "decimal", precision, scale }) as const;

/** A column of every type, all of which may be missing; a name that Trino writes in its own way is not among them. */
export const TYPED_COLUMNS: readonly (Column & { readonly type: LeafType })[] = [
  leaf("at", { kind: "timestamp" }),
  leaf("day", { kind: "date" }),
  leaf("n", { kind: "int32" }),
  leaf("id", { kind: "int64" }),
  leaf("ratio", { kind: "float" }),
  leaf("value", { kind: "double" }),
  leaf("ok", { kind: "boolean" }),
  leaf("city", { kind: "string" }),
  leaf("note", { kind: "json" }),
  leaf("price", decimal(9, 2)),
  leaf("wide", decimal(18, 6)),
  leaf("widest", decimal(38, 10)),
];

function leaf(name: string, type: LeafType) {
  return { name, type, nullable: true };
}

/** What a string's bounds and order are easily got wrong by. */
const cities = fc.oneof(
  scalarValues({ kind: "string" }),
  fc.constantFrom(
    "日本",
    "\u{1F600}".repeat(20),
    "\uFF5E".repeat(17),
    "\uFFFF",
    "\u{10FFFF}".repeat(17),
    "Ключ",
    "it's",
  ),
);

const anyRow: fc.Arbitrary<Row> = fc.record(
  Object.fromEntries(
    TYPED_COLUMNS.map(({ name, type }) => {
      const values = name === "city" ? cities : scalarValues(type);
      return [name, fc.option(values as fc.Arbitrary<unknown>, { nil: null, freq: 6 })];
    }),
  ),
);

/** Generated rows of these columns; the same for the same seed. */
export function typedRows(count: number, seed: number): Row[] {
  return fc.sample(anyRow, { numRuns: count, seed });
}

/** A row without values, and those with the least and the greatest. */
export const EXTREME_ROWS: readonly Row[] = [
  Object.fromEntries(TYPED_COLUMNS.map(({ name }) => [name, null])),
  {
    at: "0001-01-01T00:00:00.000Z",
    day: "0001-01-01",
    n: -(2 ** 31),
    id: -(2n ** 63n),
    ratio: -(2 - 2 ** -23) * 2 ** 127,
    value: -Number.MAX_VALUE,
    ok: false,
    city: "",
    note: "null",
    price: "-9999999.99",
    wide: "-999999999999.999999",
    widest: "-9999999999999999999999999999.9999999999",
  },
  {
    at: "9999-12-31T23:59:59.999Z",
    day: "9999-12-31",
    n: 2 ** 31 - 1,
    id: 2n ** 63n - 1n,
    ratio: 2 ** -149,
    value: Number.MIN_VALUE,
    ok: true,
    city: "\u{10FFFF}".repeat(17),
    note: '{"a":[1e400]}',
    price: "9999999.99",
    wide: "999999999999.999999",
    widest: "9999999999999999999999999999.9999999999",
  },
];

/** Partitionings in which every transform is used on every type that it has. */
export const PARTITIONS: readonly (readonly PartitionTerm[])[] = [
  [],
  [
    { column: "at", transform: "year" },
    { column: "day", transform: "day" },
  ],
  [
    { column: "at", transform: "month" },
    { column: "day", transform: "year" },
  ],
  [
    { column: "at", transform: "day" },
    { column: "day", transform: "month" },
  ],
  [{ column: "at", transform: "hour" }],
  ["at", "day", "n", "id", "city", "price", "wide", "widest"].map((column) => ({
    column,
    transform: "bucket",
    n: 2,
  })),
  ["n", "id", "city", "price", "widest"].map((column) => ({
    column,
    transform: "truncate",
    n: 3,
  })),
  ["ok", "day", "n", "city"].map((column) => ({ column })),
  ["at", "id", "ratio", "value", "note", "price", "wide", "widest"].map((column) => ({ column })),
  [{ column: "city", transform: "void" }, { column: "ok" }],
];
