import type { Dataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { CASES, type Case, damage, linesOf } from "../../test/support/csv-lines.ts";
import { csvFormat } from "../dialect/csv-format.ts";
import type { CsvOptions } from "../dialect/csv-options.ts";
import { checkedRecordsOf, type FlatBatch } from "../engine/read-checked-records.ts";
import type { CheckedRecord } from "../report/checked-record.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { flatReaders } from "./flat-readers.ts";
import { FlatRecord, recordsInOrder } from "./flat-records.ts";

/** What is said of records; a bigint and the order of keys count. */
function told(record: CheckedRecord<Record<string, unknown>>): unknown {
  const { line, byteOffset, byteLength, raw, unknownFields } = record;
  const place = { line, byteOffset, byteLength, raw, unknownFields };
  if (!record.valid) return { ...place, issues: record.issues };
  const { value, eventTimeMs, truncatedTimestamps } = record;
  const negativeZeros = Object.keys(value).filter((name) => Object.is(value[name], -0));
  return { ...place, row: Object.entries(value), negativeZeros, eventTimeMs, truncatedTimestamps };
}

/** By the kernel, or by parser and checker alone. */
const TIERS = {
  kernel: (plan: FlatPlan) => flatReaders(plan, 0),
  rows: undefined,
} as const;

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

interface Read {
  readonly bytes: Uint8Array;
  readonly delimiter: string;
  readonly dialect?: CsvOptions | undefined;
  readonly sizes: readonly number[];
  readonly maxRecordBytes?: number;
}

async function read(
  dataset: Dataset,
  { bytes, delimiter, dialect, sizes, maxRecordBytes }: Read,
  tier: keyof typeof TIERS,
) {
  const records: unknown[] = [];
  const findings: unknown[] = [];
  const unknown = new Map<string, number>();
  let taken = 0;
  const options =
    dialect === undefined
      ? ({ format: "csv", delimiter, maxRecordBytes } as const)
      : { format: csvFormat(dialect), maxRecordBytes };
  const chunks = chunksOf(bytes, sizes);
  for await (const batch of checkedRecordsOf("test", dataset, chunks, options, TIERS[tier])) {
    noteUnknown(batch, unknown);
    for (const record of recordsInOrder(batch)) {
      if (record instanceof FlatRecord) taken++;
      records.push(told(record));
    }
    findings.push(...batch.problems, ...batch.warnings);
  }
  return { told: { records, findings, unknown }, taken };
}

function noteUnknown({ records, flat }: FlatBatch, unknown: Map<string, number>): void {
  const names = records.flatMap(({ unknownFields }) => unknownFields);
  for (const name of names) unknown.set(name, (unknown.get(name) ?? 0) + 1);
  for (const [name, rows] of flat?.unknownCounts ?? [])
    unknown.set(name, (unknown.get(name) ?? 0) + rows);
}

describe.each(Object.entries(CASES))("rows of CSV: %s", (_, each) => {
  const { dataset, header, right, delimiter, dialect } = each;
  const line = (cells: readonly string[]) => cells.join(delimiter);

  it("are the same by their bytes as by parser and checker, wherever chunks end", async () => {
    const before = [header, ...Array.from({ length: 5 }, () => right)].map(line);
    if (dialect?.skipLines !== undefined) before.unshift("before");
    // Rows are taken from the second chunk on.
    const sizes = fc.oneof(
      fc.constant([before.join("\n").length + 4, 65_536]),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
    );
    const ends = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r\n", "\r");
    const mark = fc.constantFrom("", "\uFEFF");
    const lines = fc.array(fc.tuple(linesOf(each), ends), { maxLength: 60, size: "max" });
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(mark, lines, sizes, damage, async (bom, made, chunkSizes, damaged) => {
        const text = `${bom}${before.join("\n")}\n${made.map(([a, b]) => a + b).join("")}`;
        const bytes = Buffer.from(text);
        for (const [at, byte] of damaged) if (at > 400 && at < bytes.length) bytes[at] = byte;
        const input = { bytes, delimiter, dialect, sizes: chunkSizes, maxRecordBytes: 200 };
        const byBytes = await read(dataset, input, "kernel");
        expect(byBytes.told).toEqual((await read(dataset, input, "rows")).told);
        taken += byBytes.taken;
      }),
      { numRuns: propertyRuns(30) },
    );
    expect(taken).toBeGreaterThan(100);
  }, 600_000);

  it("are taken by their bytes where nothing is unusual", async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => (i % 500 === 499 ? "odd" : line(right)));
    const bytes = Buffer.from(["", line(header), ...rows].join("\r\n"));
    const input = { bytes, delimiter, dialect, sizes: [20_000] };
    const byBytes = await read(dataset, input, "kernel");
    expect(byBytes.taken).toBeGreaterThan(2_500);
    expect(byBytes.told).toEqual((await read(dataset, input, "rows")).told);
  }, 60_000);
});

it("are read by parser and checker where there is no WebAssembly", async () => {
  const { dataset, header, right } = CASES["logs"] as Case;
  const rows = Array.from({ length: 600 }, () => right.join());
  const input = {
    bytes: Buffer.from([header.join(), ...rows].join("\n")),
    delimiter: ",",
    sizes: [8_000],
  };
  const byKernel = await read(dataset, input, "kernel");
  vi.stubGlobal("WebAssembly", undefined);
  const without = await read(dataset, input, "kernel");
  vi.unstubAllGlobals();
  expect(byKernel.taken).toBeGreaterThan(300);
  expect(without.taken).toBe(0);
  expect(without.told).toEqual(byKernel.told);
});

it("what is left of them has its bytes for as long as it is held", async () => {
  const { dataset, header, right } = CASES["logs"] as Case;
  const rows = Array.from({ length: 20_000 }, (_, i) =>
    i % 500 === 0 ? `odd ${i}` : right.join(),
  );
  const bytes = Buffer.from([header.join(), ...rows].join("\n"));
  const held: CheckedRecord<unknown>[] = [];
  const source = chunksOf(bytes, [65_536]);
  const options = { format: "csv" } as const;
  for await (const batch of checkedRecordsOf("test", dataset, source, options, TIERS.kernel))
    held.push(...batch.records.filter(({ valid }) => !valid));
  expect(held.map(({ raw }) => raw)).toEqual(rows.filter((row) => row.startsWith("odd")));
});
