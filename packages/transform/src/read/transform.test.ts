import { apiLogs, defineDataset, partitionPath } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import {
  csv,
  everyFormat,
  inPieces,
  logRows,
  ndjson,
  quarantined,
  readRows,
} from "../../test/support/logs.ts";
import {
  dropNulls,
  memorySink,
  partitionByDate,
  type Sink,
  type TransformOptions,
  toParquet,
  transform,
  writeRows,
} from "../index.ts";

const good = { timestamp: "2025-01-15T10:30:45.000Z", endpoint: "/api/users", status_code: 200 };
const nothing = { method: null, response_time_ms: null, user_id: null, ip_address: null };

function dataKeys(objects: ReadonlyMap<string, unknown>): string[] {
  return [...objects.keys()].filter((key) => key.endsWith(".parquet")).sort();
}

it.each(everyFormat(logRows(500)))("writes the rows of %s", async (_, source) => {
  const sink = memorySink();
  const report = await transform(apiLogs, source, sink);
  expect(report).toMatchObject({
    rowsIn: 500,
    rowsValid: 500,
    rowsRejected: 0,
    rowsWritten: 500,
    rowsDropped: 0,
    rejectedByCode: {},
    problems: [],
    quarantine: [],
  });
  expect(await readRows(sink)).toEqual(
    logRows(500).sort((a, b) => String(a.timestamp).localeCompare(String(b.timestamp))),
  );
});

it("reports objects and partitions as they are in the sink", async () => {
  const sink = memorySink();
  const report = await transform(apiLogs, ndjson(logRows(500)), sink);
  expect(report.objects.map(({ key }) => key)).toEqual(dataKeys(sink.objects));
  for (const { key, sizeBytes } of report.objects)
    expect(sink.objects.get(key)?.length).toBe(sizeBytes);
  expect(
    report.partitions.map(({ partition, rows, objects }) => [partition, rows, objects]),
  ).toEqual([
    ["year=2025/month=01/day=15/", 167, 1],
    ["year=2025/month=01/day=16/", 167, 1],
    ["year=2025/month=01/day=17/", 166, 1],
  ]);
  expect(report.bytesWritten).toBe(
    report.objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
  expect(report.bytesRead).toBe(ndjson(logRows(500)).length);
  expect(report.objects[0]?.key).toMatch(
    new RegExp(
      `^year=2025/month=01/day=15/api_logs-${apiLogs.contractHash.slice(0, 8)}-[0-9a-f]{16}-00000\\.parquet$`,
    ),
  );
});

it("gives what the array functions give", async () => {
  const rows = logRows(300);
  const sink = memorySink();
  const report = await transform(apiLogs, ndjson(rows), sink, {
    dropNullColumns: ["user_id", "response_time_ms"],
  });
  const kept = dropNulls(rows, { columns: ["user_id", "response_time_ms"] });
  expect(report).toMatchObject({
    rowsWritten: kept.length,
    rowsDropped: rows.length - kept.length,
  });
  const partitions = partitionByDate(kept as { timestamp: string }[], apiLogs);
  expect(report.objects.map(({ partition }) => partition)).toEqual([...partitions.keys()]);
  for (const { key, partition } of report.objects) {
    expect(
      Buffer.from(sink.objects.get(key) ?? []).equals(
        toParquet(apiLogs, partitions.get(partition) ?? []),
      ),
    ).toBe(true);
  }
});

it("writes the same objects however the source is cut into pieces", async () => {
  const bytes = Buffer.from(
    ndjson([...logRows(60), { bad: "é\u{1F600}" }, "text"]) + "{broken\n" + csv(logRows(3)),
  );
  const whole = memorySink();
  await transform(apiLogs, bytes, whole, { sourceId: "s" });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 8 }), async (ends) => {
      const sink = memorySink();
      await transform(apiLogs, inPieces(bytes, ends), sink, { sourceId: "s" });
      expect(sink.objects).toEqual(whole.objects);
    }),
    { numRuns: propertyRuns(25) },
  );
});

it("accounts for every row of hostile input", async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "\n",
      "{",
      "}",
      "[",
      "]",
      ",",
      '"',
      "\r\n",
      "\u0000",
      "null",
      "{}",
      "[]",
      "\uFEFF",
      '{"timestamp":',
      "1e999",
      '{"__proto__":{}}',
    ),
    fc.constantFrom(
      JSON.stringify(good),
      `${JSON.stringify(good)}\n`,
      `${JSON.stringify({ ...good, status_code: 1 })}\n`,
      `[${JSON.stringify(good)},`,
    ),
    fc.string({ unit: anyCodePoint, maxLength: 10 }),
  );
  const bytes = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(pieces.join(""))),
    fc.uint8Array({ maxLength: 60 }),
  );
  const format = fc.constantFrom("json", "csv", "auto") as fc.Arbitrary<
    NonNullable<TransformOptions["format"]>
  >;
  await fc.assert(
    fc.asyncProperty(bytes, format, async (source, format) => {
      expect(await unaccounted(source, { format, dropNullColumns: ["user_id"] })).toEqual([]);
    }),
    { numRuns: propertyRuns(120) },
  );
});

/** What does not add up of a run: between report, data objects and quarantine, or after a failure. */
async function unaccounted(source: Uint8Array, options: TransformOptions): Promise<string[]> {
  const sink = memorySink();
  const result = await transform(apiLogs, source, sink, options).catch(
    (error: { code?: string }) => error,
  );
  if (!("rowsIn" in result)) {
    return result.code?.startsWith("SOURCE_") && sink.objects.size === 0
      ? []
      : [`failed with ${result.code}`];
  }
  const { rowsIn, rowsValid, rowsRejected, rowsWritten, rowsDropped, rejectedByCode } = result;
  const sums: [string, number, number][] = [
    ["rows in", rowsIn, rowsValid + rowsRejected],
    ["rows valid", rowsValid, rowsWritten + rowsDropped],
    ["rows in Parquet", (await readRows(sink)).length, rowsWritten],
    ["rows in quarantine", quarantined(sink).length, rowsRejected],
    [
      "rows by code",
      Object.values(rejectedByCode).reduce((sum, count) => sum + count, 0),
      rowsRejected,
    ],
  ];
  return sums.filter(([, a, b]) => a !== b).map(([name, a, b]) => `${name}: ${a} and ${b}`);
}

it("keeps a rejected row with its place, text, reasons and contract", async () => {
  const sink = memorySink();
  const source = `${JSON.stringify(good)}\n{"endpoint":"x","status_code":99}\n\n{broken\n`;
  const report = await transform(apiLogs, source, sink, { sourceId: "logs/a.ndjson" });
  expect(report).toMatchObject({
    rowsIn: 3,
    rowsRejected: 2,
    rejectedByCode: { required: 1, invalid_json: 1 },
  });
  expect(report.rejections.map(({ line, byteOffset, raw }) => ({ line, byteOffset, raw }))).toEqual(
    [
      { line: 2, byteOffset: 83, raw: '{"endpoint":"x","status_code":99}' },
      { line: 4, byteOffset: 118, raw: "{broken" },
    ],
  );
  const records = quarantined(sink);
  expect(records[0]).toMatchObject({
    dataset: "api_logs",
    contractHash: apiLogs.contractHash,
    source: "logs/a.ndjson",
    format: "json-lines",
    line: 2,
    byteOffset: 83,
    byteLength: 33,
    raw: '{"endpoint":"x","status_code":99}',
  });
  expect(records[0]?.["issues"]).toEqual(report.rejections[0]?.issues);
  expect(
    records.map((record) => (record["issues"] as { code: string }[]).map(({ code }) => code)),
  ).toEqual([["required", "invalid_format", "too_small"], ["invalid_json"]]);
  expect(report.quarantine).toEqual([
    {
      key: expect.stringMatching(/^_quarantine\/api_logs\/[0-9a-f]{16}\.ndjson$/) as string,
      rows: 2,
      sizeBytes: expect.any(Number) as number,
    },
  ]);
});

it("keeps the bytes of a rejected row that is no UTF-8", async () => {
  const sink = memorySink();
  const raw = Buffer.concat([
    Buffer.from('{"endpoint":"'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}'),
  ]);
  await transform(apiLogs, Buffer.concat([raw, Buffer.from("\n")]), sink, { format: "json" });
  const [record] = quarantined(sink);
  expect(Buffer.from(String(record?.["rawBase64"]), "base64")).toEqual(raw);
  expect(record?.["raw"]).toBe('{"endpoint":"\uFFFD\uFFFD"}');
});

it("keeps the beginning of a row that is too large, and says so", async () => {
  const sink = memorySink();
  const report = await transform(
    apiLogs,
    `${JSON.stringify({ ...good, user_id: "u".repeat(500_000) })}\n${JSON.stringify(good)}\n`,
    sink,
    { maxRecordBytes: 10_000 },
  );
  expect(report).toMatchObject({
    rowsIn: 2,
    rowsValid: 1,
    rejectedByCode: { record_too_large: 1 },
  });
  expect(report.rejections[0]?.raw).toHaveLength(1000);
  expect(quarantined(sink)[0]).toMatchObject({
    rawTruncated: true,
    byteLength: expect.any(Number) as number,
  });
});

it("lists no more rejected rows than asked for, and counts and keeps all", async () => {
  const sink = memorySink();
  const report = await transform(apiLogs, "{}\n".repeat(50), sink, { maxRejections: 3 });
  expect(report.rowsRejected).toBe(50);
  expect(report.rejections.map(({ line }) => line)).toEqual([1, 2, 3]);
  expect(quarantined(sink)).toHaveLength(50);
});

it("rejects every row under a header that lacks a required column", async () => {
  const sink = memorySink();
  const report = await transform(
    apiLogs,
    "timestamp,status_code\n2025-01-15T10:30:45Z,200\n2025-01-15T10:30:46Z,200\n",
    sink,
    { format: "csv" },
  );
  expect(report).toMatchObject({ rowsIn: 2, rowsValid: 0, rowsRejected: 2, objects: [] });
  expect(report.problems.map(({ code }) => code)).toContain("missing_column");
  expect(quarantined(sink)).toHaveLength(2);
});

it("counts unknown fields and cut timestamps", async () => {
  const sink = memorySink();
  const rows = [
    { ...good, extra: 1 },
    { ...good, extra: 2, ["__proto__x"]: 3, timestamp: "2025-01-15T10:30:45.1239Z" },
  ];
  const report = await transform(apiLogs, ndjson(rows), sink);
  expect(report).toMatchObject({
    unknownFields: { extra: 2, ["__proto__x"]: 1 },
    unknownFieldCount: 3,
    timestampsTruncated: 1,
  });
  expect(await readRows(sink)).toEqual([
    { ...good, ...nothing },
    { ...good, ...nothing, timestamp: "2025-01-15T10:30:45.123Z" },
  ]);
});

it("bounds the names of unknown fields, not their count", async () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({ ...good, [`field_${i}`]: 1 }));
  const report = await transform(apiLogs, ndjson(rows), memorySink());
  expect(Object.keys(report.unknownFields)).toHaveLength(100);
  expect(report.unknownFieldCount).toBe(300);
});

it("takes sources without rows", async () => {
  for (const source of ["", "\n\n", "[]", "timestamp,endpoint,status_code\n"]) {
    const sink = memorySink();
    const report = await transform(apiLogs, source, sink);
    expect(report).toMatchObject({ rowsIn: 0, rowsWritten: 0, objects: [], partitions: [] });
    expect(dataKeys(sink.objects)).toEqual([]);
    expect([...report.problems, ...report.warnings]).toHaveLength(1);
  }
});

it("writes a dataset without a partition rule to one place", async () => {
  const notes = defineDataset({ name: "notes", schema: z.object({ text: z.string() }) });
  const sink = memorySink();
  const report = await transform(notes, '{"text":"a"}\n{"text":"b"}\n', sink);
  expect(report.objects).toMatchObject([{ partition: "", rows: 2 }]);
  expect(report.objects[0]?.key).toMatch(/^notes-[0-9a-f]{8}-[0-9a-f]{16}-00000\.parquet$/);
});

it("writes row groups within the limits, and the same rows", async () => {
  const rows = logRows(400, 8);
  for (const limits of [
    { rowGroupRows: 7 },
    { bufferBytes: 2_000 },
    { bufferBytes: 0 },
    { maxFileBytes: 1, rowGroupRows: 20 },
    { maxOpenPartitions: 8 },
  ]) {
    const sink = memorySink();
    const report = await transform(apiLogs, ndjson(rows), sink, limits);
    expect(report).toMatchObject({ rowsWritten: 400, warnings: [] });
    expect(await readRows(sink)).toEqual(
      rows.sort((a, b) => String(a.timestamp).localeCompare(String(b.timestamp))),
    );
  }
});

it("goes on in another file when too many partitions are open, and says so", async () => {
  const sink = memorySink();
  const rows = logRows(100, 10);
  const report = await transform(apiLogs, ndjson(rows), sink, { maxOpenPartitions: 4 });
  expect(report.objects).toHaveLength(100);
  expect(new Set(report.objects.map(({ partition }) => partition)).size).toBe(10);
  expect(report.warnings.map(({ code }) => code)).toEqual(["partitions_split"]);
  expect(await readRows(sink)).toHaveLength(100);
});

it("keeps 400 partitions open at once", async () => {
  const sink = memorySink();
  const report = await transform(apiLogs, ndjson(logRows(1_200, 400)), sink);
  expect(report.objects).toHaveLength(400);
  expect(report.objects.every(({ partition, key }) => key.startsWith(partition))).toBe(true);
});

it("refuses to write more files than allowed, and leaves nothing", async () => {
  const sink = memorySink();
  await expect(
    transform(apiLogs, ndjson(logRows(100, 10)), sink, { maxObjects: 5 }),
  ).rejects.toMatchObject({
    code: "TOO_MANY_OBJECTS",
    message: expect.stringContaining("more than 5 files") as string,
  });
  expect(sink.objects.size).toBe(0);
});

it("puts each row where its key is projected, in every layout and granularity", async () => {
  for (const layout of ["hive", "hive-date", "plain"] as const) {
    for (const granularity of ["hour", "day", "month"] as const) {
      const dataset = defineDataset({
        name: "t",
        schema: z.object({ at: z.iso.datetime({ offset: true }) }),
        eventTime: "at",
        partition: { layout, granularity },
      });
      const at = Array.from({ length: 30 }, (_, i) => Date.UTC(2024, 1, 28, i * 3));
      const report = await transform(
        dataset,
        ndjson(at.map((ms) => ({ at: new Date(ms).toISOString() }))),
        memorySink(),
      );
      expect(report.partitions.map(({ partition }) => partition)).toEqual(
        [...new Set(at.map((ms) => partitionPath(dataset, ms)))].sort(),
      );
    }
  }
});

it("reports progress", async () => {
  const seen: number[] = [];
  const source = ndjson(logRows(3_000));
  await transform(apiLogs, source, memorySink(), {
    onProgress: ({ rowsIn, bytesRead }) => seen.push(rowsIn, bytesRead),
  });
  expect(seen.slice(-2)).toEqual([3_000, source.length]);
  expect(seen.length).toBeGreaterThan(4);
});

it("stops on abort with the signal's reason, and leaves nothing", async () => {
  const sink = memorySink();
  const reason = new Error("enough");
  const controller = new AbortController();
  const run = transform(apiLogs, ndjson(logRows(5_000)), sink, {
    signal: controller.signal,
    bufferBytes: 1_000,
    onProgress: () => controller.abort(reason),
  });
  await expect(run).rejects.toBe(reason);
  expect(sink.objects.size).toBe(0);
  await expect(transform(apiLogs, "{}", sink, { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
});

it("stops on abort while the source gives nothing", async () => {
  async function* silent(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(ndjson([good]));
    await new Promise(() => undefined);
  }
  const reason = new Error("enough");
  const controller = new AbortController();
  for (const options of [{ sourceId: "s" }, {}]) {
    const run = transform(apiLogs, silent(), memorySink(), {
      ...options,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(reason), 20);
    await expect(run).rejects.toBe(reason);
  }
});

it("publishes nothing when the source can't be read to its end", async () => {
  async function* breaking(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(ndjson(logRows(1_000)));
    throw new Error("connection reset");
  }
  for (const options of [{ sourceId: "s" }, {}]) {
    const sink = memorySink();
    await expect(
      transform(apiLogs, breaking(), sink, { ...options, bufferBytes: 100 }),
    ).rejects.toMatchObject({
      code: "SOURCE_READ_FAILED",
      message: expect.stringContaining("connection reset") as string,
    });
    expect(sink.objects.size).toBe(0);
  }
});

it.each([
  [
    "SOURCE_GZIP_TRUNCATED",
    () => Buffer.from(everyFormat(logRows(900))[3]?.[1] ?? "").subarray(0, -20),
  ],
  ["SOURCE_UNSUPPORTED_ENCODING", () => Buffer.from(`\uFEFF${ndjson([good])}`, "utf16le")],
  ["SOURCE_UNSUPPORTED_FORMAT", () => toParquet(apiLogs, [good])],
])("publishes nothing when the source is %s", async (code, source) => {
  const sink = memorySink();
  await expect(transform(apiLogs, source(), sink, { rowGroupRows: 1 })).rejects.toMatchObject({
    code,
  });
  expect(sink.objects.size).toBe(0);
});

it("refuses what is not a dataset or a sink, by name", async () => {
  await expect(transform(apiLogs.schema as never, "{}", memorySink())).rejects.toThrow(
    "transform: dataset must be what defineDataset returns",
  );
  await expect(transform(apiLogs, "{}", "lake/" as never)).rejects.toThrow(
    "transform: sink must be a folderSink(path)",
  );
  const quarantine = {} as never;
  await expect(transform(apiLogs, "{}", memorySink(), { quarantine })).rejects.toThrow(
    "transform: quarantine must be a folderSink(path)",
  );
});

it("refuses options and arguments that can't be", async () => {
  const sink: Sink = memorySink();
  const run = (options: object, source: unknown = "{}") =>
    transform(apiLogs, source as string, sink, options);
  await expect(run({ formt: "csv" })).rejects.toThrow(
    /unknown option "formt". Did you mean "format"/,
  );
  await expect(run({ format: "xml" })).rejects.toThrow(TypeError);
  await expect(run({ dropNullColumns: ["user"] })).rejects.toThrow(
    'dropNullColumns names "user", which dataset "api_logs" does not have',
  );
  await expect(run({ dropNullColumns: "user_id" })).rejects.toThrow("must be a list");
  await expect(run({ sourceId: "" })).rejects.toThrow("sourceId");
  await expect(run({ rowGroupRows: 0 })).rejects.toThrow(RangeError);
  await expect(run({ maxOpenPartitions: 1.5 })).rejects.toThrow(
    "maxOpenPartitions must be an integer of at least 1, not 1.5",
  );
  await expect(run({ signal: 5 })).rejects.toThrow("transform: signal must be an AbortSignal");
  await expect(run({ onProgress: {} })).rejects.toThrow("transform: onProgress must be a function");
  await expect(run({}, 5)).rejects.toThrow(TypeError);
  await expect(run({}, [good])).rejects.toThrow(TypeError);
});

it("what is dropped of most records is a warning of every report, of text and of rows", async () => {
  const rows = [{ ...good, user: { id: 1 } }, { ...good, trace: "a" }, good];
  const message =
    'The contract does not know "user" (an object, in 1 of 3 records); what they hold was dropped.';
  for (const report of [
    await transform(apiLogs, ndjson(rows), memorySink()),
    await writeRows(apiLogs, [rows as never], memorySink(), { sourceId: "rows" }),
  ]) {
    expect(report.warnings).toEqual([
      { code: "dropped_fields", message: expect.stringContaining(message) as string },
    ]);
    expect(report.unknownFields).toEqual({ user: 1, trace: 1 });
  }
});
