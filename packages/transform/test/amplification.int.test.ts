import { gzipSync } from "node:zlib";
import { apiLogs } from "@cloudapi/core";
import { expect, test } from "vitest";
import { memorySink, transform } from "../src/index.ts";

test("of what a thousand bytes of gzip hold, 128 MiB are kept in quarantine, and all is counted", async () => {
  const elements = Buffer.alloc(840_000, ",{}");
  const bomb = gzipSync(Buffer.concat([Buffer.from("[{}"), elements, Buffer.from("]")]));
  expect(bomb.length).toBeLessThan(1_100);
  const sink = memorySink();
  const report = await transform(apiLogs, bomb, sink);
  expect(report).toMatchObject({ rowsIn: 280_001, rowsRejected: 280_001 });
  const [kept] = report.quarantine;
  expect(kept?.sizeBytes).toBeLessThanOrEqual(128 * 1024 * 1024);
  expect(sink.objects.get(kept?.key ?? "")?.length).toBe(kept?.sizeBytes);
  expect(report.rowsNotKept).toBe(280_001 - (kept?.rows ?? 0));
  expect(report.rowsNotKept).toBeGreaterThan(0);
});
