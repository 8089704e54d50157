import { type Dataset, defineDataset } from "@cloudapi/core";
import { FlatRows, valuePlan } from "@cloudapi/records/internal";
import { expect, it } from "vitest";
import * as z from "zod";
import { NO_FINDINGS } from "./checked-rows.ts";
import { PartSlicer } from "./part-slicer.ts";
import type { CheckedBatch } from "./write-job.ts";

const dataset = defineDataset({
  name: "texts",
  schema: z.object({ text: z.string().optional() }),
}) as unknown as Dataset;

/** A batch of rows in their bytes, some timestamps of which had digits too fine. */
function flatBatch(size: number, truncatedTimestamps: number): CheckedBatch {
  const plan = valuePlan(dataset, () => "text");
  if (plan === undefined) throw new Error("the contract has no plan");
  const flat = new FlatRows(plan);
  flat.open({ bytes: Buffer.from("\n".repeat(size)), byteOffset: 0, line: 1 });
  for (let row = 0; row < size; row++) {
    flat.begin();
    flat.keep(row, row, undefined);
  }
  flat.truncatedTimestamps = truncatedTimestamps;
  return { ...NO_FINDINGS, records: [], flat };
}

async function* batches(): AsyncGenerator<CheckedBatch> {
  yield await Promise.resolve(flatBatch(3, 2));
  yield await Promise.resolve(flatBatch(2, 1));
}

it("tells of timestamps that were cut once, in whatever parts their rows are", async () => {
  const slicer = new PartSlicer(batches(), { everyRows: 2, committed: new Map() });
  const parts: number[][] = [];
  while (await slicer.hasMore()) {
    const part: number[] = [];
    for await (const { timestampsTruncated = 0 } of slicer.next()) part.push(timestampsTruncated);
    parts.push(part);
  }
  expect(parts).toEqual([[2], [0, 1], [0]]);
});
