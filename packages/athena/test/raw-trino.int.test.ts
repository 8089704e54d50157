import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiLogs, type Dataset, parseTimestamp } from "@cloudapi/core";
import { readCheckedRecords } from "@cloudapi/records";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { everything, ODD_LINES, rawLines, strict } from "./raw-lines.ts";
import { transformOnTrino } from "./raw-on-trino.ts";

// The transform in SQL on a Trino, beside the records that the transform of this repository reads: the same rows, the same rejected
// rows, and the same codes of what is wrong with each.

const TRINO = testServer("CLOUDAPI_TEST_TRINO_FILES");

/** A file begins with an object, which says that it has lines, and ends with a line end, since a table doesn't tell the last line. */
const fileOf = (lines: readonly string[]) => Buffer.from(`{}\n${lines.join("\n")}\n`);

interface Rows {
  readonly valid: readonly string[];
  readonly rejected: readonly string[];
}

async function asRead(dataset: Dataset, bytes: Uint8Array, limits: object): Promise<Rows> {
  const [valid, rejected]: [string[], string[]] = [[], []];
  const options = { format: "json" as const, ...limits };
  for await (const { records } of readCheckedRecords(dataset, bytes, options)) {
    for (const record of records) {
      if (record.valid) valid.push(rowText(dataset, (name) => record.value[name]));
      else
        rejected.push(JSON.stringify([shown(record.raw), record.issues.map(({ code }) => code)]));
    }
  }
  return { valid: valid.toSorted(), rejected: rejected.toSorted() };
}

async function onTrino(dataset: Dataset, bytes: Uint8Array, limits: object): Promise<Rows> {
  const { valid, rejected, counts } = await transformOnTrino(TRINO ?? "", dataset, bytes, limits);
  expect(counts).toEqual([valid.rows.length + rejected.length, valid.rows.length, rejected.length]);
  const names = dataset.columns.map(({ name }) => name);
  return {
    valid: valid.rows.map((row) => rowText(dataset, (name) => row[names.indexOf(name)])).toSorted(),
    rejected: rejected.map(({ raw, codes }) => JSON.stringify([shown(raw), codes])).toSorted(),
  };
}

/** The beginning of a text: how many characters stand for bytes that are none differs, and of what is too large how much is kept. */
function shown(raw: string): string {
  return raw.replaceAll(/\uFFFD+/g, "\uFFFD").slice(0, 40);
}

/** A row as text, whichever of the two it is from. */
function rowText({ columns }: Dataset, valueOf: (name: string) => unknown): string {
  return JSON.stringify(
    columns.map(({ name, type }) => {
      const value = (valueOf(name) ?? null) as string | number | bigint | boolean | null;
      if (value === null) return null;
      if (type.kind === "timestamp") {
        const text = String(value).replace(/^(\S+) (\S+)$/, "$1T$2Z");
        return parseTimestamp(text)?.epochMs ?? text;
      }
      if (type.kind === "float") return Math.fround(Number(value)) + 0;
      return type.kind === "double" ? Number(value) + 0 : String(value);
    }),
  );
}

/** Both over the same bytes; how many rows each of the two kinds has. */
async function compare(dataset: Dataset, bytes: Uint8Array, limits: object = {}) {
  const [found, expected] = [
    await onTrino(dataset, bytes, limits),
    await asRead(dataset, bytes, limits),
  ];
  expect(found.rejected).toEqual(expected.rejected);
  expect(found.valid).toEqual(expected.valid);
  return { valid: expected.valid.length, rejected: expected.rejected.length };
}

describe("the transform in SQL on Trino 368 (CLOUDAPI_TEST_TRINO_FILES)", () => {
  it.skipIf(TRINO === undefined)(
    "generated records with every kind of fault",
    { timeout: 400_000 },
    async () => {
      for (const [dataset, seed] of [
        [everything, 1],
        [apiLogs, 2],
      ] as const) {
        const names = dataset.columns.map(({ name }) => name);
        const lines = fc.sample(rawLines(names), { numRuns: 1000, seed });
        const { valid, rejected } = await compare(dataset, fileOf([...lines, ...ODD_LINES]));
        expect(valid).toBeGreaterThan(lines.length / 20);
        expect(rejected).toBeGreaterThan(lines.length / 20);
      }
    },
  );

  it.skipIf(TRINO === undefined)(
    "what is JSON and what is not, as JSONTestSuite asks",
    { timeout: 400_000 },
    async () => {
      const folder = fileURLToPath(
        new URL("../../../fixtures/json-test-suite/test_parsing/", import.meta.url),
      );
      const files = await Promise.all(
        (await readdir(folder)).map((name) => readFile(join(folder, name))),
      );
      // A line break ends a line, whatever it stands in, and a file that is UTF-16 or has a byte order mark is no line of this one.
      const lines = files.filter((bytes) => !/[\n\r]/.test(bytes.toString("latin1")));
      expect(lines.length).toBeGreaterThan(280);
      const bytes = Buffer.concat([
        Buffer.from("{}\n"),
        ...lines.flatMap((line) => [line, Buffer.from("\n")]),
      ]);
      await compare(strict, bytes);
      const inside = lines.flatMap((line) => [
        Buffer.from('{"a":1,"x":'),
        line,
        Buffer.from("}\n"),
      ]);
      await compare(strict, Buffer.concat([Buffer.from("{}\n"), ...inside]));
    },
  );

  it.skipIf(TRINO === undefined)(
    "bytes that are not UTF-8, NUL bytes, other line ends and records that are too large",
    { timeout: 400_000 },
    async () => {
      const lines = [
        Buffer.from("{}"),
        Buffer.from('{"a":1}\r'),
        Buffer.from('{"a":2,"bC":"\u00e9"}', "latin1"),
        Buffer.from('{"a":3,"bC":"\ufffd"}'),
        Buffer.from('{"a":4}\0'),
        Buffer.from(`{"a":5,"bC":"${"x".repeat(80)}"}`),
        Buffer.from(`{"a":6,"bC":"${"é".repeat(10)}"}`),
        Buffer.from([0xff, 0xfe]),
        Buffer.from([0xed, 0xa0, 0x80]),
      ];
      const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")]));
      expect(await compare(strict, bytes, { maxRecordBytes: 60 })).toEqual({
        valid: 3,
        rejected: 6,
      });
    },
  );
});
