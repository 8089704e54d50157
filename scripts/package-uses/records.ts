import { defineDataset } from "@cloudapi/core";
import { compileRecordChecker, readCheckedRecords } from "@cloudapi/records";
import * as z from "zod";

const orders = defineDataset({ name: "orders", schema: z.object({ quantity: z.int32() }) });

export async function use(): Promise<string> {
  const { valid } = compileRecordChecker(orders).check({ quantity: 3 });
  const seen: boolean[] = [];
  for await (const { records } of readCheckedRecords(orders, '{"quantity":1}\n{"quantity":"x"}\n'))
    for (const record of records) seen.push(record.valid);
  return `${valid} ${seen.join(" ")}`;
}

export const expected = "true true false";
