import { apiLogs, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { logRows, ndjson, quarantined, readRows } from "../../test/support/logs.ts";
import { readParquet } from "../../test/support/read-parquet.ts";
import { everyType, everyTypeRow } from "../../test/support/type-law-dataset.ts";
import { type Manifest, memorySink, type Sink, toParquet, transform, writeRows } from "../index.ts";

const sourceId = "db/api_logs";
type ApiLog = z.output<typeof apiLogs.schema>;

function rowsOf(count: number, days?: number): ApiLog[] {
  return logRows(count, days) as ApiLog[];
}

async function* inBatches<T>(rows: readonly T[], size: number): AsyncGenerator<readonly T[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

it("writes the same bytes as transform over the same rows, however they are batched", async () => {
  const rows = rowsOf(2_500, 4);
  const whole = memorySink();
  await transform(apiLogs, ndjson(rows), whole, { sourceId });
  const data = (objects: ReadonlyMap<string, Uint8Array>) =>
    new Map([...objects].filter(([key]) => key.endsWith(".parquet")));
  for (const size of [1, 7, 1_000, 1_001, 9_999]) {
    const sink = memorySink();
    const report = await writeRows(apiLogs, inBatches(rows, size), sink, { sourceId });
    expect(report).toMatchObject({ rowsIn: 2_500, rowsValid: 2_500, rowsWritten: 2_500 });
    expect(data(sink.objects)).toEqual(data(whole.objects));
  }
  const sink = memorySink();
  await writeRows(apiLogs, [rows.slice(0, 3), [], rows.slice(3)], sink, { sourceId });
  expect(data(sink.objects)).toEqual(data(whole.objects));
});

it("writes every type of the law", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(everyTypeRow, { minLength: 1, maxLength: 20 }), async (rows) => {
      const sink = memorySink();
      await writeRows(everyType, [rows as never[]], sink, { sourceId });
      const [bytes] = [...sink.objects]
        .filter(([key]) => key.endsWith(".parquet"))
        .map(([, b]) => b);
      const withoutDecimals = rows.map((row) =>
        Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith("decimal"))),
      );
      expect(await readParquet(everyType, bytes ?? new Uint8Array())).toEqual(withoutDecimals);
    }),
    { numRuns: propertyRuns(15) },
  );
});

it("accounts for every row, by its number over all batches", async () => {
  const sink = memorySink();
  const bad = { ...rowsOf(1)[0], status_code: 999 } as ApiLog;
  const none = { ...(rowsOf(1)[0] as ApiLog), user_id: null };
  const report = await writeRows(
    apiLogs,
    [[...rowsOf(2), bad], [], [none, null as never, { ...bad, extra: 1 } as ApiLog]],
    sink,
    { sourceId, dropNullColumns: ["user_id"] },
  );
  expect(report).toMatchObject({
    sourceId,
    rowsIn: 6,
    rowsValid: 3,
    rowsRejected: 3,
    rowsWritten: 1,
    rowsDropped: 2,
    rejectedByCode: { too_big: 2, not_an_object: 1 },
    unknownFields: { extra: 1 },
    rowsNotKept: 0,
  });
  expect(report.rejections.map(({ row }) => row)).toEqual([3, 5, 6]);
  expect(report.rejections[0]?.raw).toBe(JSON.stringify(bad));
  expect(quarantined(sink)).toEqual([
    {
      dataset: "api_logs",
      contractHash: apiLogs.contractHash,
      source: sourceId,
      format: "rows",
      row: 3,
      raw: JSON.stringify(bad),
      issues: report.rejections[0]?.issues,
    },
    expect.objectContaining({ row: 5, raw: "null" }),
    expect.objectContaining({ row: 6 }),
  ]);
});

it("keeps rows in quarantine that JSON has no words for", async () => {
  const dataset = defineDataset({
    name: "t",
    schema: z.object({ n: z.int64(), p: decimal(5, 2) }),
  });
  const circle: Record<string, unknown> = { n: 1n };
  circle["p"] = circle;
  const sink = memorySink();
  const rows = [{ n: 5n, p: "x" }, circle, undefined, { n: 1n, p: "é".repeat(70_000) }];
  const report = await writeRows(dataset, [rows as never[]], sink, { sourceId });
  expect(report.rowsRejected).toBe(4);
  const kept = quarantined(sink);
  expect(kept.map(({ raw }) => String(raw).slice(0, 40))).toEqual([
    '{"n":"5","p":"x"}',
    expect.stringContaining("a row that JSON can't show") as string,
    "undefined",
    expect.stringContaining('{"n":"1","p":"éé') as string,
  ]);
  expect(kept[3]).toMatchObject({ rawTruncated: true });
  expect(String(kept[3]?.["raw"]).endsWith("é")).toBe(true);
});

it("ends a run with a rejected row when none is allowed, as an ingester may want", async () => {
  const sink = memorySink();
  const run = writeRows(apiLogs, [[...rowsOf(9), {} as ApiLog]], sink, {
    sourceId,
    maxRejectedRatio: 0,
  });
  await expect(run).rejects.toMatchObject({
    code: "TOO_MANY_REJECTED",
    message: expect.stringContaining("row 10: timestamp") as string,
  });
  expect(sink.objects.size).toBe(0);
});

it("replaces what the run before wrote, and keeps it rather than replace it by none", async () => {
  const sink = memorySink();
  await writeRows(apiLogs, [rowsOf(30, 5)], sink, { sourceId });
  const report = await writeRows(apiLogs, [rowsOf(20, 2)], sink, { sourceId });
  expect(await readRows(sink)).toHaveLength(20);
  const manifest = JSON.parse(
    Buffer.from(sink.objects.get(report.manifestKey) ?? []).toString(),
  ) as Manifest;
  expect(manifest).toMatchObject({ format: "rows", sourceId, rowsWritten: 20, state: "published" });
  await expect(writeRows(apiLogs, [], sink, { sourceId })).rejects.toMatchObject({
    code: "WOULD_LOSE_ROWS",
  });
  await writeRows(apiLogs, [], sink, { sourceId, allowFewerRows: true });
  expect(await readRows(sink)).toEqual([]);
});

it("shares its lake with transform", async () => {
  const sink = memorySink();
  await transform(apiLogs, ndjson(rowsOf(30)), sink, { sourceId });
  await writeRows(apiLogs, [rowsOf(20)], sink, { sourceId });
  expect(await readRows(sink)).toHaveLength(20);
});

it("throws what the batches throw, closes them, and publishes nothing", async () => {
  const lost = new Error("the database has gone");
  async function* breaking() {
    yield rowsOf(2_000);
    throw lost;
  }
  const sink = memorySink();
  await expect(writeRows(apiLogs, breaking(), sink, { sourceId })).rejects.toBe(lost);
  let closed = false;
  async function* closing() {
    try {
      for (;;) yield rowsOf(10);
    } finally {
      closed = true;
    }
  }
  const full: Sink = { ...sink, create: () => Promise.reject(new Error("full")) };
  await expect(writeRows(apiLogs, closing(), full, { sourceId, bufferBytes: 0 })).rejects.toThrow(
    "full",
  );
  expect([closed, sink.objects.size]).toEqual([true, 0]);
});

it("stops on abort while the database gives nothing", async () => {
  const reason = new Error("enough");
  const controller = new AbortController();
  async function* silent() {
    yield rowsOf(1);
    setTimeout(() => controller.abort(reason), 5);
    await new Promise(() => undefined);
  }
  const sink = memorySink();
  const run = writeRows(apiLogs, silent(), sink, { sourceId, signal: controller.signal });
  await expect(run).rejects.toBe(reason);
  expect(sink.objects.size).toBe(0);
});

it("leaves the batches as they are, and reports progress", async () => {
  const rows = Object.freeze(rowsOf(2_500));
  const seen: number[] = [];
  await writeRows(apiLogs, [rows], memorySink(), {
    sourceId,
    onProgress: ({ rowsIn }) => seen.push(rowsIn),
  });
  expect([rows.length, seen]).toEqual([2_500, [1_000, 2_000, 2_500]]);
});

it("refuses arguments that can't be, and what it advises is accepted", async () => {
  const sink = memorySink();
  const run = (batches: unknown, options: object = { sourceId }, where: unknown = sink) =>
    writeRows(apiLogs, batches as never, where as Sink, options as { sourceId: string });
  await expect(run(rowsOf(3))).rejects.toThrow("batch 1 is not an array of rows");
  await expect(run([rowsOf(3)])).resolves.toMatchObject({ rowsWritten: 3 });
  await expect(run("{}\n")).rejects.toThrow("for text or bytes use transform");
  await expect(run(undefined)).rejects.toThrow(TypeError);
  await expect(writeRows(apiLogs, [], sink, undefined as never)).rejects.toThrow(
    "writeRows: pass { sourceId }",
  );
  await expect(run([], { sourceId, signal: null })).rejects.toThrow(
    "signal must be an AbortSignal",
  );
  await expect(run([], {})).rejects.toThrow("sourceId must be text");
  await expect(run([], { sourceId, format: "csv" })).rejects.toThrow('unknown option "format"');
  await expect(run([], { sourceId }, "lake/")).rejects.toThrow("writeRows: sink must be");
  await expect(run([], { sourceId, quarantine: {} })).rejects.toThrow("quarantine must be");
  await expect(writeRows(z.object({}) as never, [], sink, { sourceId })).rejects.toThrow(
    "writeRows: dataset must be",
  );
});

it("says in which row a check of the contract threw", async () => {
  const schema = z.object({ a: z.string().refine((text) => JSON.parse(text) !== null) });
  const dataset = defineDataset({ name: "t", schema });
  const rows = [{ a: "{}" }, { a: "{" }];
  const message = "instead of giving a verdict, in row 2. Correct the check";
  await expect(writeRows(dataset, [rows], memorySink(), { sourceId })).rejects.toThrow(message);
  expect(() => toParquet(dataset, rows)).toThrow(message);
});
