import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { inPieces, logRows, ndjson, quarantined } from "../../test/support/logs.ts";
import { folderSink, type MemorySink, memorySink, transform, writeRows } from "../index.ts";

function quarantineBytes({ objects }: MemorySink): number {
  return [...objects]
    .filter(([key]) => key.startsWith("_quarantine/"))
    .reduce((sum, [, bytes]) => sum + bytes.length, 0);
}

it("keeps rejected rows up to a number of bytes, counts all, and says so", async () => {
  const sink = memorySink();
  const report = await transform(apiLogs, "{}\n".repeat(5_000), sink, {
    maxQuarantineBytes: 100_000,
  });
  const [kept] = report.quarantine;
  expect(report).toMatchObject({
    rowsIn: 5_000,
    rowsRejected: 5_000,
    rejectedByCode: { required: 5_000 },
    rowsNotKept: 5_000 - (kept?.rows ?? 0),
  });
  expect(quarantineBytes(sink)).toBe(kept?.sizeBytes);
  expect(kept?.sizeBytes).toBeLessThanOrEqual(100_000);
  // One more would not have fitted.
  const largest = Math.max(...quarantined(sink).map((row) => JSON.stringify(row).length + 2));
  expect((kept?.sizeBytes ?? 0) + largest).toBeGreaterThan(100_000);
  expect(quarantined(sink).map(({ line }) => line)).toEqual(
    Array.from({ length: kept?.rows ?? 0 }, (_, i) => i + 1),
  );
  expect(report.warnings).toEqual([
    {
      code: "quarantine_full",
      message: expect.stringMatching(
        new RegExp(`^${report.rowsNotKept} rejected rows were counted but not kept`),
      ) as string,
    },
  ]);
});

it("keeps the rows that it keeps whatever comes after a large one", async () => {
  const large = `${JSON.stringify({ endpoint: "x".repeat(3_000) })}\n`;
  const sink = memorySink();
  const source = `{}\n${large}{}\n{}\n`;
  const report = await transform(apiLogs, source, sink, { maxQuarantineBytes: 3_000 });
  expect(quarantined(sink).map(({ line }) => line)).toEqual([1]);
  expect(report.rowsNotKept).toBe(3);
});

it("keeps the same rows however the source is cut into pieces", async () => {
  const bytes = Buffer.from(ndjson([...logRows(50), ...Array.from({ length: 2_000 }, () => ({}))]));
  const options = { maxQuarantineBytes: 50_000, sourceId: "s" };
  const whole = memorySink();
  await transform(apiLogs, bytes, whole, options);
  for (const ends of [[1], [70, 5_000], [9_999, 10_000, 10_001]]) {
    const sink = memorySink();
    await transform(apiLogs, inPieces(bytes, ends), sink, options);
    expect(sink.objects).toEqual(whole.objects);
  }
});

it("keeps the same where memory of what is written is used again, and where a sink keeps what it is given", async () => {
  const bytes = Buffer.from(
    Array.from(
      { length: 9_000 },
      (_, i) => `{"endpoint":${i},"note":"${"n".repeat(i % 90)}"}\n`,
    ).join(""),
  );
  const folder = await mkdtemp(join(tmpdir(), "quarantine-"));
  try {
    const [kept, written] = [memorySink(), folderSink(folder)];
    const reports = [
      await transform(apiLogs, bytes, kept, { sourceId: "s" }),
      await transform(apiLogs, bytes, written, { sourceId: "s" }),
    ];
    const key = reports[0]?.quarantine[0]?.key ?? "";
    expect(reports.map(({ quarantine }) => quarantine[0]?.rows)).toEqual([9_000, 9_000]);
    expect(kept.objects.get(key)?.length).toBeGreaterThan(3_000_000);
    expect(await readFile(join(folder, key), "utf8")).toBe(
      Buffer.from(kept.objects.get(key) ?? []).toString(),
    );
    expect(
      quarantined(kept)
        .map(({ raw }) => `${String(raw)}\n`)
        .join(""),
    ).toBe(bytes.toString());
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("keeps none when told to, and makes no object", async () => {
  const sink = memorySink();
  const report = await transform(apiLogs, "{}\n{}\n", sink, { maxQuarantineBytes: 0 });
  expect(report).toMatchObject({ rowsRejected: 2, rowsNotKept: 2, quarantine: [] });
  expect([...sink.objects.keys()]).toEqual([report.manifestKey]);
  const rows = await writeRows(apiLogs, [[{} as never]], memorySink(), {
    sourceId: "s",
    maxQuarantineBytes: 0,
  });
  expect(rows).toMatchObject({ rowsRejected: 1, rowsNotKept: 1 });
});
