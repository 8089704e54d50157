import { type Dataset, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { flatReaders } from "./flat-readers.ts";
import { FlatRecord, recordsInOrder } from "./flat-records.ts";

/** Names of 1 to 40 bytes, of which many begin and end alike. */
const NAMES = [
  ...Array.from({ length: 40 }, (_, i) => "n".repeat(i + 1)),
  ...Array.from({ length: 12 }, (_, i) => `column_${i}_value`),
];
const DATASET = defineDataset({
  name: "names",
  schema: z.object(Object.fromEntries(NAMES.map((name) => [name, z.number()]))),
}) as unknown as Dataset;

const blanks = fc.constantFrom("", "", " ", "\t ");
const line = fc
  .record({
    order: fc.shuffledSubarray(NAMES, { minLength: NAMES.length }),
    spaces: fc.tuple(blanks, blanks, blanks, blanks),
  })
  .map(({ order, spaces: [a, b, c, d] }) => {
    const pairs = order.map((name, i) => `${a}"${name}"${b}:${c}${i}${d}`);
    return { text: `${a}{${pairs.join(",")}}${d}`, order };
  });

it("keys of any length are found in any order, with blanks between them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 20, maxLength: 40 }), async (lines) => {
      const source = lines.map(({ text }) => `${text}\n`).join("");
      const readers = (plan: FlatPlan) => flatReaders(plan, 0);
      const records = [];
      for await (const batch of checkedRecordsOf("test", DATASET, source, {}, readers))
        records.push(...recordsInOrder(batch));
      expect(records.filter((record) => record instanceof FlatRecord).length).toBeGreaterThan(10);
      const values = lines.map(({ order }) =>
        Object.fromEntries(order.map((name, i) => [name, i])),
      );
      expect(records.map((record) => record.valid && record.value)).toEqual(values);
    }),
    { numRuns: propertyRuns(20) },
  );
}, 60_000);
