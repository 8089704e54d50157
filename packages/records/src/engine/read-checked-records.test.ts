import { gzipSync } from "node:zlib";
import { apiLogs, decimal, defineDataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { anyCodePoint } from "../../../../scripts/lib/any-code-point.ts";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import type { Source } from "../source/source.ts";
import { type ReadOptions, readCheckedRecords } from "./read-checked-records.ts";

const GOOD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/é","status_code":200}';
const HEADER = "timestamp,endpoint,status_code";
const ROW = "2025-01-15T10:30:45Z,/é,200";

async function read(
  source: Source,
  options?: ReadOptions,
  dataset: Parameters<typeof readCheckedRecords>[0] = apiLogs,
) {
  const records: object[] = [];
  const problems: string[] = [];
  const warnings: string[] = [];
  let format: string | undefined;
  for await (const batch of readCheckedRecords(dataset, source, options)) {
    format = batch.format;
    problems.push(...batch.problems.map(({ code }) => code));
    warnings.push(...batch.warnings.map(({ code }) => code));
    for (const record of batch.records) {
      const { line, byteOffset, byteLength, raw, rawTruncated } = record;
      records.push({
        line,
        byteOffset,
        byteLength,
        raw,
        rawTruncated,
        ...(record.valid
          ? { value: record.value, unknown: record.unknownFields }
          : { codes: record.issues.map(({ code }) => code) }),
      });
    }
  }
  return { format, records, problems, warnings };
}

async function* cut(bytes: Uint8Array, places: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  const starts = [
    0,
    ...[...new Set(places)]
      .sort((a, b) => a - b)
      .filter((place) => place > 0 && place < bytes.length),
  ];
  for (const [index, start] of starts.entries())
    yield bytes.subarray(start, starts[index + 1] ?? bytes.length);
}

const lines = fc.constantFrom(
  GOOD,
  GOOD,
  ROW,
  ROW,
  HEADER,
  "",
  " ",
  "[",
  "]",
  ",",
  '{"a":1}',
  '{"endpoint":"/x',
  '"open',
  'a,"b\nc",3',
  // Not so many that the file is taken for UTF-16.
  "x\0y z",
  "\xff",
  `${GOOD},`,
  "x".repeat(300),
);
const files = fc
  .tuple(
    fc.constantFrom("", `${HEADER}\n`, "[", "\uFEFF"),
    fc.array(fc.tuple(lines, fc.constantFrom("\n", "\n", "\r\n", "\r", "")), { maxLength: 10 }),
  )
  .map(([start, parts]) =>
    Buffer.concat([
      Buffer.from(start),
      ...parts.flatMap(([line, end]) => [
        Buffer.from(line, line === "\xff" ? "latin1" : "utf8"),
        Buffer.from(end),
      ]),
    ]),
  );

describe("any file, in any chunks", () => {
  it("gives the same records and findings", async () => {
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.array(fc.nat({ max: 600 }), { maxLength: 6 }),
        fc.constantFrom("json", "csv", "auto"),
        async (bytes, places, format) => {
          const options = { format, maxRecordBytes: 256 } as const;
          const whole = await read(bytes, options);
          expect(await read(cut(bytes, places), options)).toEqual(whole);
          expect(await read(gzipSync(bytes), options)).toEqual(whole);
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  });

  it("gives each record's own bytes and line", async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.constantFrom("json", "csv"), async (bytes, format) => {
        for await (const { records } of readCheckedRecords(apiLogs, bytes, { format })) {
          for (const { byteOffset, byteLength, raw, rawBytes } of records) {
            expect(Buffer.from(rawBytes)).toEqual(
              bytes.subarray(byteOffset, byteOffset + byteLength),
            );
            expect(raw).toBe(Buffer.from(rawBytes).toString("utf8"));
          }
        }
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});

describe("JSON Lines against JSON.parse, line by line", () => {
  const dataset = defineDataset({
    name: "t",
    schema: z.object({ a: z.string().optional(), b: z.number().optional() }),
  });
  const record = fc.record({
    a: fc.option(
      fc.string({ unit: anyCodePoint }).filter((text) => text.isWellFormed()),
      { nil: undefined },
    ),
    b: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined }),
  });
  const line = fc.oneof(
    record.map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string().map((text) => text.replaceAll(/[\n\0]/g, "")),
  );

  it("accepts the same lines with the same values", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (texts) => {
        const all = ["{}", ...texts];
        const { records } = await read(all.join("\n"), { format: "json" }, dataset);
        const seen = records.map((each) => each as { line: number; value?: unknown });
        const rows = all.flatMap((text, index) =>
          /^[ \t\r]*$/.test(text) ? [] : [{ line: index + 1, value: rowOf(text) }],
        );
        expect(seen.map(({ line: number, value }) => ({ line: number, value }))).toEqual(rows);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  /** What the contract makes of a line, by JSON.parse and by hand. */
  function rowOf(text: string): unknown {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return undefined;
    }
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
    const { a, b } = Object.fromEntries(Object.entries(parsed)) as { a?: unknown; b?: unknown };
    const isRight =
      (a == null || (typeof a === "string" && a.isWellFormed())) &&
      (b == null || typeof b === "number");
    return isRight ? { ...(a == null ? {} : { a }), ...(b == null ? {} : { b }) } : undefined;
  }
});

describe("formats told apart by content", () => {
  it.each([
    [`${GOOD}\n`, "json-lines"],
    [`\uFEFF\n  ${GOOD}`, "json-lines"],
    [`[${GOOD}]`, "json-array"],
    [` \n[\n${GOOD}\n]\n`, "json-array"],
    ["[]", "json-array"],
    ["[1,2]\n", "json-array"],
    [`[1,2]\n${GOOD}\n`, "json-lines"],
    [`[ERROR] could not write\n${GOOD}\n`, "json-lines"],
    [`["open\n${GOOD}\n`, "json-lines"],
    [`[{"open":\n${GOOD}\n`, "json-array"],
    [`[${GOOD}]\n[${GOOD}]\n`, "json-lines"],
    [`${HEADER}\n${ROW}`, "csv"],
    [`"timestamp","endpoint"\n`, "csv"],
    [`garbage\n${GOOD}\n`, "json-lines"],
    ["", "csv"],
  ])("%j is %s", async (text, format) => {
    expect((await read(text)).format).toBe(format);
  });

  it("does not let a bad first line that begins with [ take the others with it", async () => {
    for (const first of ["[1,2]", "[ERROR] x", '["open', "[[]]", `[${GOOD}]`]) {
      const { records } = await read(`${first}\n${GOOD}\n${GOOD}\n`, { format: "json" });
      expect(records.filter((record) => "value" in record).length).toBe(2);
      expect(records.length).toBe(3);
    }
  });
});

describe("the same rows in every format", () => {
  it("gives the same values", async () => {
    const dataset = defineDataset({
      name: "t",
      schema: z.object({
        t: z.iso.datetime({ offset: true }),
        s: z.string().optional(),
        i: z.int32(),
        l: z.int64(),
        n: z.int(),
        d: z.number(),
        b: z.boolean(),
        p: decimal(20, 4),
        e: z.enum(["x", "y"]).optional(),
        day: z.iso.date(),
        q: z.int32().default(7),
      }),
    });
    const json =
      '{"t":"2025-01-15T10:30:45+01:00","s":"a,\\"b\\"\\nc","i":-5,"l":9223372036854775807,"n":9007199254740991,"d":1.5e3,"b":true,"p":1234567890123456.7891,"e":null,"day":"2024-02-29"}';
    const csv =
      't,s,i,l,n,d,b,p,e,day,q\n2025-01-15T10:30:45+01:00,"a,""b""\nc",-5,9223372036854775807,9007199254740991,1.5e3,TRUE,1234567890123456.7891,,2024-02-29,\n';
    const [fromLines, fromArray, fromCsv] = await Promise.all([
      read(json, {}, dataset),
      read(`[${json}]`, {}, dataset),
      read(csv, {}, dataset),
    ]);
    const valueOf = ({ records }: Awaited<ReturnType<typeof read>>) =>
      (records[0] as { value?: unknown }).value;
    expect(valueOf(fromLines)).toEqual({
      t: "2025-01-15T10:30:45+01:00",
      s: 'a,"b"\nc',
      i: -5,
      l: 9223372036854775807n,
      n: 9007199254740991,
      d: 1500,
      b: true,
      p: "1234567890123456.7891",
      day: "2024-02-29",
      q: 7,
    });
    expect(valueOf(fromArray)).toEqual(valueOf(fromLines));
    expect(valueOf(fromCsv)).toEqual(valueOf(fromLines));
  });
});

describe("arguments", () => {
  it.each([
    [{ fromat: "json" }, 'unknown option "fromat". Did you mean "format"?'],
    [
      { format: "xml" },
      'format must be "json", "csv" or "auto", or a format made by this library, not "xml".',
    ],
    [
      { delimiter: ";;" },
      'delimiter must be one of "," ";" "|" and "\\t", not ";;"; csvFormat takes others.',
    ],
    [{ maxRecordBytes: 0 }, "maxRecordBytes must be a positive integer, not 0."],
  ])("%j are refused", (options, message) => {
    expect(() => readCheckedRecords(apiLogs, "", options as ReadOptions)).toThrow(message);
  });

  it("tells how far it has come", async () => {
    const seen: unknown[] = [];
    await read(gzipSync(`${GOOD}\n${GOOD}\nx\n`), {
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen.at(-1)).toEqual({ bytesRead: gzipSync(`${GOOD}\n${GOOD}\nx\n`).length, rowsIn: 3 });
  });

  it("gives the records before a fault of the source, then throws it", async () => {
    const zipped = gzipSync(Buffer.from(`${GOOD}\n`.repeat(20_000)), { level: 0 });
    let rows = 0;
    await expect(async () => {
      for await (const { records } of readCheckedRecords(
        apiLogs,
        zipped.subarray(0, zipped.length - 1000),
      ))
        rows += records.length;
    }).rejects.toMatchObject({ code: "SOURCE_GZIP_TRUNCATED" });
    expect(rows).toBeGreaterThan(19_000);
  });
});

it("a CSV file whose header names no column has no valid row, though every column is optional", async () => {
  const optional = defineDataset({ name: "o", schema: z.object({ a: z.string().optional() }) });
  const { records, problems } = await read("x,y\n1,2\n", { format: "csv" }, optional);
  expect(problems).toEqual(["missing_header"]);
  expect(records).toMatchObject([{ codes: ["missing_header"] }]);
});
