import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { SourceError } from "../source/source-error.ts";
import { type ReadOptions, readCheckedRecords } from "./read-checked-records.ts";

/** Every way in which the reader takes a number, so that each of them meets what is hostile. */
const EXACT = defineDataset({
  name: "exact",
  schema: z.object({
    n: z.int64().optional(),
    d: decimal(10, 2).optional(),
    t: z.iso.datetime({ offset: true }).optional(),
    s: z.string().optional(),
    b: z.boolean().optional(),
  }),
});

async function codesOf(source: string | Uint8Array, options: ReadOptions = {}): Promise<string[]> {
  const codes: string[] = [];
  for await (const { records } of readCheckedRecords(EXACT, source, options))
    codes.push(
      ...records.map((record) => (record.valid ? "valid" : (record.issues[0]?.code ?? "none"))),
    );
  return codes;
}

const nest = (depth: number, open: string, close: string) =>
  open.repeat(depth) + close.repeat(depth);

function codeOf(error: unknown): string {
  return error instanceof SourceError ? error.code : "unknown";
}

describe("a record nested too deep", () => {
  it.each([
    ["lists", (depth: number) => nest(depth, "[", "]")],
    ["objects", (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`],
    ["lists that are not closed", (depth: number) => "[".repeat(depth)],
  ])("in %s is rejected by itself, with its place, in lines and arrays", async (_name, deep) => {
    const bad = `{"n":1234567890123456,"u":${deep(3000)}}`;
    const good = '{"n":1234567890123457}';
    expect(await codesOf(`${good}\n${bad}\n${good}\n`)).toEqual(["valid", "too_deep", "valid"]);
    expect(await codesOf(`[${good},${bad},${good}]`)).toEqual(["valid", "too_deep", "valid"]);
  });

  it("is told with the bound and the place", async () => {
    const source = `{"s":"[{","u":${nest(4, "[", "]")}}`;
    const issues: unknown[] = [];
    for await (const { records } of readCheckedRecords(EXACT, source, { maxDepth: 4 }))
      issues.push(...records.flatMap((record) => (record.valid ? [] : record.issues)));
    expect(issues).toEqual([
      {
        code: "too_deep",
        path: [],
        expected: "at most 4 lists and objects inside one another",
        received: "one more at column 18",
        message:
          "The record is nested too deep: expected at most 4 lists and objects inside one another (maxDepth), found one more at column 18. It was not parsed; reading continues after it.",
      },
    ]);
  });

  it("is taken up to the bound, which may be raised to 1,000", async () => {
    const record = (depth: number) => `{"n":1234567890123456,"u":${nest(depth - 1, "[", "]")}}`;
    expect(await codesOf(record(256))).toEqual(["valid"]);
    expect(await codesOf(record(257))).toEqual(["too_deep"]);
    expect(await codesOf(record(1000), { maxDepth: 1000 })).toEqual(["valid"]);
    expect(() => readCheckedRecords(EXACT, "", { maxDepth: 1001 })).toThrow(
      "maxDepth must be an integer from 1 to 1000, not 1001.",
    );
  });

  it.each([
    ["lists", "[", ""],
    ["objects", '{"a":', ""],
    ["lists in an array", "[", '[{"u":'],
  ])(
    "of 16 MB of opened %s costs little more memory than its text",
    async (_name, piece, start) => {
      const { codes, grownMiB } = await readElsewhere(start, piece);
      expect(codes).toEqual(["too_deep"]);
      // It was 680 MiB when each level was remembered.
      expect(grownMiB).toBeLessThan(150);
    },
  );
});

/** Read 16 MB of a piece in a process of its own, which has a peak of its own. */
async function readElsewhere(
  start: string,
  piece: string,
): Promise<{ codes: string[]; grownMiB: number }> {
  const code = `
    const { apiLogs } = await import("@cloudapi/core");
    const { readCheckedRecords } = await import("@cloudapi/records");
    const bytes = Buffer.alloc(16_000_000, ${JSON.stringify(piece)});
    async function* source() {
      yield Buffer.from(${JSON.stringify(start)});
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    }
    const startKiB = process.resourceUsage().maxRSS;
    const codes = [];
    for await (const { records } of readCheckedRecords(apiLogs, source()))
      for (const record of records) codes.push(record.valid ? "valid" : record.issues[0].code);
    const grownMiB = (process.resourceUsage().maxRSS - startKiB) / 1024;
    console.log(JSON.stringify({ codes, grownMiB }));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", code],
    { cwd: import.meta.dirname },
  );
  return JSON.parse(stdout) as { codes: string[]; grownMiB: number };
}

describe("whatever a record holds", () => {
  const field = fc.constantFrom("n", "d", "t", "s", "b", "u", "__proto__", "constructor", "");
  const value = fc.oneof(
    fc.json(),
    fc
      .tuple(fc.nat({ max: 6000 }), fc.constantFrom("[]", "{}"))
      .map(([depth, [open = "", close = ""]]) =>
        open === "[" ? nest(depth, open, close) : `${'{"a":'.repeat(depth)}0${close.repeat(depth)}`,
      ),
    fc.nat({ max: 5000 }).map((count) => `[${"{},".repeat(count)}1]`),
    fc
      .nat({ max: 5000 })
      .map((count) => `{${Array.from({ length: count }, (_, key) => `"${key}":1`).join()}}`),
    fc.nat({ max: 100_000 }).map((length) => "1".repeat(length + 1)),
    fc.nat({ max: 100_000 }).map((length) => `"${"0".repeat(length)}.1"`),
    fc.constantFrom("1e999999999", "-0", "1E-400", "0.1e5", '"\\ud800"', '"2025-01-15T10:30:45Z"'),
  );
  const records = fc.array(
    fc
      .array(fc.tuple(field, value), { maxLength: 4 })
      .map(
        (entries) => `{${entries.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join()}}`,
      ),
    { maxLength: 3 },
  );
  const GOOD = '{"n":1234567890123456}';

  it("no error ends the run, and the good rows around it stay", async () => {
    await fc.assert(
      fc.asyncProperty(records, async (texts) => {
        const lines = [GOOD, ...texts, GOOD];
        const byLine = await codesOf(lines.join("\n"));
        expect(byLine.length).toBe(lines.length);
        expect([byLine[0], byLine.at(-1)]).toEqual(["valid", "valid"]);
        const isValid = (code: string) => code === "valid";
        // Bad records that stand together may be taken for one there, and with them a record that begins unlike the
        // others, since it looks like an object inside the faulty one: at most one for each bad record.
        const inArray = await codesOf(`[${lines.join(",\n")}]`);
        expect([inArray[0], inArray.at(-1)]).toEqual(["valid", "valid"]);
        const [good, kept] = [byLine, inArray].map((codes) => codes.filter(isValid).length);
        expect(kept).toBeLessThanOrEqual(good as number);
        expect(kept).toBeGreaterThanOrEqual((good as number) - (byLine.length - (good as number)));
      }),
      { numRuns: propertyRuns(25) },
    );
  });

  it("in CSV neither", async () => {
    const cell = fc.oneof(
      fc.string({ unit: anyCodePoint }),
      fc.nat({ max: 100_000 }).map((length) => "0".repeat(length)),
      fc.nat({ max: 100_000 }).map((length) => `${"9".repeat(length)}.${"0".repeat(length)}`),
      fc.nat({ max: 20_000 }).map((count) => ",".repeat(count)),
      fc.nat({ max: 20_000 }).map((count) => '"'.repeat(count)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 5 }), async (cells) => {
        const codes = await codesOf(`n,d,t,s,b\n1,2,,,\n${cells.join()}\n\n`, { format: "csv" });
        expect(codes[0]).toBe("valid");
      }),
      { numRuns: propertyRuns(25) },
    );
  });

  it("bytes of any kind are refused with a documented code, or none of them is a row", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
        const codes = await codesOf(bytes).catch((error: unknown) => [codeOf(error)]);
        expect(codes.filter((code) => code === "valid" || code === "unknown")).toEqual([]);
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});
