import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { apiLogs, decimal, defineDataset } from "@cloudapi/core";
import { SourceError } from "@cloudapi/records";
import fc from "fast-check";
import { parquetSchema, type SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { logRows, quarantined, readRows } from "../../test/support/logs.ts";
import { canonicalRow, type NestedCase, nestedCases } from "../../test/support/nested-cases.ts";
import { nestedEdgeCases } from "../../test/support/nested-edge-cases.ts";
import { parquetRowsOf as rowsOf } from "../../test/support/parquet-rows-of.ts";
import { writeNested } from "../../test/support/write-nested.ts";
import { fileSource, memorySink, toParquet, transform } from "../index.ts";
import { parquetFormat } from "./index.ts";
import { instantText, leafReader } from "./leaf-reader.ts";
import { valueReaders } from "./value-reader.ts";

const format = parquetFormat();

it.each(["snappy", "zstd"] as const)(
  "what was written is read back under the same contract, row by row (%s)",
  async (compression) => {
    const text = logRows(2500)
      .map((row) => JSON.stringify(row))
      .join("\n");
    const [first, second] = [memorySink(), memorySink()];
    await transform(apiLogs, text, first, { rowGroupRows: 400, compression });
    for (const [key, bytes] of first.objects) {
      if (!key.endsWith(".parquet")) continue;
      const report = await transform(apiLogs, bytes, second, { format, sourceId: key });
      expect(report).toMatchObject({
        format: "parquet",
        rowsRejected: 0,
        warnings: [],
        bytesRead: bytes.length,
      });
    }
    expect(await readRows(second)).toEqual(await readRows(first));
    expect((await readRows(second)).length).toBe(2500);
  },
);

describe("nested rows", () => {
  const cases: [string, NestedCase][] = [
    ...Object.entries(nestedEdgeCases),
    ...nestedCases(propertyRuns(25), 60, 77).map((nested, at): [string, NestedCase] => [
      `case ${at}`,
      nested,
    ]),
  ];

  it.each(cases)("of %s are read as they were written", async (_name, nested) => {
    const { rows, failure } = await rowsOf(writeNested(nested, 25));
    expect(failure).toBeUndefined();
    const canonical = (row: object) => canonicalRow(nested.columns, row as Record<string, unknown>);
    expect(rows.map(canonical)).toEqual(nested.rows.map(canonical));
  });
});

describe("sources", () => {
  const bytes = toParquet(apiLogs, logRows(50) as never);

  it("are files, bytes, streams with a name and streams without, and leave nothing behind", async () => {
    const folder = await mkdtemp(join(tmpdir(), "parquet-source-"));
    try {
      const path = join(folder, "logs.parquet");
      await writeFile(path, bytes);
      const stream = () => Readable.from([bytes.subarray(0, 100), bytes.subarray(100)]);
      const named = {
        sourceId: "s",
        [Symbol.asyncIterator]: () => stream()[Symbol.asyncIterator](),
      };
      const before = await leftovers();
      for (const source of [fileSource(path), bytes, stream(), named]) {
        const report = await transform(apiLogs, source as never, memorySink(), { format });
        expect(report.rowsWritten).toBe(50);
      }
      expect(await leftovers()).toEqual(before);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("that are no files, or text, are told", async () => {
    await expect(
      transform(apiLogs, fileSource("/nowhere/a.parquet"), memorySink(), { format }),
    ).rejects.toMatchObject({
      code: "FILE_NOT_FOUND",
    });
    await expect(
      transform(apiLogs, fileSource(tmpdir()), memorySink(), { format }),
    ).rejects.toMatchObject({ name: "StorageError", code: "NOT_A_FILE" });
    await expect(transform(apiLogs, '{"a":1}\n', memorySink(), { format })).rejects.toMatchObject({
      code: "SOURCE_UNSUPPORTED_FORMAT",
      message: expect.stringContaining("does not begin with PAR1") as string,
    });
  });
});

it.each([
  { delimiter: ";" },
  { maxRecordBytes: 9 },
  { maxDepth: 9 },
  { map: (row: object) => row },
  { timestamps: {} },
])("refuses %o, which is for records of text", async (option) => {
  const name = Object.keys(option)[0] ?? "";
  await expect(
    transform(apiLogs, new Uint8Array(), memorySink(), { format, ...option } as never),
  ).rejects.toThrow(`the option ${name} is for records of text, and the format parquet has none`);
});

async function leftovers(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith("cloudapi-source-"));
}

it("keeps rows that do not fit with their number, as JSON", async () => {
  const wide = defineDataset({
    name: "wide",
    schema: z.object({ at: z.string(), n: z.int64(), price: decimal(10, 2), extra: z.string() }),
  });
  const rows = [
    { at: "2025-01-15T10:30:45Z", n: 1n, price: "1.50", extra: "x" },
    { at: "yesterday", n: 2n, price: "2.50", extra: "x" },
  ];
  const narrow = defineDataset({
    name: "narrow",
    schema: z.object({ at: z.iso.datetime({ offset: true }), n: z.int32(), price: decimal(4, 1) }),
    eventTime: "at",
    partition: { granularity: "day", layout: "hive" },
  });
  const sink = memorySink();
  const report = await transform(narrow, toParquet(wide, rows), sink, { format });
  expect(report).toMatchObject({ rowsIn: 2, rowsWritten: 1, unknownFields: { extra: 2 } });
  expect(quarantined(sink)).toMatchObject([
    { format: "parquet", line: 2, raw: '{"at":"yesterday","n":"2","price":"2.50","extra":"x"}' },
  ]);
});

describe("maps", () => {
  const tags = defineDataset({
    name: "tags",
    schema: z.object({ tags: z.map(z.string(), z.int32().nullable()).nullable() }),
  });

  it("have all of their keys, in their order", async () => {
    const map = new Map([
      ["__proto__", 1],
      ["b", null],
      ["10", 3],
      ["9", 4],
    ]);
    const rows = [{ tags: map }, { tags: null }, { tags: new Map() }];
    const found = await rowsOf(toParquet(tags, rows));
    expect(found.failure).toBeUndefined();
    expect(found.rows).toEqual(rows);
    expect([...(found.rows[0] as { tags: typeof map }).tags]).toEqual([...map]);
  });

  const elements = (kind: Partial<SchemaElement>): SchemaElement[] => [
    { name: "root", num_children: 1 },
    { name: "m", repetition_type: "OPTIONAL", num_children: 1, ...kind },
    { name: "entries", repetition_type: "REPEATED", num_children: 2 },
    { name: "k", type: "INT32", repetition_type: "REQUIRED", converted_type: "DATE" },
    { name: "v", type: "INT32", repetition_type: "OPTIONAL" },
  ];
  const readersOf = (schema: SchemaElement[]) => valueReaders(parquetSchema({ schema }));

  it.each([
    { logical_type: { type: "MAP" } },
    { converted_type: "MAP" },
    { converted_type: "MAP_KEY_VALUE" },
  ] as const)("are told by %j, whatever their parts are called", (kind) => {
    const read = readersOf(elements(kind)).get("m");
    expect(read?.({ entries: [{ k: 5, v: 1 }] })).toEqual(new Map([["1970-01-06", 1]]));
    expect(read?.(undefined)).toBeNull();
  });

  it("without pairs are refused", () => {
    const [root, map, , ...rest] = elements({ converted_type: "MAP" });
    const pairs = { name: "entries", repetition_type: "REQUIRED", num_children: 2 } as const;
    expect(() => readersOf([root, map, pairs, ...rest] as SchemaElement[])).toThrow(
      "the column m has a map without keys",
    );
  });
});

it("refuses a column that no object can have", async () => {
  const columnData = [
    { name: "__proto__", data: ["x"] },
    { name: "a", data: ["y"] },
  ];
  const { failure } = await rowsOf(new Uint8Array(parquetWriteBuffer({ columnData })));
  expect(failure).toMatchObject({
    code: "SOURCE_UNSUPPORTED_FORMAT",
    message: expect.stringContaining("the column __proto__ has a name") as string,
  });
});

describe("a damaged file", () => {
  const bytes = Buffer.from(writeNested(nestedCases(1, 200, 5)[0] as NestedCase, 50));

  it("that is cut anywhere is told", async () => {
    for (const length of [4, 11, 100, bytes.length - 1]) {
      const { failure } = await rowsOf(bytes.subarray(0, length));
      expect(failure).toMatchObject({ code: "SOURCE_TRUNCATED", byteOffset: length });
    }
  });

  it("gives rows, or says what is wrong, whichever byte is another", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (place, change) => {
          const damaged = Buffer.from(bytes);
          damaged[place] = (damaged[place] ?? 0) ^ change;
          const { rows, failure } = await rowsOf(damaged);
          expect(failure === undefined ? rows.length === 200 : failure instanceof SourceError).toBe(
            true,
          );
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  }, 120_000);
});

describe("values", () => {
  const timestamp = (unit: "MILLIS" | "MICROS" | "NANOS", isAdjustedToUTC = true) =>
    leafReader({
      name: "a",
      type: "INT64",
      logical_type: { type: "TIMESTAMP", unit, isAdjustedToUTC },
    });

  it.each([
    [timestamp("MILLIS")(-1n), "1969-12-31T23:59:59.999Z"],
    [timestamp("MICROS")(1_736_937_045_123_456n), "2025-01-15T10:30:45.123456Z"],
    [timestamp("NANOS")(-1n), "1969-12-31T23:59:59.999999999Z"],
    [timestamp("MICROS", false)(1_736_937_045_000_000n), "2025-01-15T10:30:45.000"],
    [timestamp("MILLIS")(9_000_000_000_000_000n), "9000000000000000"],
    [instantText(1_736_937_045_100_000_000n), "2025-01-15T10:30:45.100Z"],
    [leafReader({ name: "a", type: "INT32", converted_type: "DATE" })(-1), "1969-12-31"],
    [leafReader({ name: "a", type: "INT32", converted_type: "DECIMAL", scale: 3 })(-5), "-0.005"],
    [
      leafReader({ name: "a", type: "BYTE_ARRAY", converted_type: "DECIMAL", scale: 2 })(
        Buffer.from("ff38", "hex"),
      ),
      "-2.00",
    ],
    [
      leafReader({ name: "a", type: "INT32", converted_type: "TIME_MILLIS" })(37_845_006),
      "10:30:45.006",
    ],
    [leafReader({ name: "a", type: "INT32", converted_type: "TIME_MILLIS" })(-1), "-1"],
    [
      leafReader({ name: "a", type: "INT64", converted_type: "TIME_MICROS" })(86_400_000_000n),
      "86400000000",
    ],
    [leafReader({ name: "a", type: "INT32", converted_type: "UINT_32" })(-1), 4_294_967_295],
    [
      leafReader({ name: "a", type: "INT64", converted_type: "UINT_64" })(-1n),
      18_446_744_073_709_551_615n,
    ],
    [
      leafReader({ name: "a", type: "FIXED_LEN_BYTE_ARRAY", logical_type: { type: "UUID" } })(
        Buffer.from("00112233445566778899aabbccddeeff", "hex"),
      ),
      "00112233-4455-6677-8899-aabbccddeeff",
    ],
    [
      leafReader({ name: "a", type: "FIXED_LEN_BYTE_ARRAY", logical_type: { type: "FLOAT16" } })(
        Buffer.from("0041", "hex"),
      ),
      2.5,
    ],
    [leafReader({ name: "a", type: "BYTE_ARRAY" })(Buffer.from("é")), "é"],
  ])("are what they mean (%#)", (value, expected) => {
    expect(value).toEqual(expected);
  });

  it.each([500_000_000, -500_000_000])("with the scale %i take no memory", (scale) => {
    expect(() =>
      leafReader({ name: "a", type: "INT32", converted_type: "DECIMAL", scale }),
    ).toThrow(`the type DECIMAL with the scale ${scale}`);
  });
});
