import { type Dataset, defineDataset, json } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import {
  EVERY_KIND,
  LOGS,
  linesOf,
  RIGHT_KINDS,
  RIGHT_LOG,
  RIGHT_TYPED,
  TYPED,
} from "../../test/support/flat-lines.ts";
import { RowStore } from "../columns/row-store.ts";
import type { StoredRows } from "../columns/stored-rows.ts";
import { checkedRecordsOf } from "../engine/read-checked-records.ts";
import type { CheckedRecord } from "../report/checked-record.ts";
import { type FlatPlan, flatPlan } from "./flat-plan.ts";
import { flatReaders, plainFlatReaders } from "./flat-readers.ts";
import { FlatRecord, recordsInOrder } from "./flat-records.ts";
import type { FlatRows } from "./flat-rows.ts";

const CASES = [
  { name: "logs", dataset: LOGS, right: RIGHT_LOG },
  { name: "every kind", dataset: EVERY_KIND, right: RIGHT_KINDS },
  { name: "types", dataset: TYPED, right: RIGHT_TYPED },
].flatMap((each) => [
  { ...each, by: "JavaScript" as const },
  { ...each, by: "WebAssembly" as const },
]);

/** What is said of records; a bigint and the order of keys count. */
function told(record: CheckedRecord<Record<string, unknown>>): unknown {
  const { line, byteOffset, byteLength, raw, unknownFields } = record;
  const place = { line, byteOffset, byteLength, raw, unknownFields };
  if (!record.valid) return { ...place, issues: record.issues };
  const { value, eventTimeMs, truncatedTimestamps } = record;
  const negativeZeros = Object.keys(value).filter((name) => Object.is(value[name], -0));
  return { ...place, row: Object.entries(value), negativeZeros, eventTimeMs, truncatedTimestamps };
}

type ReadersOf = Parameters<typeof checkedRecordsOf>[4];
/** Leaves every line to parser and checker. */
const LEAVER = {
  allocate: (bytes: number) => Buffer.allocUnsafeSlow(bytes),
  lines: 0,
  take: () => 0,
  taken: () => undefined,
};
const TAKERS = {
  JavaScript: plainFlatReaders,
  WebAssembly: (plan: FlatPlan) => flatReaders(plan, 0),
} as const;

async function read(
  dataset: Dataset,
  text: string,
  readersOf: ReadersOf = () => ({ taker: LEAVER, batchBytes: 131_072 }),
) {
  const records: unknown[] = [];
  let taken = 0;
  for await (const batch of checkedRecordsOf(
    "test",
    dataset,
    text,
    { format: "json" },
    readersOf,
  )) {
    for (const record of recordsInOrder(batch)) {
      if (record instanceof FlatRecord) taken++;
      records.push(told(record));
    }
    records.push(batch.problems, batch.warnings);
  }
  return { records, taken };
}

/** The columns of rows, each as it was when it was asked for. */
function columnsOf(store: RowStore, rows: StoredRows): unknown[] {
  return Array.from(store.columns(rows), (column) => structuredClone(column));
}

describe.each(CASES)("records of $name by $by", ({ dataset, right, by }) => {
  it("are the same by their bytes as by parser and checker", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(linesOf(dataset, right), { maxLength: 40 }), async (lines) => {
        const text = ["{}", ...lines].join("\n");
        const { records } = await read(dataset, text, TAKERS[by]);
        expect(records).toEqual((await read(dataset, text)).records);
      }),
      { numRuns: propertyRuns(30) },
    );
  }, 600_000);

  it("are taken by their bytes where nothing is unusual, and columns get the same of them", async () => {
    const usual = linesOf(dataset, right).filter((line) => line.length > 100);
    await fc.assert(
      fc.asyncProperty(fc.array(usual, { minLength: 1, maxLength: 30 }), async (lines) => {
        const good = `{${Object.entries(right)
          .map(([name, value]) => `"${name}":${value}`)
          .join()}}`;
        const text = [...Array.from({ length: 20 }, () => good), ...lines].join("\n");
        const [flat, plain] = [new RowStore(dataset), new RowStore(dataset)];
        const [flatRows, plainRows] = [flat.open(), plain.open()];
        let taken = 0;
        for await (const batch of checkedRecordsOf("test", dataset, text, {}, TAKERS[by])) {
          const records = recordsInOrder(batch);
          const others = records.filter((record) => !(record instanceof FlatRecord));
          for (const record of others) {
            if (!record.valid) continue;
            flat.append(flatRows, record.value, record.eventTimeMs);
            plain.append(plainRows, record.value, record.eventTimeMs);
          }
          const { size = 0 } = batch.flat ?? {};
          for (let row = 0; row < size; )
            row = flat.appendRun(flatRows, batch.flat as FlatRows, row, size);
          taken += size;
          flat.fill();
          for (const record of records)
            if (record.valid && record instanceof FlatRecord)
              plain.append(plainRows, record.value, record.eventTimeMs);
          expect(flatRows.memoryBytes).toBe(plainRows.memoryBytes);
        }
        expect(taken).toBeGreaterThanOrEqual(18);
        expect(columnsOf(flat, flatRows)).toEqual(columnsOf(plain, plainRows));
      }),
      { numRuns: propertyRuns(30) },
    );
  }, 600_000);
});

it.each(Object.values(TAKERS))(
  "are the same where memory is used again and again, some of it with records that were not taken",
  async (readersOf) => {
    const odd = [
      '{"a":1',
      "",
      "[]",
      '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/\\u0041"}',
      "{}",
    ];
    const lines = Array.from({ length: 5_000 }, (_, i) => {
      if (i % 1_500 > 1_400 && i % 7 === 0) return odd[i % odd.length] as string;
      const own = {
        ...RIGHT_LOG,
        user_id: `"user_${i}"`,
        ip_address: `"10.0.${i >> 8}.${i & 255}"`,
      };
      return `{${Object.entries(own)
        .map(([name, value]) => `"${name}":${value}`)
        .join()}}`;
    });
    const text = lines.join("\n");
    const byBytes = await read(LOGS, text, readersOf);
    expect(byBytes.taken).toBeGreaterThan(4_900);
    expect(byBytes.records).toEqual((await read(LOGS, text)).records);
  },
);

it.each(Object.values(TAKERS))(
  "are on their lines where others come first that no record begins on",
  async (readersOf) => {
    const good = `{${Object.entries(RIGHT_LOG)
      .map(([name, value]) => `"${name}":${value}`)
      .join()}}`;
    const text = ["", "[]", ` ${good}`, ...Array.from({ length: 5 }, () => good)].join("\n");
    const byBytes = await read(LOGS, text, readersOf);
    expect(byBytes.taken).toBeGreaterThan(2);
    expect(byBytes.records).toEqual((await read(LOGS, text)).records);
  },
);

it("has no plan where only a whole record tells", () => {
  const schema = z.object({ a: z.string().optional(), b: z.number().optional() });
  const plain = defineDataset({ name: "t", schema });
  expect(flatPlan(plain as unknown as Dataset)?.fields.map(({ kind }) => kind)).toEqual([
    "text",
    "number",
  ]);
  const refined = defineDataset({ name: "t", schema: schema.refine(({ a }) => a !== "no") });
  const trimmed = defineDataset({ name: "t", schema: z.object({ a: z.string().trim() }) });
  const nested = defineDataset({ name: "t", schema: z.object({ a: z.array(json()) }) });
  for (const dataset of [refined, trimmed, nested])
    expect(flatPlan(dataset as unknown as Dataset)).toBeUndefined();
});
