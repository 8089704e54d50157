import { Readable } from "node:stream";
import { apiLogs, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import { logRows, ndjson, quarantined, readRows } from "../../test/support/logs.ts";
import {
  fileSource,
  type MemorySink,
  memorySink,
  toParquet,
  transform,
  writeRows,
} from "../index.ts";
import { s3Sink } from "../s3/index.ts";

// What a message advises is itself accepted. More of the same: check-contracts, publish-guard, folder-sink, s3.int.

const sourceId = "s";

function thrown(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing";
}

function rejected(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => "nothing",
    (error: Error) => error.message,
  );
}

const bad = { ...logRows(1)[0], status_code: 999 };

it("toParquet: use writeRows, which puts such rows into quarantine", async () => {
  expect(thrown(() => toParquet(apiLogs, [bad]))).toContain("or use writeRows,");
  const sink = memorySink();
  await writeRows(apiLogs, [[bad as never]], sink, { sourceId });
  expect(quarantined(sink)).toHaveLength(1);
});

it("toParquet: use transform, where the rows are text", async () => {
  expect(await rejected(toParquet(apiLogs, ndjson([bad])))).toContain("or use transform,");
  const sink = memorySink();
  await transform(apiLogs, ndjson([bad]), sink);
  expect(quarantined(sink)).toHaveLength(1);
});

it("toParquet: for other sources use transform", async () => {
  const stream = new Response(ndjson(logRows(3))).body as ReadableStream<Uint8Array>;
  expect(thrown(() => toParquet(apiLogs, new Map().size as never))).toContain("use transform");
  expect(await transform(apiLogs, stream, memorySink())).toMatchObject({ rowsWritten: 3 });
});

it("writeRows: yield [row], pass [rows], or use transform for bytes", async () => {
  const rows = logRows(2) as never[];
  async function* single() {
    yield* rows;
  }
  const write = (batches: unknown) =>
    writeRows(apiLogs, batches as never, memorySink(), { sourceId });
  expect(await rejected(write(single()))).toContain("yield [row]");
  async function* batched() {
    for (const row of rows) yield [row];
  }
  expect(await write(batched())).toMatchObject({ rowsWritten: 2 });
  expect(await rejected(write(rows))).toContain("pass [rows]");
  expect(await write([rows])).toMatchObject({ rowsWritten: 2 });
  const bytes = () => Readable.from([Buffer.from(ndjson(logRows(2)))]);
  expect(await rejected(write(bytes()))).toContain("are read by transform");
  expect(await transform(apiLogs, bytes(), memorySink())).toMatchObject({ rowsWritten: 2 });
});

it("transform: a source of rows is for toParquet, or writeRows", async () => {
  const message = await rejected(transform(apiLogs, logRows(2) as never, memorySink()));
  expect(message).toContain("toParquet");
  expect(toParquet(apiLogs, logRows(2)).length).toBeGreaterThan(0);
});

it("transform: a path is for fileSource", async () => {
  expect(await rejected(transform(apiLogs, "logs.csv", memorySink()))).toContain(
    'fileSource("logs.csv")',
  );
  expect(fileSource("logs.csv").sourceId).toMatch(/logs\.csv$/);
});

it("too many objects: a coarser granularity, sorted rows, or larger bounds", async () => {
  const rows = logRows(60, 30);
  const bounds = { maxObjects: 30, maxOpenPartitions: 10 };
  const message = await rejected(transform(apiLogs, ndjson(rows), memorySink(), bounds));
  expect(message).toContain(
    "Choose a coarser partition granularity, sort the source by event time, or raise maxObjects and maxOpenPartitions.",
  );
  const monthly = defineDataset({
    name: "api_logs",
    schema: apiLogs.schema,
    eventTime: "timestamp",
    partition: { granularity: "month", layout: "hive" },
  });
  await transform(monthly, ndjson(rows), memorySink(), bounds);
  const sorted = rows.toSorted((a, b) => (String(a.timestamp) < String(b.timestamp) ? -1 : 1));
  await transform(apiLogs, ndjson(sorted), memorySink(), bounds);
  await transform(apiLogs, ndjson(rows), memorySink(), { maxObjects: 60, maxOpenPartitions: 30 });
});

it("split partitions: sorted rows, or a larger bound", async () => {
  const rows = logRows(60, 30);
  const warningsOf = async (source: unknown[], maxOpenPartitions: number) => {
    const report = await transform(apiLogs, ndjson(source), memorySink(), { maxOpenPartitions });
    return report.warnings.map(({ message }) => message);
  };
  expect(await warningsOf(rows, 10)).toEqual([
    expect.stringContaining("Sort the source by event time, or raise maxOpenPartitions."),
  ]);
  expect(await warningsOf(rows, 30)).toEqual([]);
});

it("a full quarantine: a larger bound", async () => {
  const source = "{}\n".repeat(50);
  const full = await transform(apiLogs, source, memorySink(), { maxQuarantineBytes: 1_000 });
  expect(full.warnings[0]?.message).toContain("Raise maxQuarantineBytes to keep more.");
  const larger = await transform(apiLogs, source, memorySink(), { maxQuarantineBytes: 1_000_000 });
  expect(larger).toMatchObject({ rowsNotKept: 0, warnings: [] });
});

it("a damaged manifest: removed with the objects that the message names", async () => {
  const sink: MemorySink = memorySink();
  const { manifestKey } = await transform(apiLogs, ndjson(logRows(9)), sink, { sourceId });
  await transform(apiLogs, ndjson(logRows(5)), sink, { sourceId: "other" });
  const pending = await sink.create(manifestKey, { contentType: "text/plain", metadata: {} });
  await pending.write(Buffer.from("{"));
  await pending.publish();
  const message = await rejected(transform(apiLogs, ndjson(logRows(3)), sink, { sourceId }));
  const name = /whose names contain (\S+-),/.exec(message)?.[1] ?? "?";
  const objects = [...sink.objects.keys()].filter((key) => key.includes(name));
  expect(objects).toHaveLength(3);
  await sink.remove([...objects, manifestKey]);
  await transform(apiLogs, ndjson(logRows(3)), sink, { sourceId });
  expect(await readRows(sink)).toHaveLength(8);
});

it("s3Sink: a storage class that can be read at once", () => {
  const s3 = {} as never;
  expect(thrown(() => s3Sink(s3, { bucket: "lake", storageClass: "DEEP_ARCHIVE" }))).toContain(
    "Use GLACIER_IR",
  );
  expect(s3Sink(s3, { bucket: "lake", storageClass: "GLACIER_IR" }).location).toBe("s3://lake/");
});
