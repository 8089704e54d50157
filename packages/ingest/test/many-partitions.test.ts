import { type Dataset, defineDataset } from "@cloudapi/core";
import { memorySink } from "@cloudapi/transform";
import { expect, it } from "vitest";
import * as z from "zod";
import { ingest, parquetTarget } from "../src/index.ts";
import { fakeSource, people } from "./support/fake-source.ts";

/** A contract by which each row has a partition of its own. */
const scattered = defineDataset({
  name: "events",
  schema: z.object({ id: z.int32(), name: z.string().nullable() }),
  partition: { by: [{ column: "id", range: { from: "1", to: "1000000" } }] },
}) as unknown as Dataset;

it("a table of more partitions than files may be written fails for itself, and leaves nothing", async () => {
  const sink = memorySink();
  const source = fakeSource([people("events", 300), people("users", 3)]);
  const input = { source, target: parquetTarget(sink), datasets: { events: scattered } };
  const report = await ingest(input, { maxObjects: 200 });
  expect(report.failed).toEqual(["events"]);
  expect(report.tables[0]).toMatchObject({
    status: "failed",
    code: "TOO_MANY_OBJECTS",
    message: expect.stringMatching(
      /^Table "events" of shop was not loaded: .*more than 200 files.*columns of fewer values \(now id\).*raise maxObjects/,
    ) as string,
  });
  expect(report.rowsWritten).toBe(3);
  expect([...sink.objects.keys()].filter((key) => key.startsWith("events/"))).toEqual([]);
  const more = await ingest(input, { maxObjects: 300, maxOpenPartitions: 20 });
  expect(more).toMatchObject({ failed: [], rowsWritten: 303 });
  const files = [...sink.objects.keys()].filter((key) => /^events\/id=.*parquet$/.test(key));
  expect(files).toHaveLength(300);
});
