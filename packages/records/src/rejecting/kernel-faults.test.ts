import { apiLogs, type Dataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { badLines, MIXED, STRICT } from "../../test/support/bad-lines.ts";
import { checkedRecordsOf, type FlatBatch } from "../engine/read-checked-records.ts";
import { flatReaders } from "../flat/flat-readers.ts";
import { recordsInOrder } from "../flat/flat-records.ts";
import { LineBytes } from "../report/line-bytes.ts";
import { QuarantineLines } from "../report/quarantine-lines.ts";

const LOGS = apiLogs as unknown as Dataset;

interface Told {
  /** What is said of each record, in the order of the source. */
  readonly records: unknown[];
  /** Lines that are kept of those that do not fit, put together in one go, and one by one. */
  readonly kept: string;
  readonly keptOneByOne: string;
  /** How many were judged in WebAssembly. */
  readonly judged: number;
}

/** What reading a text says, by bytes or by parser and checker. */
async function read(dataset: Dataset, text: string, isByBytes: boolean): Promise<Told> {
  const batches = checkedRecordsOf(
    "test",
    dataset,
    text,
    { format: "json" },
    isByBytes ? (plan) => flatReaders(plan, 0) : undefined,
  );
  const writing = new QuarantineLines(dataset, 'the "source"');
  const [inOneGo, oneByOne] = [new LineBytes(), new LineBytes()];
  const records: unknown[] = [];
  let judged = 0;
  for await (const batch of batches) {
    records.push(...toldOf(batch));
    const { rejects } = batch.flat ?? {};
    if (rejects === undefined) continue;
    judged += rejects.size;
    writing.appendAll(inOneGo, rejects, { from: 0, to: rejects.size, format: "json-lines" });
    for (let row = 0; row < rejects.size; row++)
      writing.append(oneByOne, rejects.recordAt(row), "json-lines");
  }
  return {
    records,
    kept: inOneGo.take().toString(),
    keptOneByOne: oneByOne.take().toString(),
    judged,
  };
}

function toldOf(batch: FlatBatch): unknown[] {
  return recordsInOrder(batch).map((record) => {
    const { line, byteOffset, byteLength, item, raw, rawTruncated, unknownFields, valid } = record;
    const place = { line, byteOffset, byteLength, item, raw, rawTruncated, unknownFields, valid };
    return record.valid ? place : { ...place, issues: record.issues };
  });
}

/** Lines that differ by white space and by the ends of lines. */
function textOf(lines: readonly string[], spelling: string): string {
  const end = spelling === "spaced" ? " \t\r\n" : "\n";
  const spelled = lines.map((line) =>
    spelling === "spaced" ? ` ${line.replaceAll(":", "\t: ")}` : line,
  );
  return `${spelled.join(end)}${end}`;
}

describe.each([
  { name: "logs", dataset: LOGS, faulty: '{"status_code":999}' },
  { name: "every kind of column", dataset: MIXED, faulty: '{"at":null,"chosen":"x"}' },
  { name: "a strict contract", dataset: STRICT, faulty: '{"id":"","count":0.5}' },
])("records of $name", ({ dataset, faulty }) => {
  it("that do not fit are what parser and checker say, and so is what is kept of them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(badLines(dataset), { minLength: 1, maxLength: 40 }),
        fc.constantFrom("plain", "plain", "spaced"),
        async (lines, spelling) => {
          const text = textOf([faulty, faulty, faulty, ...lines, ...lines], spelling);
          const byBytes = await read(dataset, text, true);
          const byParser = await read(dataset, text, false);
          expect(byBytes.records).toEqual(byParser.records);
          expect(byBytes.kept).toBe(byBytes.keptOneByOne);
          expect(byBytes.judged).toBeGreaterThan(0);
        },
      ),
      { numRuns: propertyRuns(20) },
    );
  });
});

const RIGHT = '"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200';

it("are judged by their bytes whatever is wrong, in any order of keys, with white space, escapes and other alphabets", async () => {
  const bad = [
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":999}',
    '{"status_code":99,"endpoint":"a","timestamp":"2025-01-15T10:30:45Z"}',
    '{"response_time_ms":-1.5}',
    '{"timestamp":null,"endpoint":"/a","status_code":"200","method":"BREW"}',
    '{"ip_address":"256.0.0.1","timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}',
    ' { "timestamp" : "yesterday" , "endpoint" : "/a" , "status_code" : 200 }\t',
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"\\u0041\\n","status_code":200}',
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"straße €","status_code":200}',
    `{${RIGHT},"method":true}`,
    "{}",
  ];
  const text = ["{", "{", ...bad, ...bad].map((line) => `${line}\n`).join("");
  const byBytes = await read(LOGS, text, true);
  expect(byBytes.records).toEqual((await read(LOGS, text, false)).records);
  expect(byBytes.kept).toBe(byBytes.keptOneByOne);
  expect(byBytes.kept.split("\n").slice(0, -1).map(rawOf)).toEqual([...bad, ...bad]);
});

function rawOf(line: string): unknown {
  return (JSON.parse(line) as { raw: string }).raw;
}

it("are in the order of the source among rows and records that the parser had", async () => {
  const three = [`{${RIGHT}}`, `{${RIGHT},"method":"BREW"}`, `{${RIGHT},"method":["GET"]}`];
  const lines = Array.from({ length: 300 }, (_, i) => three[(i * 7) % 3] as string);
  const text = `${lines.join("\n")}\n`;
  const byBytes = await read(LOGS, text, true);
  expect(byBytes.records).toEqual((await read(LOGS, text, false)).records);
  expect(byBytes.judged).toBeGreaterThan(90);
});

it("are judged, and their lines written, where each has another value and more of them than are remembered", async () => {
  const lines = Array.from({ length: 9_000 }, (_, i) => `{${RIGHT},"method":"M${i}"}`);
  const text = `${lines.join("\n")}\n`;
  const byBytes = await read(LOGS, text, true);
  expect(byBytes.records).toEqual((await read(LOGS, text, false)).records);
  expect(byBytes.kept).toBe(byBytes.keptOneByOne);
  expect(byBytes.judged).toBeGreaterThan(8_000);
});

it("have lines even where these are longer than there is room for at a time", async () => {
  const long = `{${RIGHT.replace("/a", "a".repeat(100_000))}}`;
  const text = ["{}", "{}", `{${RIGHT}}`, long, "{}", long].map((line) => `${line}\n`).join("");
  const byBytes = await read(LOGS, text, true);
  expect(byBytes.kept).toBe(byBytes.keptOneByOne);
  expect(byBytes.records).toEqual((await read(LOGS, text, false)).records);
  expect(byBytes.judged).toBeGreaterThan(0);
});

it("have lines where the source's name is longer than there is room for", async () => {
  const batches = checkedRecordsOf("test", LOGS, "{}\n".repeat(5), { format: "json" }, (plan) =>
    flatReaders(plan, 0),
  );
  const source = "s".repeat(10_000);
  const lines = new LineBytes();
  for await (const { flat } of batches) {
    if (flat?.rejects === undefined) continue;
    const { size } = flat.rejects;
    const which = { from: 0, to: size, format: "json-lines" } as const;
    new QuarantineLines(LOGS, source).appendAll(lines, flat.rejects, which);
  }
  const kept = lines.take().toString().split("\n").slice(0, -1);
  expect(kept.map((line) => (JSON.parse(line) as { source: string }).source)).toEqual(
    Array.from({ length: 3 }, () => source),
  );
});

it("have their unknown fields named and counted as the parser does", async () => {
  const lines = Array.from({ length: 40 }, (_, i) =>
    i % 3 === 0 ? `{${RIGHT},"note":${i}}` : `{"status_code":9,"note":"${i}","more":null}`,
  );
  const text = ["{}", "{}", ...lines].map((line) => `${line}\n`).join("");
  const isSplit = [await read(LOGS, text, true), await read(LOGS, text, false)] as const;
  expect(isSplit[0].records).toEqual(isSplit[1].records);
  const batches = checkedRecordsOf("test", LOGS, inTwo(text), { format: "json" }, (plan) =>
    flatReaders(plan, 0),
  );
  const said: unknown[] = [];
  const warned: string[] = [];
  let judged = 0;
  for await (const batch of batches) {
    said.push(...toldOf(batch));
    judged += batch.flat?.rejects?.size ?? 0;
    warned.push(...batch.warnings.map(({ message }) => message));
  }
  expect(said).toEqual(isSplit[1].records);
  expect(warned).toEqual([
    expect.stringContaining('"note" (a number, in 40 of 42 records), "more" (null, in 26 of 42'),
  ]);
  expect(judged).toBeGreaterThan(10);
});

/** The same bytes in two chunks: names are known from the second on. */
async function* inTwo(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  const half = bytes.indexOf("\n", bytes.length / 2) + 1;
  yield bytes.subarray(0, half);
  await Promise.resolve();
  yield bytes.subarray(half);
}
