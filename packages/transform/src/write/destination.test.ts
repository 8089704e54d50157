import { apiLogs } from "@cloudapi/core";
import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import { logRows, ndjson } from "../../test/support/logs.ts";
import { memorySink, type TableSink, transform } from "../index.ts";
import { parquetFiles } from "../parquet/parquet-files.ts";
import { DESTINATION, type DestinationRun, type Publication } from "./destination.ts";

/** A table that puts rows of one status code into one file, and makes them visible all at once or not. */
function statusTable(commit: (publication: Publication) => Promise<{ manifestKey: string }>) {
  const sink = memorySink();
  const runs: DestinationRun[] = [];
  const table: TableSink = {
    [DESTINATION]: {
      async open(run: DestinationRun) {
        runs.push(run);
        const start = parquetFiles(run.compression);
        return {
          earlierRows: 0,
          otherContracts: [],
          manifestKey: "none yet",
          sink,
          quarantineSink: sink,
          columns: run.dataset.columns,
          partitionOf: ({ status_code }) => String(status_code),
          partitionPath: (partition) => `status=${partition}/`,
          keyOf: (partition, number) => `data/${partition}-${number}.parquet`,
          startFile: () => start(run.dataset),
          publish: commit,
        };
      },
    },
  };
  return { table, sink, runs };
}

it("writes to a table as the table wants it, and reports what it says of its commit", async () => {
  const { table, sink, runs } = statusTable(async ({ files, report }) => {
    expect(files.map(({ writer }) => writer.key)).toEqual(report.objects.map(({ key }) => key));
    for (const { writer } of files) await writer.publish();
    return { manifestKey: "commit 1" };
  });
  const rows = logRows(6).map((row, i) => ({ ...row, status_code: i < 4 ? 200 : 404 }));
  const report = await transform(apiLogs, ndjson(rows), table, { sourceId: "s" });
  expect(runs).toMatchObject([{ dataset: { name: "api_logs" }, source: { sourceId: "s" } }]);
  expect(report).toMatchObject({
    manifestKey: "commit 1",
    objects: [
      { key: "data/200-0.parquet", partition: "status=200/", rows: 4 },
      { key: "data/404-0.parquet", partition: "status=404/", rows: 2 },
    ],
  });
  const { buffer } = Uint8Array.from(sink.objects.get("data/404-0.parquet") ?? []);
  expect(await parquetReadObjects({ file: buffer })).toHaveLength(2);
});

it("leaves the mode to the table's own options", async () => {
  const { table } = statusTable(() => Promise.reject(new Error("not asked for")));
  await expect(transform(apiLogs, "", table, { mode: "append" })).rejects.toThrow(
    "an option of its sink",
  );
});

it("forgets what it wrote when the table refuses to publish", async () => {
  const { table, sink } = statusTable(() => Promise.reject(new Error("conflict")));
  await expect(transform(apiLogs, ndjson(logRows(6)), table, { sourceId: "s" })).rejects.toThrow(
    "conflict",
  );
  expect(sink.objects.size).toBe(0);
});
