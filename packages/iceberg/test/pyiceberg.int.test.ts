import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Column, DataType, StructField } from "@cloudapi/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { canonicalRow, nestedCases } from "../../transform/test/support/nested-cases.ts";
import { nestedEdgeCases } from "../../transform/test/support/nested-edge-cases.ts";
import { scalarValues } from "../../transform/test/support/scalar-values.ts";
import type { PartitionTerm } from "../src/partition/partition-term.ts";
import { byPyIceberg, rowOf } from "./support/by-pyiceberg.ts";
import { makeTable, type TableParts } from "./support/make-table.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON") ?? "";
const SEED = 20_250_115;

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pyiceberg-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

type Case = Omit<TableParts, "folder">;

/** What PyIceberg reads of tables, beside what was written. */
async function readBack(cases: readonly (Case & { readonly filters?: readonly string[] })[]) {
  const folder = await mkdtemp(join(root, "tables-"));
  const made = [];
  for (const [i, each] of cases.entries())
    made.push(await makeTable({ ...each, folder: join(folder, String(i)) }));
  const read = await byPyIceberg(
    python,
    made.map(({ metadataPath }, i) => ({
      metadata: metadataPath,
      filters: cases[i]?.filters ?? [],
    })),
  );
  return read.map((table, i) => {
    const { columns, commits } = cases[i] as Case;
    const written = commits.flat().map((row) => asRead(columns, canonicalRow(columns, row)));
    const rows =
      table.error === undefined
        ? table.rows.map((row) => asRead(columns, rowOf(columns, row)))
        : [];
    return { ...table, rows: inTextOrder(rows), written: inTextOrder(written) };
  });
}

function firstDifference({ rows, written }: Awaited<ReturnType<typeof readBack>>[number]) {
  if (rows.length !== written.length) return [rows.length, written.length];
  const at = rows.findIndex((row, i) => row !== written[i]);
  return at < 0 ? undefined : [rows[at], written[at]];
}

/** PyIceberg gives some lists and maps that are null as empty ones, whoever wrote them: the two are one here. */
function asRead(
  fields: readonly StructField[],
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(fields.map(({ name, type }) => [name, valueAsRead(type, row[name])]));
}

function valueAsRead(type: DataType, value: unknown): unknown {
  if (value === null) return type.kind === "list" || type.kind === "map" ? [] : null;
  switch (type.kind) {
    case "struct":
      return asRead(type.fields, value as Record<string, unknown>);
    case "list":
      return (value as unknown[]).map((each) => valueAsRead(type.element, each));
    case "map":
      return (value as [string, unknown][]).map(([key, each]) => [
        key,
        valueAsRead(type.value, each),
      ]);
    default:
      return value;
  }
}

function inTextOrder(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

describe.skipIf(python === "")("PyIceberg", () => {
  it("reads nested rows of generated contracts as they were written", {
    timeout: 240_000,
  }, async () => {
    const generated = nestedCases(40, 60, SEED).map(({ columns, rows }) => ({
      columns,
      commits: [rows.slice(0, 40), rows.slice(40)],
      rowGroupRows: 15,
    }));
    const edges = Object.values(nestedEdgeCases).map(({ columns, rows }) => ({
      columns,
      commits: [rows],
    }));
    for (const [i, table] of (await readBack([...generated, ...edges])).entries()) {
      expect([i, table.error, table.warnings]).toEqual([i, undefined, []]);
      expect([i, firstDifference(table)]).toEqual([i, undefined]);
      expect(table.snapshots).toEqual(i < generated.length ? [40, 60] : [table.rows.length]);
    }
  });

  it("reads rows of every type and partition, with nulls, extremes and names that are not ASCII", {
    timeout: 240_000,
  }, async () => {
    const cases = TERMS.map((term, i) => ({
      columns: COLUMNS,
      partition: term === undefined ? [] : [term].flat(),
      sortOrder: [{ column: "at", transform: "day", direction: "desc" } as const],
      commits: [fc.sample(ROWS, { numRuns: 50, seed: SEED + i })],
    }));
    for (const [i, table] of (await readBack(cases)).entries()) {
      expect([TERMS[i], table.error, table.warnings]).toEqual([TERMS[i], undefined, []]);
      expect([TERMS[i], firstDifference(table)]).toEqual([TERMS[i], undefined]);
    }
  });

  it("prunes by partitions and bounds, and finds what there is to find", {
    timeout: 120_000,
  }, async () => {
    const columns: Column[] = [
      column("id", { kind: "int64" }),
      column("at", { kind: "timestamp" }),
      column("name", { kind: "string" }),
      column("amount", { kind: "decimal", precision: 30, scale: 2 }),
    ];
    const commits = Array.from({ length: 6 }, (_, day) =>
      Array.from({ length: 20 }, (_, i) => ({
        id: BigInt(day * 20 + i),
        at: new Date(Date.UTC(2025, 0, day + 1, i)).toISOString(),
        // Longer than bounds are, with characters past U+FFFF that sort otherwise in UTF-16.
        name: i % 2 === 0 ? `${"\u{1F600}".repeat(20)}${day}` : `${"\uFF5E".repeat(17)}${day}`,
        amount: `${day}123456789012345678901234${i}.50`.slice(-28),
      })),
    );
    const filters = [
      "id = 47",
      "at >= '2025-01-03T00:00:00' and at < '2025-01-04T00:00:00'",
      `name = '${"\u{1F600}".repeat(20)}3'`,
      `name < '${"\uFF5E".repeat(3)}'`,
      "id > 1000",
    ];
    const [table] = await readBack([
      { columns, partition: [{ column: "at", transform: "day" }], commits, filters },
    ]);
    expect([table?.error, table?.rows]).toEqual([undefined, table?.written]);
    expect(table?.filters).toEqual([
      { rows: 1, files: 1 },
      { rows: 20, files: 1 },
      { rows: 10, files: 6 },
      { rows: 0, files: 0 },
      { rows: 0, files: 0 },
    ]);
  });
});

function column(name: string, type: Column["type"], nullable = false): Column {
  return { name, type, nullable };
}

const COLUMNS: Column[] = [
  column("at", { kind: "timestamp" }, true),
  column("day", { kind: "date" }, true),
  column("n", { kind: "int32" }, true),
  column("id", { kind: "int64" }, true),
  column("ratio", { kind: "float" }, true),
  column("value", { kind: "double" }, true),
  column("ok", { kind: "boolean" }, true),
  column("city", { kind: "string" }, true),
  column("note", { kind: "json" }, true),
  column("Größe in m²", { kind: "decimal", precision: 9, scale: 2 }, true),
  column("wide", { kind: "decimal", precision: 18, scale: 6 }, true),
  column("widest", { kind: "decimal", precision: 38, scale: 10 }, true),
  column(
    "place",
    {
      kind: "struct",
      fields: [{ name: "country", type: { kind: "string" }, nullable: true }],
    },
    true,
  ),
];

const scalars = COLUMNS.slice(0, -1).map(({ name, type }) => {
  const values = scalarValues(type as Parameters<typeof scalarValues>[0]);
  return [name, fc.option(values, { nil: null, freq: 6 })] as const;
});
const ROWS = fc.record({
  ...Object.fromEntries(scalars),
  place: fc.option(fc.record({ country: fc.constantFrom("de", "日本", null) }), { nil: null }),
});

const day = (transform: PartitionTerm["transform"]) => ({ column: "day", transform });
const TERMS: (PartitionTerm | PartitionTerm[] | undefined)[] = [
  undefined,
  [],
  ...["year", "month", "day", "hour"].map((transform) => ({
    column: "at",
    transform: transform as "day",
  })),
  ...(["year", "month", "day"] as const).map(day),
  ...COLUMNS.slice(0, -1).map(({ name }) => ({ column: name })),
  ...["at", "day", "n", "id", "city", "Größe in m²", "wide", "widest"].map((name) => ({
    column: name,
    transform: "bucket" as const,
    n: 5,
  })),
  ...["n", "id", "city", "Größe in m²", "widest"].map((name) => ({
    column: name,
    transform: "truncate" as const,
    n: 3,
  })),
  { column: "city", transform: "void" },
  { column: "place.country" },
  [
    { column: "widest" },
    { column: "wide", name: "two decimals" },
    { column: "at", transform: "month" },
  ],
];
