import { type Dataset, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { flatReaders } from "./flat-readers.ts";
import { recordsInOrder } from "./flat-records.ts";

const dataset = defineDataset({
  name: "ends",
  schema: z.object({ a: z.string(), b: z.number(), c: z.boolean(), d: z.string(), e: z.string() }),
}) as unknown as Dataset;

async function read(text: string, isByBytes: boolean) {
  const told: unknown[] = [];
  const readers = isByBytes ? (plan: FlatPlan) => flatReaders(plan, 0) : undefined;
  for await (const batch of checkedRecordsOf("test", dataset, text, { format: "json" }, readers))
    for (const record of recordsInOrder(batch)) {
      const { line, byteOffset, byteLength, raw } = record;
      told.push([line, byteOffset, byteLength, raw, record.valid ? record.value : record.issues]);
    }
  return told;
}

it.each([
  "\t",
  " \t",
  "\t\t",
  "\t\r",
  "\r",
  "\r\r",
  "\u0000",
  "\u0001",
  "\u001f",
  "\f",
  "\v",
  "\u007f",
  "\u00a0",
])(
  "records with keys in any order end the same by their bytes before %j and a line end",
  async (end) => {
    const orders = ["abcde", "edcba", "caebd", "bdace"].map((order) => order.split(""));
    const values = { a: '"x"', b: "1", c: "true", d: '"y"', e: '"z"' };
    const lines = Array.from({ length: 200 }, (_, i) => {
      const keys = orders[i % 4] as (keyof typeof values)[];
      return `{${keys.map((key) => `"${key}":${values[key]}`).join()}}${i > 100 && i % 7 === 0 ? end : ""}\n`;
    }).join("");
    expect(await read(lines, true)).toEqual(await read(lines, false));
  },
);
