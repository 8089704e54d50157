import { decimal, defineDataset } from "@cloudapi/core";
import { parquetReadObjects } from "hyparquet";
import { expect, it } from "vitest";
import * as z from "zod";
import { memorySink, transform } from "../src/index.ts";
import { COMPRESSORS } from "./support/unzstd.ts";

const MOST_DIGITS = 18;
/** Enough for records to be taken by their bytes. */
const ROWS = 2_000;

it("decimals inside others are what the source has, however many digits their columns have", async () => {
  const widths = Array.from({ length: MOST_DIGITS }, (_, i) => i + 1);
  const fields = widths.map((digits) => [`d${digits}`, decimal(digits, 0)] as const);
  const schema = z.object({ of: z.object(Object.fromEntries(fields)) });
  const dataset = defineDataset({ name: "widths", schema });
  const all = Array.from({ length: ROWS }, (_, i) => {
    const value = (i % 19) - 9;
    return { of: Object.fromEntries(widths.map((digits) => [`d${digits}`, value])) };
  });
  const sink = memorySink();
  await transform(dataset, all.map((row) => JSON.stringify(row)).join("\n"), sink);
  const files = [...sink.objects].filter(([key]) => key.endsWith(".parquet"));
  const [[, bytes]] = files as [[string, Uint8Array]];
  const read = await parquetReadObjects({
    file: bytes.slice().buffer,
    compressors: COMPRESSORS,
  });
  expect(JSON.stringify(read)).toBe(JSON.stringify(all));
});
