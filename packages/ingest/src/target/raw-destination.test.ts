import { defineDataset } from "@cloudapi/core";
import { type MemorySink, memorySink, writeRows } from "@cloudapi/transform";
import { DESTINATION } from "@cloudapi/transform/internal";
import { expect, it } from "vitest";
import * as z from "zod";
import { rawDestination } from "./raw-destination.ts";

const dataset = defineDataset({ name: "orders", schema: z.object({ id: z.int32() }) });
const STEM = "raw/shop_orders/2025/01/15/data_20250115T103045000Z";

/** Each batch is a file. */
async function load(sink: MemorySink, batches: number, stem = STEM): Promise<readonly string[]> {
  const rows = Array.from({ length: batches }, (_, id) => [{ id }]);
  const report = await writeRows(
    dataset,
    rows,
    { [DESTINATION]: rawDestination(sink, stem) },
    { sourceId: "shop", maxFileBytes: 1, rowGroupRows: 1, allowFewerRows: true },
  );
  return report.objects.map(({ key }) => key);
}

function found({ objects }: MemorySink): string[] {
  return [...objects.keys()].filter((key) => key.startsWith("raw/")).toSorted();
}

it("numbers the files of a load", async () => {
  const sink = memorySink();
  expect(await load(sink, 3)).toEqual(["", "_2", "_3"].map((end) => `${STEM}${end}.parquet`));
});

it("leaves nothing of a load at the same time that had more files, and all of other loads", async () => {
  const sink = memorySink();
  const others = [`${STEM}-2`, `${STEM}1`, STEM.replace("orders", "sales")];
  for (const stem of others) await load(sink, 2, stem);
  const before = found(sink);
  await load(sink, 4);
  await load(sink, 2);
  expect(found(sink)).toEqual([...before, `${STEM}.parquet`, `${STEM}_2.parquet`].toSorted());
  await load(sink, 0);
  expect(found(sink)).toEqual(before);
});
