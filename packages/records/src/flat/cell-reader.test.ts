import { apiLogs, type Dataset, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { csvFormat } from "../dialect/csv-format.ts";
import type { CsvOptions } from "../dialect/csv-options.ts";
import { checkedRecordsOf, type FlatBatch } from "../engine/read-checked-records.ts";
import type { CheckedRecord } from "../report/checked-record.ts";
import type { FlatPlan } from "./flat-plan.ts";
import { flatReaders } from "./flat-readers.ts";
import { FlatRecord, recordsInOrder } from "./flat-records.ts";

const LOGS = apiLogs as unknown as Dataset;
const EVERY_KIND = defineDataset({
  name: "kinds",
  schema: z.object({
    text: z.string().max(60).nullable(),
    at: z.iso.datetime({ offset: true }),
    date: z.iso.date().nullish(),
    word: z
      .string()
      .regex(/^[a-zé"\n ]+$/)
      .optional(),
    kind: z.enum(["a", "b"]).optional(),
    small: z.int32().min(-5).optional(),
    real: z.number().nullable(),
    free: z.number().positive().lt(1000).optional(),
    big: z.int64().optional(),
    amount: decimal(12, 2).optional(),
    flag: z.boolean().optional(),
    seconds: z.iso.datetime({ precision: 0 }).optional(),
    never: z.string().optional(),
  }),
  eventTime: "at",
  partition: {
    granularity: "day",
    layout: "hive",
    range: { from: "2020-01-01", to: "2030-01-01" },
  },
}) as unknown as Dataset;
const ONE = defineDataset({
  name: "one",
  schema: z.object({ text: z.string().nullable() }),
}) as unknown as Dataset;

const times = fc.constantFrom(
  "2025-01-15T10:30:45Z",
  "2025-01-15T10:30:45.123Z",
  "2025-01-15T10:30:45.1Z",
  "2025-01-15T10:30:45.1239Z",
  "2025-01-15T24:00:00Z",
  "2025-02-29T00:00:00Z",
  "2025-01-15T10:30:45+01:00",
  "2035-01-15T10:30:45Z",
  "2025-01-15",
  " 2025-01-15T10:30:45Z",
);
const numbers = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom("0", "-0", "-0.0", "00", "01", "1.", ".5", "-", "+5", "1e5", "1E-2", "200.0"),
  fc.constantFrom("999999999999999", "9999999999999999", "9007199254740993", "1_000", "0x1", "NaN"),
  fc.constantFrom("-5.0", "2.5e1", "1.5", " 7", "7 ", "1,5", "2147483648", "123456789012345678901"),
);
const texts = fc.oneof(
  fc.constantFrom("/", "/api/users", "GET", "a", "b", "", "x".repeat(61), "é", "word", "true"),
  fc.constantFrom(
    "NA",
    "-1",
    "ja",
    "\\N",
    "a\\tb",
    "1.234,5",
    "12,50",
    " ",
    "1.2.3.4",
    "TRUE",
    "false",
    "12.50",
    "tab\there",
    "\u0001",
    "\uFEFFa",
    "\0",
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", ";", "a", " "), maxLength: 5 }),
);
const values = fc.oneof(times, numbers, texts);

/** How a cell is written: as it is, or in quotes. */
function written(cell: string, isQuoted: boolean, { delimiter, dialect }: Case): string {
  const quote = dialect?.quote === undefined ? '"' : (dialect.quote ?? "");
  const isOdd = /["'\r\n]/.test(cell) || cell.includes(delimiter);
  return isQuoted || isOdd ? `${quote}${cell.replaceAll('"', '""')}${quote}` : cell;
}

interface Case {
  readonly dataset: Dataset;
  readonly header: readonly string[];
  readonly right: readonly string[];
  readonly delimiter: string;
  readonly dialect?: CsvOptions;
}

const CASES: Readonly<Record<string, Case>> = {
  logs: {
    dataset: LOGS,
    header: LOGS.columns.map(({ name }) => name),
    right: [
      "2025-01-15T10:30:45.123Z",
      "/api/users",
      "GET",
      "200",
      "12.5",
      "user_1",
      "1.2.3.4",
    ].slice(0, LOGS.columns.length),
    delimiter: ",",
  },
  "every kind": {
    dataset: EVERY_KIND,
    header: EVERY_KIND.columns.map(({ name }) => name).slice(0, -1),
    right: [
      "some text",
      "2025-01-15T10:30:45Z",
      "2025-01-15",
      "word",
      "a",
      "-3",
      "0.25",
      "1.5",
      "123456789012",
      "12.5",
      "true",
      "2025-01-15T10:30:45Z",
    ],
    delimiter: ";",
  },
  "columns in another order, with others": {
    dataset: EVERY_KIND,
    header: ["real", "other", "at", "text", "other", "another"],
    right: ["0.25", "what", "2025-01-15T10:30:45Z", "some text", "", "is it"],
    delimiter: "\t",
  },
  "decimal commas, blanks around cells": {
    dataset: EVERY_KIND,
    header: ["real", "at", "text", "small", "amount", "flag"],
    right: ["1,5", "2025-01-15T10:30:45Z", " some text ", "200", "12,50", "true"],
    delimiter: ";",
    dialect: { delimiter: ";", decimal: ",", thousands: ".", trim: true },
  },
  "words for null and booleans, comments": {
    dataset: EVERY_KIND,
    header: ["real", "at", "text", "small", "flag", "kind"],
    right: ["-1", "2025-01-15T10:30:45Z", "NA", "NA", "ja", "a"],
    delimiter: "|",
    dialect: {
      delimiter: "|",
      comment: "#",
      nulls: ["NA", "-1"],
      booleans: { true: ["ja"], false: ["nein"] },
      skipAfterHeader: 1,
    },
  },
  "words for null of one column, quotes that are no double ones": {
    dataset: EVERY_KIND,
    header: ["text", "word", "at", "real"],
    right: ["some text", "NA", "2025-01-15T10:30:45Z", "1.5"],
    delimiter: ",",
    dialect: { quote: "'", nulls: { word: ["NA", "word"] }, quotedNulls: false },
  },
  "backslashes, no header": {
    dataset: ONE,
    header: ["text"],
    right: ["some text"],
    delimiter: "\t",
    dialect: { delimiter: "\t", escape: "backslash", header: ["text"] },
  },
  "an export of a database": {
    dataset: EVERY_KIND,
    header: ["at", "text", "real"],
    right: ["2025-01-15T10:30:45Z", "some text", "1.5"],
    delimiter: "\t",
    dialect: { delimiter: "\t", quote: null, escape: "sql", caseInsensitive: true },
  },
  "no escapes": {
    dataset: EVERY_KIND,
    header: ["at", "text", "real"],
    right: ["2025-01-15T10:30:45Z", "some text", "1.5"],
    delimiter: ",",
    dialect: { escape: "none", skipLines: 1 },
  },
  "one column": { dataset: ONE, header: ["text"], right: ["word"], delimiter: "|" },
};

/** Lines of a case: mostly right, so that many are taken and many just not. */
function linesOf(each: Case): fc.Arbitrary<string> {
  const { header, right, delimiter } = each;
  const change = fc.tuple(fc.nat({ max: right.length - 1 }), values, fc.boolean());
  const spelling = fc.constantFrom("plain", "plain", "plain", "plain", "short", "long", "cut");
  const odd = fc.constantFrom(
    "",
    " ",
    "\t",
    header.join(delimiter),
    `\uFEFF${right.join(delimiter)}`,
    '"',
    `"a"b${delimiter}`,
    `#${right.join(delimiter)}`,
    ` ${header.join(` ${delimiter}`)}`,
    `"${header[0]}"${delimiter}${header.slice(1).join(delimiter)}`,
    right.map((cell) => ` ${cell}\t`).join(delimiter),
    right.join(delimiter).replaceAll(/[a-z ]/g, "\\$&"),
  );
  const usual = fc
    .tuple(
      fc.oneof(fc.constant([]), fc.array(change, { maxLength: 3 })),
      spelling,
      fc.nat({ max: 80 }),
      fc.boolean(),
    )
    .map(([changes, how, cut, areQuoted]) => {
      const cells = right.map((cell) => written(cell, areQuoted, each));
      for (const [place, cell, isQuoted] of changes) cells[place] = written(cell, isQuoted, each);
      if (how === "short") cells.pop();
      if (how === "long") cells.push("more");
      const line = cells.join(delimiter);
      return how === "cut" ? line.slice(0, cut) : line;
    });
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: odd, weight: 1 });
}

const damage = fc.array(
  fc.tuple(fc.nat({ max: 5_000 }), fc.constantFrom(0xff, 0xc3, 0x22, 0x0d, 0x0a, 0x00, 0x2c)),
  { maxLength: 2 },
);

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
