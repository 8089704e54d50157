import { apiLogs } from "@cloudapi/core";
import { Tally } from "@cloudapi/records/internal";
import { expect, it } from "vitest";
import { buildReport } from "./build-report.ts";

const parts = {
  dataset: apiLogs,
  sourceId: "s",
  manifestKey: "m",
  quarantine: [],
  rowsNotKept: 0,
  otherContracts: [],
  durationMs: 1,
};

it("adds up objects by partition, in order", () => {
  const tally = Object.assign(new Tally({ maxRejections: 0, maxNames: 100 }), {
    rowsIn: 6,
    rowsValid: 6,
  });
  const objects = [
    { key: "b-0", partition: "b/", rows: 1, sizeBytes: 10 },
    { key: "a-0", partition: "a/", rows: 2, sizeBytes: 20 },
    { key: "a-1", partition: "a/", rows: 3, sizeBytes: 30 },
  ];
  const report = buildReport({ ...parts, tally, objects });
  expect(report).toMatchObject({ rowsWritten: 6, bytesWritten: 60 });
  expect(report.partitions).toEqual([
    { partition: "a/", rows: 5, objects: 2, sizeBytes: 50 },
    { partition: "b/", rows: 1, objects: 1, sizeBytes: 10 },
  ]);
});

it.each([
  { rowsIn: 2, rowsValid: 1, rowsRejected: 0 },
  { rowsIn: 1, rowsValid: 1, rowsDropped: 0 },
  { rowsIn: 1, rowsRejected: 1 },
])("refuses counts that do not add up: %j", (counts) => {
  const tally = Object.assign(new Tally({ maxRejections: 0, maxNames: 100 }), counts);
  expect(() => buildReport({ ...parts, tally, objects: [] })).toThrow(
    expect.objectContaining({ code: "RECONCILIATION_FAILED" }) as Error,
  );
});
