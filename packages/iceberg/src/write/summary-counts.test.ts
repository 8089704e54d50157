import { expect, it } from "vitest";
import type { DataFile } from "../manifest/data-file.ts";
import { SummaryCounts } from "./summary-counts.ts";

const file = (rows: number): DataFile => ({
  content: "data",
  path: "memory://t/a.parquet",
  format: "parquet",
  specId: 0,
  partition: [],
  rows,
  sizeBytes: 10,
});

it("goes on from the totals before, and knows none where those were not known or can't be", () => {
  const totalsAfter = (before: Record<string, string> | undefined) => {
    const counts = new SummaryCounts(before);
    counts.remove(file(5));
    counts.add(file(2));
    const { "total-records": records, "total-data-files": files } = counts.summary();
    return { records, files };
  };
  const unknown = { records: undefined, files: undefined };
  expect(totalsAfter({ "total-records": "9", "total-data-files": "3" })).toEqual({
    records: "6",
    files: "3",
  });
  expect(totalsAfter({ "total-records": "2" })).toEqual(unknown);
  expect(totalsAfter({})).toEqual(unknown);
});
