import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  apiLogs,
  type ColumnPartitionInput,
  type Dataset,
  defineDataset,
  eventTimeOf,
  parsePartitionPath,
  partitionPath,
} from "@cloudapi/core";
import { quoteIdentifier, quoteLiteral, quoteValue } from "@cloudapi/core/sql";
import { folderSink, memorySink, partitionByDate, writeRows } from "@cloudapi/transform";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { query, queryMetrics } from "../src/index.ts";
import { collect } from "./collect.ts";
import { useLake } from "./use-lake.ts";

const REGIONS = ["eu", "us-east-1", "Ünïcode 1", "a b"] as const;

const schema = z.object({
  id: z.int32(),
  at: z.iso.datetime({ offset: true }),
  Tenant: z.string(),
  region: z.enum(REGIONS),
  shard: z.int32().min(-3).max(12),
  account: z.int64(),
  code: z.int(),
  on: z.iso.date(),
});
type Row = z.output<typeof schema>;
type Name = Exclude<keyof Row, "id" | "at">;

const DATES = { column: "on", range: { from: "2024-06-01", to: "2025-06-30" } } as const;

const BY: readonly (Name | { column: Name; [option: string]: unknown })[] = [
  "Tenant",
  "region",
  { column: "region", projection: "injected" },
  "shard",
  { column: "account", projection: "injected" },
  { column: "account", range: { from: -10, to: 2n ** 62n } },
  { column: "code", projection: "injected" },
  DATES,
];

const rules = fc
  .record({
    by: fc.uniqueArray(fc.constantFrom(...BY), {
      minLength: 1,
      maxLength: 3,
      selector: (each) => (typeof each === "string" ? each : each.column),
    }),
    time: fc.constantFrom<Partial<ColumnPartitionInput>>(
      {},
      { granularity: "month" },
      { granularity: "day", layout: "plain" },
      { granularity: "hour", layout: "hive-date" },
      { layout: "plain" },
    ),
  })
  .map(({ by, time }) => ({ by, ...time }) as ColumnPartitionInput<keyof Row>);

const day = fc.constantFrom("2024-05-31", "2024-06-01", "2025-01-15", "2025-06-30", "2025-07-01");
const tenants = fc.oneof(
  fc.constantFrom(
    "acme",
    "Acme",
    "a b",
    "zürich",
    "zu\u0308rich",
    "50,5",
    "x+y",
    "&<>~`|;@!",
    "😀",
    "_x",
    "-",
  ),
  fc.string({
    unit: fc.constantFrom(
      "a",
      "/",
      ".",
      "%",
      "=",
      "$",
      " ",
      ":",
      "é",
      "\u0301",
      "'",
      "\t",
      "\u0085",
    ),
    maxLength: 4,
  }),
);
const rowsOf = fc.array(
  fc.record({
    at: fc
      .tuple(day, fc.constantFrom("00:00:00.000Z", "23:59:59.999Z"))
      .map((parts) => parts.join("T")),
    Tenant: tenants,
    region: fc.constantFrom(...REGIONS),
    shard: fc.integer({ min: -3, max: 12 }),
    account: fc.constantFrom(-11n, -10n, 0n, 7n, 2n ** 62n, 2n ** 63n - 1n),
    code: fc.constantFrom(-1, 0, 2 ** 40),
    on: day,
  }),
  { minLength: 1, maxLength: 12 },
);

/** Whether a row has a partition, written down from the documentation and not from the code. */
function isPartitionable(row: Omit<Row, "id">, rule: ColumnPartitionInput): boolean {
  return rule.by.every((each) => {
    const [column, options] = typeof each === "string" ? [each, undefined] : [each.column, each];
    const value = row[column as Name];
    if (column === "Tenant") {
      const text = value as string;
      const isHidden = rule.layout === "plain" && /^[._]/.test(text);
      return (
        text !== "" &&
        text.trim() === text &&
        !/["#%'*/:=?\\{[\]^$\p{Cc}]/u.test(text) &&
        text !== "." &&
        text !== ".." &&
        !isHidden
      );
    }
    if (column === "account" && options?.range !== undefined)
      return (value as bigint) >= -10n && (value as bigint) <= 2n ** 62n;
    return (
      column !== "on" || ((value as string) >= "2024-06-01" && (value as string) <= "2025-06-30")
    );
  });
}

const columnsOf = (dataset: Dataset) => (dataset.partition?.by ?? []).map(({ column }) => column);
const sameAsKey = (value: unknown) =>
  typeof value === "bigint" ? value.toString() : String(value);

interface Written {
  readonly dataset: Dataset<typeof schema>;
  readonly rule: ColumnPartitionInput;
  readonly rows: readonly Row[];
  readonly objects: ReadonlyMap<string, Uint8Array>;
}

/** Write generated rows; what is refused, and where the rest lies, is as documented. */
async function write(
  rule: ColumnPartitionInput<keyof Row>,
  generated: readonly Omit<Row, "id">[],
): Promise<Written> {
  const dataset = defineDataset({ name: "t", schema, eventTime: "at", partition: rule });
  const rows = generated.map((row, id) => ({ id, ...row }));
  const sink = memorySink();
  const report = await writeRows(dataset, [rows], sink, { sourceId: "test" });
  const fitting = rows.filter((row) => isPartitionable(row, rule));
  expect(report.rowsWritten).toBe(fitting.length);
  const refused = rows.length - fitting.length;
  expect(report.rejectedByCode).toEqual(refused === 0 ? {} : { invalid_partition_value: refused });
  const plain = dataset as unknown as Dataset;
  const byArrays = partitionByDate(fitting, plain);
  expect(report.partitions.map(({ partition, rows: count }) => [partition, count])).toEqual(
    [...byArrays].map(([path, members]) => [path, members.length]),
  );
  for (const [path, members] of byArrays) {
    for (const row of members) {
      expect(partitionPath(plain, eventTimeOf(plain, row), row)).toBe(path);
      const values = parsePartitionPath(plain, `${path}x.parquet`) ?? {};
      for (const column of columnsOf(plain))
        expect(sameAsKey(values[column])).toBe(sameAsKey(row[column as Name]));
    }
  }
  const objects = new Map([...sink.objects].filter(([key]) => key.endsWith(".parquet")));
  return { dataset, rule, rows: fitting, objects };
}

/** A busy machine, and as many runs as CI likes. */
const PATIENT = 300_000;
const REFUSAL = "must contain only static equality conditions";

describe("rows that are partitioned by columns", () => {
  const lake = useLake();
  let tables = 0;

  async function found(dataset: Dataset<typeof schema>, sql: string): Promise<Row[]> {
    const input = { sql, ...lake.place, schema: dataset as unknown as Dataset };
    const rows = (await collect(query(lake.athena, input, lake.options))) as unknown as Row[];
    return rows.sort((a, b) => a.id - b.id);
  }

  it(
    "are found by a query that asks for their partition, with the values they had",
    async () => {
      await fc.assert(
        fc.asyncProperty(rules, rowsOf, async (rule, generated) => {
          const { dataset, rows, objects } = await write(rule, generated);
          const plain = dataset as unknown as Dataset;
          const location = lake.newLocation();
          for (const [key, bytes] of objects) await lake.put(location, key, bytes);
          const table = `by_${++tables}`;
          await lake.createTable(plain, { location, table });
          const keys = dataset.partition?.by ?? [];
          for (const path of new Set(
            rows.map((row) => partitionPath(plain, eventTimeOf(plain, row), row)),
          )) {
            const members = rows.filter(
              (row) => partitionPath(plain, eventTimeOf(plain, row), row) === path,
            );
            const [first] = members as [Row];
            const conditions = keys.map(({ column, type }) => {
              const value = first[column as Name];
              const literal =
                type.kind === "date"
                  ? quoteValue({ type: "date", value: String(value) })
                  : quoteValue(value);
              return `${quoteIdentifier(column.toLowerCase())} = ${literal}`;
            });
            const same = rows.filter((row) =>
              keys.every(({ column }) => row[column as Name] === first[column as Name]),
            );
            expect(
              await found(dataset, `SELECT * FROM ${table} WHERE ${conditions.join(" AND ")}`),
            ).toEqual(same);
          }
          const isInjected = keys.some(({ projection }) => projection === "injected");
          const all = found(dataset, `SELECT * FROM ${table}`).catch((error: unknown) => {
            if (String(error).includes(REFUSAL)) return REFUSAL;
            throw error;
          });
          expect(await all).toEqual(isInjected ? REFUSAL : rows);
        }),
        { numRuns: propertyRuns(10) },
      );
    },
    PATIENT,
  );

  it("have metrics of the tenants that are asked for", async () => {
    const dataset = defineDataset({
      name: "tenant_logs",
      schema: z.object({ ...apiLogs.schema.shape, tenant: z.string() }),
      eventTime: "timestamp",
      partition: { by: ["tenant"], granularity: "day" },
    }) as unknown as Dataset;
    const log = { timestamp: "2025-01-15T10:00:00Z", status_code: 200, response_time_ms: 5 };
    const rows = ["acme", "acme", "zeta"].map((tenant, i) => ({
      ...log,
      tenant,
      endpoint: `/${i}`,
    }));
    await lake.load(dataset, rows, "tenant_logs");
    const input = { dataset, startDate: "2025-01-15", endDate: "2025-01-15", ...lake.place };
    const metrics = (tenant: string | readonly string[]) =>
      queryMetrics(lake.athena, { ...input, partitions: { tenant } }, lake.options);
    expect((await metrics("acme")).map(({ endpoint }) => endpoint)).toEqual(["/0", "/1"]);
    expect(await metrics(["acme", "zeta", "none"])).toHaveLength(3);
    expect(await lake.rows("SHOW PARTITIONS tenant_logs")).toEqual([]);
    expect(await lake.rows("DESCRIBE tenant_logs")).toContainEqual({
      col_name: "tenant",
      data_type: "string",
      comment: "every query has to give it, by = or IN",
    });
  });
});

const PYTHON = `
import json, sys
import pyarrow as pa
import pyarrow.dataset as ds
names = json.loads(sys.argv[2])
types = {"string": pa.string(), "int32": pa.int32(), "int64": pa.int64(), "date": pa.date32()}
schema = pa.schema([(name, types[kind]) for name, kind in names])
part = ds.HivePartitioning(schema)
table = ds.dataset(sys.argv[1], format="parquet", partitioning=part, exclude_invalid_files=False).to_table()
rows = table.select(["id"] + [name for name, kind in names]).to_pylist()
print(json.dumps([[str(value) for value in row.values()] for row in rows]))
`;

describe("folders that are partitioned by columns, in the layout hive", () => {
  const hive = fc.constantFrom<ColumnPartitionInput<keyof Row>>(
    { by: ["Tenant", { column: "account", projection: "injected" }] },
    { by: ["region", DATES], granularity: "day" },
    { by: ["shard", "Tenant"], granularity: "month" },
  );
  const python = process.env["CLOUDAPI_TEST_PYTHON"];
  const readers = [
    ["DuckDB", byDuckDb, 6],
    ...(python === undefined ? [] : [["pyarrow", byPyarrow, 2] as const]),
  ] as const;

  async function byDuckDb(folder: string, dataset: Dataset): Promise<string[][]> {
    const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
    const columns = columnsOf(dataset).map((column) => quoteIdentifier(column.toLowerCase()));
    const types = (dataset.partition?.by ?? []).map(
      ({ type }, i) =>
        `${columns[i]}: ${{ int32: "INTEGER", int64: "BIGINT", date: "DATE" }[type.kind as "date"] ?? "VARCHAR"}`,
    );
    const reader = await connection.runAndReadAll(
      `SELECT ${["id", ...columns].map((column) => `${column}::VARCHAR`).join(", ")} FROM read_parquet(${quoteLiteral(`${folder}/**/*.parquet`)}, hive_partitioning = true, hive_types = {${types.join(", ")}})`,
    );
    connection.closeSync();
    return reader.getRows().map((row) => row.map(String));
  }

  async function byPyarrow(folder: string, dataset: Dataset): Promise<string[][]> {
    const names = (dataset.partition?.by ?? []).map(({ column, type }) => [
      column.toLowerCase(),
      type.kind,
    ]);
    const { stdout } = await promisify(execFile)(python ?? "", [
      "-c",
      PYTHON,
      folder,
      JSON.stringify(names),
    ]);
    return JSON.parse(stdout) as string[][];
  }

  it.each(readers)(
    "are read by %s with the same values, without those that have no partition",
    async (_, read, runs) => {
      await fc.assert(
        fc.asyncProperty(hive, rowsOf, async (rule, generated) => {
          const folder = await mkdtemp(join(tmpdir(), "partitions-"));
          try {
            const { dataset, rows } = await write(rule, generated);
            if (rows.length === 0) return;
            const plain = dataset as unknown as Dataset;
            await writeRows(dataset, [rows], folderSink(folder), { sourceId: "test" });
            const expected = rows.map((row) =>
              [row.id, ...columnsOf(plain).map((column) => row[column as Name])].map(String),
            );
            expect((await read(folder, plain)).sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(
              expected,
            );
          } finally {
            await rm(folder, { recursive: true });
          }
        }),
        { numRuns: propertyRuns(runs) },
      );
    },
  );
});
