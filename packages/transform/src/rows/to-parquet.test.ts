import { apiLogs, CONTRACT_METADATA, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { readParquet as readByRust } from "parquet-wasm";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { everyFormat, logRows } from "../../test/support/logs.ts";
import { readParquet } from "../../test/support/read-parquet.ts";
import { everyType, everyTypeRow } from "../../test/support/type-law-dataset.ts";
import { RowsError } from "./rows-error.ts";
import { toParquet } from "./to-parquet.ts";

function withoutDecimals(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith("decimal")));
}

it("writes what is read back as the same rows, for every type of the law", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(everyTypeRow, { maxLength: 40 }), async (rows) => {
      expect(await readParquet(everyType, toParquet(everyType, rows))).toEqual(
        rows.map(withoutDecimals),
      );
    }),
    { numRuns: propertyRuns(30) },
  );
});

it("writes the types of the law, and null counts", () => {
  const bytes = toParquet(everyType, fc.sample(everyTypeRow, { numRuns: 20, seed: 1 }));
  const { schema } = parquetMetadata(bytes.slice().buffer);
  const described = schema
    .slice(1)
    .map(({ name, type, repetition_type, logical_type, type_length }) =>
      [name, type, repetition_type, logical_type?.type, type_length]
        .filter((part) => part !== undefined)
        .join(" "),
    );
  expect(described.filter((line) => !line.includes("_or_null"))).toEqual([
    "text BYTE_ARRAY REQUIRED STRING",
    "int32 INT32 REQUIRED",
    "int64 INT64 REQUIRED",
    "float FLOAT REQUIRED",
    "double DOUBLE REQUIRED",
    "boolean BOOLEAN REQUIRED",
    "date INT32 REQUIRED DATE",
    "instant INT64 REQUIRED TIMESTAMP",
    "decimal9 INT32 REQUIRED DECIMAL",
    "decimal18 INT64 REQUIRED DECIMAL",
    "decimal38 FIXED_LEN_BYTE_ARRAY REQUIRED DECIMAL 16",
  ]);
  expect(described).toContain("instant_or_null INT64 OPTIONAL TIMESTAMP");
  expect(schema.find(({ name }) => name === "instant")?.logical_type).toEqual({
    type: "TIMESTAMP",
    isAdjustedToUTC: true,
    unit: "MILLIS",
  });
});

it("carries the contract's name and hash", () => {
  const { key_value_metadata } = parquetMetadata(toParquet(apiLogs, []).slice().buffer);
  expect(key_value_metadata).toEqual([
    { key: CONTRACT_METADATA.datasetProperty, value: "api_logs" },
    { key: CONTRACT_METADATA.hashProperty, value: apiLogs.contractHash },
  ]);
});

it("has the bounds and null counts of each column", () => {
  const rows = [
    {
      timestamp: "2025-01-15T10:30:45.999Z",
      endpoint: "/\u{1F600}",
      status_code: 404,
      response_time_ms: -0,
    },
    {
      timestamp: "2025-01-14T10:30:45Z",
      endpoint: "/\uFFFD",
      status_code: 200,
      response_time_ms: 2.5,
    },
    { timestamp: "2025-01-16T10:30:45Z", endpoint: "/a", status_code: 500 },
  ];
  const [group] = parquetMetadata(toParquet(apiLogs, rows).slice().buffer).row_groups;
  const bounds = group?.columns.map(({ meta_data }) => {
    const { min_value, max_value, null_count } = meta_data?.statistics ?? {};
    return [meta_data?.path_in_schema[0], min_value, max_value, null_count];
  });
  expect(bounds).toEqual([
    ["timestamp", new Date("2025-01-14T10:30:45Z"), new Date("2025-01-16T10:30:45Z"), 0n],
    ["endpoint", "/a", "/\u{1F600}", 0n],
    ["method", undefined, undefined, 3n],
    ["status_code", 200, 500, 0n],
    ["response_time_ms", -0, 2.5, 1n],
    ["user_id", undefined, undefined, 3n],
    ["ip_address", undefined, undefined, 3n],
  ]);
});

it("writes row groups of 122,880 rows, of texts too many for a dictionary", async () => {
  const dataset = defineDataset({ name: "long", schema: z.object({ text: z.string() }) });
  const rows = Array.from({ length: 125_000 }, (_, i) => ({ text: String(i) }));
  const bytes = toParquet(dataset, rows);
  const { row_groups } = parquetMetadata(bytes.slice().buffer);
  expect(row_groups.map(({ num_rows }) => num_rows)).toEqual([122_880n, 2_120n]);
  expect(await readParquet(dataset, bytes)).toEqual(rows);
});

it("writes columns of several pages, with and without a dictionary", async () => {
  const dataset = defineDataset({
    name: "pages",
    schema: z.object({
      few: z.string(),
      many: z.string(),
      many_or_null: z.string().nullable(),
      n: z.int32(),
      gaps: z.number().nullable(),
      flag: z.boolean().nullable(),
    }),
  });
  const rows = Array.from({ length: 12_500 }, (_, i) => ({
    few: `value ${i % 7}`,
    many: `a rather long text that nobody else has, number ${i}`.repeat(10),
    many_or_null:
      i % 5 < 2 || i > 12_000 ? null : `another long text that nobody has, number ${i}`.repeat(10),
    n: i,
    gaps: i % 3 === 0 ? null : i / 7,
    flag: i % 11 === 0 ? null : i % 2 === 0,
  }));
  const bytes = toParquet(dataset, rows);
  const { row_groups } = parquetMetadata(bytes.slice().buffer);
  const chunks = row_groups[0]?.columns.map(({ meta_data }) => meta_data) ?? [];
  expect(chunks.map((chunk) => chunk?.dictionary_page_offset !== undefined)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  const pages = chunks.map((chunk) => chunk?.encoding_stats?.at(-1)?.count);
  expect(pages).toEqual([1, 7, 4, 1, 1, 1]);
  expect(await readParquet(dataset, bytes)).toEqual(rows);
}, 30_000);

it("writes a file without rows", async () => {
  const bytes = toParquet(apiLogs, []);
  expect(await readParquet(apiLogs, bytes)).toEqual([]);
  expect(readByRust(bytes).intoIPCStream().length).toBeGreaterThan(0);
});

it("writes a column that has no value at all", async () => {
  const rows = Array.from({ length: 100 }, () => ({
    timestamp: "2025-01-15T10:30:45.000Z",
    endpoint: "/a",
    status_code: 200,
  }));
  const read = await readParquet(apiLogs, toParquet(apiLogs, rows));
  expect(read).toEqual(
    rows.map((row) => ({
      ...row,
      method: null,
      response_time_ms: null,
      user_id: null,
      ip_address: null,
    })),
  );
});

it("leaves out what the contract does not know, and cuts timestamps to milliseconds", async () => {
  const bytes = toParquet(apiLogs, [
    { timestamp: "2025-01-15T10:30:45.123999+01:00", endpoint: "/a", status_code: 200, extra: 1 },
  ]);
  const [row] = await readParquet(apiLogs, bytes);
  expect(row).toMatchObject({ timestamp: "2025-01-15T09:30:45.123Z" });
  expect(row).not.toHaveProperty("extra");
});

it("takes integers that are bigints for numbers", () => {
  const dataset = defineDataset({ name: "counts", schema: z.object({ count: z.int32() }) });
  const counts = [{ count: 5n }] as unknown as { count: number }[];
  expect(toParquet(dataset, counts)).toEqual(toParquet(dataset, [{ count: 5 }]));
});

it("gives the same bytes for an async iterable, as a promise", async () => {
  const rows = [{ timestamp: "2025-01-15T10:30:45Z", endpoint: "/a", status_code: 200 }];
  async function* later(): AsyncGenerator<object> {
    yield* rows;
  }
  expect(await toParquet(apiLogs, later())).toEqual(toParquet(apiLogs, rows));
});

it("refuses rows that do not fit, with their numbers and every issue", () => {
  const good = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/a", status_code: 200 };
  const write = () =>
    toParquet(apiLogs, [
      good,
      { ...good, status_code: 99, endpoint: "a" },
      good,
      null as never,
      { ...good, timestamp: "x" },
    ]);
  const error = thrownBy(write);
  expect(error).toBeInstanceOf(RowsError);
  const { code, rowsRejected, rejections, message } = error as RowsError;
  expect({ code, rowsRejected }).toEqual({ code: "INVALID_ROWS", rowsRejected: 3 });
  expect(rejections.map(({ row, issues }) => [row, issues.map((issue) => issue.code)])).toEqual([
    [2, ["invalid_format", "too_small"]],
    [4, ["not_an_object"]],
    [5, ["invalid_format"]],
  ]);
  expect(message).toMatch(/[^.;]\. Remove or correct them/);
  expect(message).not.toContain(".;");
  expect(message).toMatch(
    /^3 rows do not fit dataset "api_logs", so nothing was written: row 2: endpoint: /,
  );
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

it.each(everyFormat(logRows(50)))("writes %s as the rows it holds", async (_, source) => {
  const bytes = await toParquet(apiLogs, source);
  expect(bytes).toEqual(toParquet(apiLogs, logRows(50)));
});

it("refuses a file with a bad row, or with a fault, as a whole", async () => {
  const text =
    "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/a,200\n2025-01-15T10:30:45Z,/a,999\n";
  await expect(toParquet(apiLogs, text)).rejects.toMatchObject({
    code: "INVALID_ROWS",
    rejections: [{ row: 2, issues: [{ code: "too_big" }] }],
  });
  await expect(toParquet(apiLogs, "hello\n")).rejects.toThrow("not a header of this contract");
  await expect(toParquet(apiLogs, new Uint8Array([0x1f, 0x8b, 8]))).rejects.toMatchObject({
    code: "SOURCE_GZIP_TRUNCATED",
  });
});

it("refuses what is not an iterable of rows", () => {
  expect(() => toParquet(apiLogs, 1 as never)).toThrow(TypeError);
});
