import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { type CsvOptions, csvFormat, readCheckedRecords } from "../src/index.ts";

const python = testServer("CLOUDAPI_TEST_PYTHON");
const run = promisify(execFile);

/** A file that Python writes, and how. */
interface Case {
  readonly rows: readonly (readonly string[])[];
  readonly encoding: string;
  readonly dialect: {
    readonly delimiter: string;
    readonly quotechar: string | null;
    readonly quoting: 0 | 1 | 3;
    readonly doublequote: boolean;
    readonly escapechar: string | null;
    readonly lineterminator: string;
  };
}

/** Writes each case as a file; a dialect that can't hold a case is left out. */
const WRITE = `
import csv, json, sys
folder = sys.argv[1]
written = []
for number, case in enumerate(json.load(open(folder + "/cases.json", encoding="utf-8"))):
    try:
        with open(f"{folder}/{number}.csv", "w", newline="", encoding=case["encoding"]) as file:
            writer = csv.writer(file, **case["dialect"])
            writer.writerow(["a", "b", "c"])
            writer.writerows(case["rows"])
        written.append(number)
    except csv.Error:
        pass
json.dump(written, open(folder + "/written.json", "w"))
`;

/** Reads each case's text; null where it is not right by the dialect. */
const READ = `
import csv, json, sys, io
folder = sys.argv[1]
out = []
for case in json.load(open(folder + "/cases.json", encoding="utf-8")):
    try:
        out.append(list(csv.reader(io.StringIO(case["text"], newline=""), strict=True, **case["dialect"])))
    except csv.Error:
        out.append(None)
json.dump(out, open(folder + "/read.json", "w"))
`;

const cells = defineDataset({
  name: "cells",
  schema: z.object({ a: z.string(), b: z.string(), c: z.string() }),
});

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dialects-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function readRows(bytes: Uint8Array, options: CsvOptions) {
  const rows: string[][] = [];
  const rejected: string[] = [];
  const format = csvFormat({ nulls: [], ...options });
  for await (const { records } of readCheckedRecords(cells, inPieces(bytes), { format })) {
    for (const record of records) {
      if (record.valid) rows.push([record.value.a, record.value.b, record.value.c]);
      else rejected.push(...record.issues.map(({ message }) => message));
    }
  }
  return { rows, rejected };
}

async function* inPieces(bytes: Uint8Array) {
  const size = 1 + (bytes.length % 7);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

const delimiter = fc.constantFrom(",", ";", "\t", "|", "\x1f", "^", "~", ":", " ");
const quotechar = fc.constantFrom('"', "'");
const piece = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "1",
    "é",
    "ü",
    "ß",
    ",",
    ";",
    "\t",
    "|",
    "^",
    ":",
    " ",
    '"',
    "'",
    "\\",
    "\n",
    "\r\n",
    "#",
  ),
  fc.string({ maxLength: 3, unit: fc.constantFrom("x", "y", "0", ".") }),
);
const cell = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(""));
const row = fc.tuple(cell, cell, cell);

const writtenCase: fc.Arbitrary<Case> = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: 8 }),
  encoding: fc.constantFrom(
    "utf-8",
    "utf-8-sig",
    "latin-1",
    "cp1252",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "mac_roman",
  ),
  dialect: fc.record({
    delimiter,
    quotechar,
    quoting: fc.constantFrom(0, 1, 3),
    doublequote: fc.boolean(),
    escapechar: fc.constantFrom(null, "\\"),
    lineterminator: fc.constantFrom("\r\n", "\n", "\r"),
  }),
});

/** The options that say what Python's dialect does. */
function optionsOf({ encoding, dialect }: Case): CsvOptions {
  const isBare = dialect.quoting === 3;
  const escape = dialect.escapechar === null ? (isBare ? "none" : "double") : "backslash";
  return {
    encoding: encoding === "utf-16" ? undefined : encoding,
    delimiter: dialect.delimiter,
    quote: isBare ? null : dialect.quotechar,
    escape,
  };
}

/** Whether the file can be read back at all: blank lines are no rows, and blanks may be all of a line. */
function isReadable({ rows, dialect }: Case): boolean {
  const isAlone = (text: string) => text.split(/[\r\n]/).some((line) => line.trim() === "");
  if (!dialect.doublequote && dialect.escapechar === null && dialect.quoting !== 3) return false;
  // Python puts quotes around line ends of the kind that ends its lines, and not around others.
  const keepsLines =
    dialect.quoting === 1 || (dialect.quoting === 0 && dialect.lineterminator === "\r\n");
  if (!keepsLines && rows.some((cellsOf) => cellsOf.some((text) => /[\r\n]/.test(text))))
    return false;
  return !rows.some((cellsOf) => isAlone(cellsOf.join(dialect.delimiter)));
}

it.skipIf(python === undefined)(
  "what Python's csv module writes in any dialect and encoding is read back equal",
  async () => {
    const cases = fc.sample(writtenCase, propertyRuns(2_000)).filter(isReadable);
    await writeFile(join(folder, "cases.json"), JSON.stringify(cases));
    await run(python ?? "", ["-c", WRITE, folder]);
    const written = JSON.parse(await readFile(join(folder, "written.json"), "utf8")) as number[];
    expect(written.length).toBeGreaterThan(cases.length / 2);
    for (const number of written) {
      const each = cases[number] as Case;
      const bytes = await readFile(join(folder, `${number}.csv`));
      const read = await readRows(bytes, optionsOf(each));
      expect(read, JSON.stringify(each)).toEqual({ rows: each.rows, rejected: [] });
    }
  },
  300_000,
);

/** Cells as they may stand in a file: bare, quoted, and anything. Q and D stand for the dialect's quote and delimiter. */
const writtenCell = fc.oneof(
  fc.constantFrom("", "x", "y z", "\\\\", "Q", "xQy"),
  fc
    .array(fc.constantFrom("x", "D", "QQ", "\n", "\r\n", "\\Q", "\\x", " "), { maxLength: 4 })
    .map((parts) => `Q${parts.join("")}Q`),
  fc
    .array(fc.constantFrom("x", "D", "Q", "\n", "\\", " "), { maxLength: 4 })
    .map((parts) => parts.join("")),
);
const textCase = fc
  .record({
    lines: fc.array(fc.array(writtenCell, { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 4,
    }),
    dialect: fc.record({
      delimiter: fc.constantFrom(",", ";", "\t", "|"),
      quotechar,
      escapechar: fc.constantFrom(null, "\\"),
    }),
  })
  .map(({ lines, dialect }) => ({
    text: lines
      .map((cellsOf) => `${cellsOf.join("D")}\n`)
      .join("")
      .replaceAll("Q", dialect.quotechar)
      .replaceAll("D", dialect.delimiter),
    dialect,
  }));

it.skipIf(python === undefined)(
  "text that Python takes has the same rows, and other text is rejected",
  async () => {
    const cases = fc.sample(textCase, propertyRuns(4_000));
    await writeFile(join(folder, "cases.json"), JSON.stringify(cases));
    await run(python ?? "", ["-c", READ, folder]);
    const results = JSON.parse(await readFile(join(folder, "read.json"), "utf8")) as (
      | string[][]
      | null
    )[];
    let compared = 0;
    for (const [number, rows] of results.entries()) {
      const { text, dialect } = cases[number] as (typeof cases)[number];
      const { rows: read, rejected } = await readRows(Buffer.from(text), {
        header: ["a", "b", "c"],
        delimiter: dialect.delimiter,
        quote: dialect.quotechar,
        escape: dialect.escapechar === null ? "double" : "backslash",
      });
      if (rows === null) continue;
      const wanted = rows.filter((cellsOf) => cellsOf.length === 3);
      compared += wanted.length;
      const others = rejected.filter((message) => !message.startsWith("The row has"));
      expect({ read, others }, JSON.stringify({ text, dialect })).toEqual({
        read: wanted,
        others: [],
      });
    }
    expect(compared).toBeGreaterThan(results.length / 20);
  },
  300_000,
);
