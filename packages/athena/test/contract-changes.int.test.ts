import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import { type MemorySink, memorySink, writeRows } from "@cloudapi/transform";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { type DuckDb, openDuckDb } from "./duckdb.ts";
import { useLake } from "./use-lake.ts";

// What transform calls compatible must read back right, on Athena and on DuckDB; what it refuses must not.

const lake = useLake();
let duckdb: DuckDb;
let folder: string;
let tables = 0;

beforeAll(async () => {
  duckdb = await openDuckDb();
  folder = await mkdtemp(join(tmpdir(), "contract-changes-"));
});

afterAll(async () => {
  duckdb.close();
  await rm(folder, { recursive: true });
});

type Values = Record<string, unknown>;

/** A contract as it was or is, and one row under it. */
interface Side {
  readonly shape: z.core.$ZodLooseShape;
  readonly row: Values;
  readonly partition?: {
    granularity: "day" | "hour" | "month";
    layout: "hive" | "hive-date" | "plain";
  };
  readonly range?: { from: string; to: string };
}

const id = z.int32();
const at = z.iso.datetime({ offset: true });
const day = { at: "2025-01-15T10:00:00.000Z" };
const byDay = { granularity: "day", layout: "hive" } as const;

function contract({ shape, partition, range }: Side): Dataset {
  const input = {
    name: "t",
    schema: z.object({ id, ...shape }),
    ...(partition === undefined ? {} : { eventTime: "at" as never }),
    ...(partition === undefined ? {} : { partition: { ...partition, ...(range && { range }) } }),
  };
  return defineDataset(input) as unknown as Dataset;
}

/** What was, what is, and the columns of both rows as a table of the new contract has them. */
const COMPATIBLE: [string, Side, Side, readonly [Values, Values]][] = [
  [
    "a nullable column is new",
    { shape: {}, row: {} },
    { shape: { v: z.string().nullable() }, row: { v: "x" } },
    [{ v: null }, { v: "x" }],
  ],
  [
    "a column is gone",
    { shape: { v: z.string(), w: z.int32() }, row: { v: "x", w: 7 } },
    { shape: { w: z.int32() }, row: { w: 8 } },
    [{ w: 7 }, { w: 8 }],
  ],
  [
    "a column has another name",
    { shape: { v: z.string() }, row: { v: "x" } },
    { shape: { w: z.string().optional() }, row: { w: "y" } },
    [{ w: null }, { w: "y" }],
  ],
  [
    "a name is spelt in another case",
    { shape: { userId: z.string() }, row: { userId: "x" } },
    { shape: { userid: z.string() }, row: { userid: "y" } },
    [{ userid: "x" }, { userid: "y" }],
  ],
  [
    "columns come in another order",
    { shape: { v: z.string(), w: z.int32() }, row: { v: "x", w: 7 } },
    { shape: { w: z.int32(), v: z.string() }, row: { v: "y", w: 8 } },
    [
      { v: "x", w: 7 },
      { v: "y", w: 8 },
    ],
  ],
  [
    "null is allowed",
    { shape: { v: z.string() }, row: { v: "x" } },
    { shape: { v: z.string().nullable() }, row: { v: null } },
    [{ v: "x" }, { v: null }],
  ],
  [
    "an integer is wider",
    { shape: { v: z.int32() }, row: { v: -2_147_483_648 } },
    { shape: { v: z.int64() }, row: { v: 9_223_372_036_854_775_807n } },
    [{ v: "-2147483648" }, { v: "9223372036854775807" }],
  ],
  [
    "a float is wider",
    { shape: { v: z.float32() }, row: { v: Math.fround(0.1) } },
    { shape: { v: z.number() }, row: { v: 0.1 } },
    [{ v: Math.fround(0.1) }, { v: 0.1 }],
  ],
  [
    "the range is wider",
    { shape: { at }, row: day, partition: byDay, range: { from: "2025-01-01", to: "2025-12-31" } },
    {
      shape: { at },
      row: { at: "2019-06-01T00:00:00.000Z" },
      partition: byDay,
      range: { from: "2019-01-01", to: "2025-12-31" },
    },
    [{ year: 2025 }, { year: 2019 }],
  ],
  [
    "the range is narrower, and the rows lie in it",
    { shape: { at }, row: day, partition: byDay },
    {
      shape: { at },
      row: { at: "2025-02-01T00:00:00.000Z" },
      partition: byDay,
      range: { from: "2025-01-15", to: "2025-12-31" },
    },
    [{ month: 1 }, { month: 2 }],
  ],
];

/** The same inside a column `v`, whose two values are given as Athena writes them. */
const NESTED: [string, Side, Side, readonly [string, string]][] = [
  [
    "a struct has a nullable field more",
    { shape: { v: z.object({ a: z.int32() }) }, row: { v: { a: 1 } } },
    {
      shape: { v: z.object({ b: z.string().optional(), a: z.int32() }) },
      row: { v: { a: 2, b: "x" } },
    },
    ["{b=null, a=1}", "{b=x, a=2}"],
  ],
  [
    "a struct has a field less",
    { shape: { v: z.object({ a: z.int32(), b: z.string() }) }, row: { v: { a: 1, b: "x" } } },
    { shape: { v: z.object({ a: z.int32() }) }, row: { v: { a: 2 } } },
    ["{a=1}", "{a=2}"],
  ],
  [
    "a number in a list of structs is wider",
    { shape: { v: z.array(z.object({ n: z.int32() })) }, row: { v: [{ n: 1 }, { n: 2 }] } },
    {
      shape: { v: z.array(z.object({ n: z.int64() })) },
      row: { v: [{ n: 9_223_372_036_854_775_807n }] },
    },
    ["[{n=1}, {n=2}]", "[{n=9223372036854775807}]"],
  ],
  [
    "values of a map may be null",
    { shape: { v: z.record(z.string(), z.string()) }, row: { v: { k: "x" } } },
    { shape: { v: z.record(z.string(), z.string().nullable()) }, row: { v: { k: null } } },
    ["{k=x}", "{k=null}"],
  ],
];

/** What was, and what is: of these a table of the new contract can't have both rows. */
const INCOMPATIBLE: [string, Side, Side][] = [
  [
    "the granularity",
    { shape: { at }, row: day, partition: byDay },
    { shape: { at }, row: day, partition: { ...byDay, granularity: "hour" } },
  ],
  [
    "the layout",
    { shape: { at }, row: day, partition: byDay },
    { shape: { at }, row: day, partition: { ...byDay, layout: "plain" } },
  ],
  [
    "a narrower range",
    { shape: { at }, row: day, partition: byDay },
    {
      shape: { at },
      row: { at: "2026-02-01T00:00:00.000Z" },
      partition: byDay,
      range: { from: "2026-01-01", to: "2026-12-31" },
    },
  ],
  [
    "no rule",
    { shape: { at }, row: day, partition: undefined as never },
    { shape: { at }, row: day, partition: byDay },
  ],
  [
    "int32 to string",
    { shape: { v: z.int32() }, row: { v: 1 } },
    { shape: { v: z.string() }, row: { v: "1" } },
  ],
  [
    "string to int32",
    { shape: { v: z.string() }, row: { v: "1" } },
    { shape: { v: z.int32() }, row: { v: 1 } },
  ],
  [
    "int64 to int32",
    { shape: { v: z.int64() }, row: { v: 1n } },
    { shape: { v: z.int32() }, row: { v: 1 } },
  ],
  [
    "double to float",
    { shape: { v: z.number() }, row: { v: 1 } },
    { shape: { v: z.float32() }, row: { v: 1 } },
  ],
  [
    "int32 to double",
    { shape: { v: z.int32() }, row: { v: 1 } },
    { shape: { v: z.number() }, row: { v: 1 } },
  ],
  [
    "date to timestamp",
    { shape: { v: z.iso.date() }, row: { v: "2025-01-15" } },
    { shape: { v: at }, row: { v: "2025-01-15T00:00:00Z" } },
  ],
  [
    "decimal to int32",
    { shape: { v: decimal(12, 2) }, row: { v: "1.00" } },
    { shape: { v: z.int32() }, row: { v: 1 } },
  ],
  [
    "a field of a struct to another type",
    { shape: { v: z.object({ a: z.int32() }) }, row: { v: { a: 1 } } },
    { shape: { v: z.object({ a: z.string() }) }, row: { v: { a: "1" } } },
  ],
  [
    "elements to another type",
    { shape: { v: z.array(z.string()) }, row: { v: ["1"] } },
    { shape: { v: z.array(z.int32()) }, row: { v: [1] } },
  ],
  [
    "a struct to a list",
    { shape: { v: z.object({ a: z.int32() }) }, row: { v: { a: 1 } } },
    { shape: { v: z.array(z.int32()) }, row: { v: [1] } },
  ],
  ["a required column", { shape: {}, row: {} }, { shape: { v: z.string() }, row: { v: "x" } }],
  [
    "null no longer allowed",
    { shape: { v: z.string().nullable() }, row: { v: null } },
    { shape: { v: z.string() }, row: { v: "x" } },
  ],
];

function write(side: Side, sink: MemorySink, number: number) {
  const rows = [{ id: number, ...side.row }] as never[];
  return writeRows(contract(side), [rows], sink, { sourceId: `source ${number}` });
}

/** The Parquet objects of sinks under one location, with a table of the contract over them. */
async function publish(dataset: Dataset, sinks: readonly MemorySink[]) {
  const table = `changes_${++tables}`;
  const location = lake.newLocation();
  const files: string[] = [];
  for (const [key, bytes] of sinks.flatMap(({ objects }) => [...objects])) {
    if (!key.endsWith(".parquet")) continue;
    await lake.put(location, key, bytes);
    files.push(join(folder, `${table}-${files.length}.parquet`));
    await writeFile(files.at(-1) ?? "", bytes);
  }
  await lake.createTable(dataset, { location, table });
  return { table, files };
}

it.each(COMPATIBLE)("reads both rows when %s", async (_, earlier, now, expected) => {
  const sink = memorySink();
  await write(earlier, sink, 1);
  const report = await write(now, sink, 2);
  expect(report.otherContracts).toHaveLength(
    contract(earlier).contractHash === contract(now).contractHash ? 0 : 1,
  );
  const { table, files } = await publish(contract(now), [sink]);
  const columns = Object.keys(expected[0]);
  const found = await lake.rows(`SELECT ${columns.join(", ")} FROM ${table} ORDER BY id`);
  expect(found.map((row) => plain(row as Values))).toEqual(expected.map(plain));
  const stored = columns.filter((name) => name in now.shape);
  if (stored.length === 0) return;
  const list = files.map((file) => `'${file}'`).join(", ");
  const sql = `SELECT ${stored.map((name) => `${name} AS ${name}`).join(", ")} FROM read_parquet([${list}], union_by_name = true) ORDER BY id`;
  expect((await duckdb.rows({ sql, parameters: [] } as never)).map(plain)).toEqual(
    expected.map(plain),
  );
});

it.each(NESTED)("reads both rows when %s", async (_, earlier, now, expected) => {
  const sink = memorySink();
  await write(earlier, sink, 1);
  await write(now, sink, 2);
  const { table } = await publish(contract(now), [sink]);
  const found = await lake.rows(`SELECT v FROM ${table} `);
  expect(found.map((row) => (row as { v: string }).v).sort()).toEqual([...expected].sort());
});

it.each(INCOMPATIBLE)("refuses what one table can't read: %s", async (_, earlier, now) => {
  const [sink, other] = [memorySink(), memorySink()];
  await write(earlier, sink, 1);
  await expect(write(now, sink, 2)).rejects.toMatchObject({ code: "INCOMPATIBLE_CONTRACT" });
  await write(now, other, 2);
  const { table } = await publish(contract(now), [sink, other]);
  const names = contract(now).columns.map(({ name }) => name);
  const rows = await lake
    .rows(`SELECT ${names.join(", ")} FROM ${table}`)
    .catch((error: { code?: string }) => error.code);
  const required = contract(now).columns.filter(({ nullable }) => !nullable);
  const isRight =
    Array.isArray(rows) &&
    rows.length === 2 &&
    rows.every((row) => required.every(({ name }) => (row as Values)[name] !== null));
  expect(isRight, JSON.stringify(rows)).toBe(false);
});

/** Big integers as text, as the untyped results of Athena have them. */
function plain(row: Values): Values {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "bigint" ? String(value) : value,
    ]),
  );
}
