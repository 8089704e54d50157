import { type Dataset, decimal, defineDataset } from "@cloudapi/core";
import * as z from "zod";

/** A contract, rows of it, and the contract that it becomes. */
export interface Change {
  readonly name: string;
  readonly before: Dataset;
  readonly rows: readonly Record<string, unknown>[];
  readonly after: Dataset;
}

type Fields = z.core.$ZodLooseShape;

function contract(fields: Fields, input: object = {}): Dataset {
  const schema = z.object({ id: z.int32(), ...fields });
  return defineDataset({ name: "t", schema, ...input }) as unknown as Dataset;
}

function change(
  name: string,
  before: Fields,
  after: Fields,
  ...rows: readonly Record<string, unknown>[]
): Change {
  return { name, before: contract(before), after: contract(after), rows: numbered(rows) };
}

function numbered(rows: readonly Record<string, unknown>[]): Record<string, unknown>[] {
  return rows.map((row, id) => ({ id, ...row }));
}

const text = z.string();
const COLUMNS: readonly Change[] = [
  change("a nullable column more", { v: text }, { w: z.int32().optional(), v: text }, { v: "x" }),
  change("a required column more", {}, { v: text }, {}),
  change("a column with a default more", {}, { v: text.default("x") }, {}),
  change("a column less", { v: text, w: z.int32() }, { w: z.int32() }, { v: "x", w: 7 }),
  change("another name", { v: text }, { w: text.optional() }, { v: "x" }),
  change("another name, required", { v: text }, { w: text }, { v: "x" }),
  change(
    "two names exchanged",
    { v: text, w: z.int32() },
    { w: text, v: z.int32() },
    { v: "x", w: 7 },
  ),
  change("another order", { v: text, w: text }, { w: text, v: text }, { v: "x", w: "y" }),
  change("a name in another case", { userId: text }, { USERID: text }, { userId: "x" }),
  change("null allowed", { v: text }, { v: text.nullable() }, { v: "x" }),
  change("null no longer allowed", { v: text.nullable() }, { v: text }, { v: "x" }, { v: null }),
  change("a default for null", { v: text.optional() }, { v: text.default("x") }, { v: "x" }, {}),
  change("a default more", { v: text }, { v: text.default("x") }, { v: "y" }),
  change("checks that accept more", { v: z.enum(["a"]) }, { v: text }, { v: "a" }),
  change("checks that accept less", { v: text }, { v: z.enum(["a"]) }, { v: "a" }),
  change(
    "a decimal of more digits",
    { v: decimal(5, 2) },
    { v: decimal(7, 2) },
    { v: "999.99" },
    { v: "-0.01" },
  ),
  change("a decimal of more scale", { v: decimal(5, 2) }, { v: decimal(7, 4) }, { v: "999.99" }),
  change(
    "a decimal of fewer digits",
    { v: decimal(7, 2) },
    { v: decimal(5, 2) },
    { v: "12345.67" },
  ),
  change(
    "a decimal of more bytes",
    { v: decimal(18, 2) },
    { v: decimal(30, 2) },
    { v: "9999999999999999.99" },
  ),
  {
    ...change("unknown fields refused", { v: text }, {}, { v: "x" }),
    after: defineDataset({
      name: "t",
      schema: z.strictObject({ id: z.int32(), v: text }),
    }) as unknown as Dataset,
  },
  {
    ...change("another name in sources", { v: text }, {}, { v: "x" }),
    after: contract({ v: text }, { alias: { v: ["V-1"] } }),
  },
  {
    ...change("another name of the dataset", { v: text }, {}, { v: "x" }),
    after: contract({ v: text }, { name: "other" }),
  },
];

const at = z.iso.datetime({ offset: true });
const TIMES = { at, seen: at };
const years = (from: number, to: number) => ({
  range: { from: `${from}-01-01`, to: `${to}-12-31` },
});
const byDay = { granularity: "day", layout: "hive", ...years(2020, 2029) } as const;

/** Rows of a time, under one rule and read under another. */
function rule(name: string, before: object | undefined, after: object | undefined): Change {
  const timed = (partition: object | undefined) =>
    contract(TIMES, partition === undefined ? {} : { eventTime: "at", partition });
  const rows = numbered([
    { at: "2021-06-01T05:00:00.000Z", seen: "2021-06-02T07:00:00.000Z" },
    { at: "2025-01-15T10:00:00.000Z", seen: "2026-02-01T00:00:00.000Z" },
  ]);
  return { name, before: timed(before), after: timed(after), rows };
}

const BY = { tenant: z.enum(["acme", "globex"]), shard: z.int32().min(0).max(9) };

/** Rows that are partitioned by a column, and read by another. */
function by(
  name: string,
  before: readonly [Fields, object?],
  after: readonly [Fields, object?],
): Change {
  const keyed = ([fields, partition]: readonly [Fields, object?]) =>
    contract({ ...BY, ...fields }, partition === undefined ? {} : { partition });
  const rows = numbered([
    { tenant: "acme", shard: 1 },
    { tenant: "globex", shard: 7 },
  ]);
  return { name, before: keyed(before), after: keyed(after), rows };
}

const RULES: readonly Change[] = [
  rule("a finer granularity", byDay, { ...byDay, granularity: "hour" }),
  rule("a coarser granularity", byDay, { ...byDay, granularity: "month" }),
  rule("hive → hive-date", byDay, { ...byDay, layout: "hive-date" }),
  rule("hive → plain", byDay, { ...byDay, layout: "plain" }),
  rule("plain → hive", { ...byDay, layout: "plain" }, byDay),
  rule("a partition rule", undefined, byDay),
  rule("no partition rule any more", byDay, undefined),
  rule("a wider range", byDay, { ...byDay, ...years(2019, 2030) }),
  rule("a narrower range", byDay, { ...byDay, ...years(2025, 2029) }),
  {
    ...rule("another event time", byDay, byDay),
    after: contract(TIMES, { eventTime: "seen", partition: byDay }),
  },
  {
    ...rule("another event time, without partitions", undefined, undefined),
    after: contract(TIMES, { eventTime: "seen" }),
  },
  by("by a column", [{}], [{}, { by: ["tenant"] }]),
  by("by a column no more", [{}, { by: ["tenant"] }], [{}]),
  by("by another column", [{}, { by: ["tenant"] }], [{}, { by: ["shard"] }]),
  by("by one column more", [{}, { by: ["tenant"] }], [{}, { by: ["tenant", "shard"] }]),
  by(
    "by columns in another order",
    [{}, { by: ["tenant", "shard"] }],
    [{}, { by: ["shard", "tenant"] }],
  ),
  by(
    "more partition values",
    [{}, { by: ["tenant"] }],
    [{ tenant: z.enum(["acme", "globex", "initech"]) }, { by: ["tenant"] }],
  ),
  by(
    "fewer partition values",
    [{}, { by: ["tenant"] }],
    [{ tenant: z.enum(["acme"]) }, { by: ["tenant"] }],
  ),
  by(
    "a wider range of partition values",
    [{}, { by: ["shard"] }],
    [{ shard: z.int32().min(0).max(99) }, { by: ["shard"] }],
  ),
  by(
    "a narrower range of partition values",
    [{}, { by: ["shard"] }],
    [{ shard: z.int32().min(0).max(5) }, { by: ["shard"] }],
  ),
  by(
    "a wider integer to partition by",
    [{}, { by: ["shard"] }],
    [{ shard: z.int64().min(0n).max(9n) }, { by: ["shard"] }],
  ),
];

/** Every kind of change that is none of the inside of columns. */
export const FLAT_CHANGES: readonly Change[] = [...COLUMNS, ...RULES];
