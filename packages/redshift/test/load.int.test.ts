import type { S3Client } from "@aws-sdk/client-s3";
import { type Dataset, defineDataset } from "@cloudapi/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import {
  buildCreateTable,
  buildMigration,
  buildTimeSeries,
  type LoadMode,
  type LoadObjectsInput,
  loadObjects,
  queryRows,
  type Warehouse,
} from "../src/index.ts";
import { BUCKET, MANIFESTS, putSales, type Sale, sale, sales } from "./support/sales.ts";
import { type StandIn, startStandIn } from "./support/stand-in.ts";

let standIn: StandIn;
let s3: S3Client;
let warehouse: Warehouse;

beforeAll(async () => {
  standIn = await startStandIn();
  ({ s3, warehouse } = standIn);
}, 240_000);
afterAll(() => standIn.close(), 60_000);

async function makeTable(table: string, history = false): Promise<void> {
  await warehouse.transaction({ statements: buildCreateTable(sales, { table, history }) });
}

function load(table: string, keys: readonly string[], mode: LoadMode, more: object = {}) {
  const objects = keys.map((key) => ({ bucket: BUCKET, key }));
  const input: LoadObjectsInput = {
    table,
    objects,
    mode,
    iamRole: "default",
    manifests: MANIFESTS,
    ...more,
  };
  return loadObjects({ s3, warehouse }, sales, input);
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** Sales of other columns. */
function salesWith(schema: z.core.$ZodObject): Dataset {
  const rule = { eventTime: "at", partition: { granularity: "day", layout: "hive" } } as const;
  return defineDataset({ name: "sales", schema, ...rule } as never) as unknown as Dataset;
}

async function rowsOf(table: string): Promise<Sale[]> {
  const sql = `SELECT id, at, amount, CAST(version AS varchar) AS version, note, tags FROM ${table} ORDER BY id, at`;
  return all(queryRows(warehouse, { sql, dataset: sales }));
}

it("append brings every value, once, however often it is asked for", async () => {
  await makeTable("appended");
  const rows = [
    sale("a", 1, { amount: "9999999999.99", version: 2n ** 62n, note: "it's \\ é" }),
    sale("b", 2, { tags: [{ name: "x", weight: 0.5 }, { name: "y" }] }),
  ];
  await putSales(s3, "in/it's\\1.parquet", rows);
  const first = await load("appended", ["in/it's\\1.parquet"], { mode: "append" });
  const again = await load("appended", ["in/it's\\1.parquet"], { mode: "append" });
  expect(first).toMatchObject({ rowsRead: 2, rowsAdded: 2, rowsRemoved: 0, already: [] });
  expect(again).toMatchObject({ rowsAdded: 0, loaded: [], already: first.loaded });
  expect(await rowsOf("appended")).toEqual(rows);
});

it("an object that was replaced is another version, and is loaded", async () => {
  await makeTable("versions");
  await putSales(s3, "v/1.parquet", [sale("a", 1)]);
  await load("versions", ["v/1.parquet"], { mode: "append" });
  await putSales(s3, "v/1.parquet", [sale("b", 1)]);
  await putSales(s3, "v/2.parquet", [sale("c", 1)]);
  const report = await load("versions", ["v/1.parquet", "v/2.parquet"], { mode: "append" });
  expect(report.loaded).toHaveLength(2);
  expect((await rowsOf("versions")).map(({ id }) => id)).toEqual(["a", "b", "c"]);
});

it("overwritePartition replaces the days that come, and leaves the others", async () => {
  await makeTable("days");
  await putSales(s3, "d/1.parquet", [sale("a", 1), sale("b", 1), sale("c", 2)]);
  await putSales(s3, "d/2.parquet", [sale("d", 1)]);
  await load("days", ["d/1.parquet"], { mode: "append" });
  const report = await load("days", ["d/2.parquet"], { mode: "overwritePartition" });
  expect(report).toMatchObject({ rowsRemoved: 2, rowsAdded: 1 });
  expect((await rowsOf("days")).map(({ id }) => id)).toEqual(["c", "d"]);
});

it("upsert takes the latest row of each key, of those that come and those there", async () => {
  await makeTable("upserted");
  const mode = { mode: "upsert", keys: ["id"], latestBy: "version" } as const;
  await putSales(s3, "u/1.parquet", [sale("a", 1, { version: 5n }), sale("b", 1)]);
  await putSales(s3, "u/2.parquet", [
    sale("a", 2, { version: 4n }),
    sale("b", 3, { version: 7n }),
    sale("b", 4, { version: 6n }),
    sale("c", 5),
  ]);
  await load("upserted", ["u/1.parquet"], mode);
  const report = await load("upserted", ["u/2.parquet"], mode);
  expect(report).toMatchObject({ rowsRead: 4, rowsRemoved: 1, rowsAdded: 2 });
  expect((await rowsOf("upserted")).map(({ id, version }) => [id, version])).toEqual([
    ["a", 5n],
    ["b", 7n],
    ["c", 1n],
  ]);
});

it("scd2 keeps every version, each until the next one holds, however late it comes", async () => {
  await makeTable("history", true);
  const mode = { mode: "scd2", keys: ["id"], validFrom: "at" } as const;
  await putSales(s3, "h/1.parquet", [sale("a", 1), sale("a", 9), sale("b", 1)]);
  await putSales(s3, "h/2.parquet", [sale("a", 5)]);
  await load("history", ["h/1.parquet"], mode);
  await load("history", ["h/2.parquet"], mode);
  const sql =
    "SELECT id, CAST(valid_from AS date) AS f, CAST(valid_to AS date) AS t, is_current FROM history ORDER BY 1, 2";
  const rows = await all(queryRows(warehouse, { sql }));
  expect(rows.map((row) => Object.values(row))).toEqual([
    ["a", "2025-01-01", "2025-01-05", false],
    ["a", "2025-01-05", "2025-01-09", false],
    ["a", "2025-01-09", null, true],
    ["b", "2025-01-01", null, true],
  ]);
});

it("a month has its table behind the view", async () => {
  const months = ["2025-01", "2025-02"];
  const statements = buildTimeSeries(sales, { table: "monthly", months });
  await warehouse.transaction({ statements });
  const february = { ...sale("b", 1), at: "2025-02-01T00:00:00.000Z" };
  await putSales(s3, "m/1.parquet", [sale("a", 31), february]);
  const mode = { mode: "append" } as const;
  await expect(
    load("monthly", ["m/1.parquet"], mode, { months: ["2025-01"] }),
  ).rejects.toMatchObject({ code: "OUTSIDE_MONTHS" });
  await load("monthly", ["m/1.parquet"], mode, { months });
  expect((await rowsOf("monthly")).map(({ id }) => id)).toEqual(["a", "b"]);
  expect((await rowsOf("monthly_2025_02")).map(({ id }) => id)).toEqual(["b"]);
});

it("keys that come twice are refused where nothing says which row counts, and nothing stays", async () => {
  await makeTable("twice");
  await putSales(s3, "t/1.parquet", [sale("a", 1), sale("a", 2)]);
  const loading = load("twice", ["t/1.parquet"], { mode: "upsert", keys: ["id"] });
  await expect(loading).rejects.toMatchObject({ code: "DUPLICATE_KEYS" });
  expect(await rowsOf("twice")).toEqual([]);
  // The file is not in the ledger either: it is loaded when the rule is right.
  const report = await load("twice", ["t/1.parquet"], { mode: "append" });
  expect(report.rowsAdded).toBe(2);
});

it("a text that is too long in bytes, an object that is none, and one that is missing", async () => {
  const narrow = salesWith(sales.schema.extend({ note: z.string().max(2) }));
  const statements = buildCreateTable(narrow, { table: "narrow" });
  await warehouse.transaction({ statements });
  const registered = `UPDATE cloudapi_tables SET contract_hash = '${sales.contractHash}' WHERE table_name = 'narrow'`;
  await warehouse.run(registered);
  await putSales(s3, "b/long.parquet", [sale("a", 1, { note: "ééééééé" })]);
  const append = { mode: "append" } as const;
  await expect(load("narrow", ["b/long.parquet"], append)).rejects.toMatchObject({
    code: "VALUE_TOO_LONG",
  });
  await expect(load("narrow", ["b/none.parquet"], append)).rejects.toMatchObject({
    code: "NO_SUCH_KEY",
  });
  expect(await rowsOf("narrow")).toEqual([]);
});

it("a table that has another contract takes nothing until it is brought to it", async () => {
  const { note: _, ...shape } = sales.schema.shape;
  const before = salesWith(z.object(shape));
  await warehouse.transaction({ statements: buildCreateTable(before, { table: "changing" }) });
  await putSales(s3, "c/1.parquet", [sale("a", 1, { note: "new" })]);
  const append = { mode: "append" } as const;
  await expect(load("changing", ["c/1.parquet"], append)).rejects.toMatchObject({
    code: "CONTRACT_MISMATCH",
  });
  const { statements } = buildMigration(before, sales as unknown as Dataset, { table: "changing" });
  await warehouse.transaction({ statements });
  await load("changing", ["c/1.parquet"], append);
  expect(await rowsOf("changing")).toEqual([sale("a", 1, { note: "new" })]);
});
