import { gzipSync } from "node:zlib";
import { apiLogs, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { validateCsv } from "./validate-csv.ts";
import { validateJson } from "./validate-json.ts";
import { validateRecord } from "./validate-record.ts";
import type { ValidationReport } from "./validation-report.ts";

const GOOD = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}';
const HEADER = "timestamp,endpoint,status_code";
const ROW = "2025-01-15T10:30:45Z,/api/users,200";

function json(text: string | Uint8Array): Promise<ValidationReport> {
  return validateJson(apiLogs, text);
}

function csv(text: string | Uint8Array): Promise<ValidationReport> {
  return validateCsv(apiLogs, text);
}

/** The place and messages of the first rejected row. */
function first({ rejections }: ValidationReport): string {
  const [rejection] = rejections;
  return rejection === undefined
    ? "none"
    : `line ${rejection.line}, byte ${rejection.byteOffset}: ${rejection.issues.map(({ code, message }) => `${code}: ${message}`).join(" | ")}`;
}

function problems(report: ValidationReport): string[] {
  return report.problems.map(({ code, message }) => `${code}: ${message}`);
}

function counts({ rowsIn, rowsValid, rowsRejected }: ValidationReport): number[] {
  return [rowsIn, rowsValid, rowsRejected];
}

describe("a file that ends mid-record", () => {
  it("JSON Lines", async () => {
    const report = await json(`${GOOD}\n${GOOD.slice(0, 40)}`);
    expect(counts(report)).toEqual([2, 1, 1]);
    expect(first(report)).toBe(
      "line 2, byte 79: truncated_record: The file ends in the middle of this record, after 40 characters, where a closing quote was expected. It was cut short; get the whole file again.",
    );
  });

  it("JSON array", async () => {
    const report = await json(`[${GOOD},\n${GOOD.slice(0, 40)}`);
    expect(counts(report)).toEqual([2, 1, 1]);
    expect(problems(report)).toEqual([
      "truncated_array: The file ends before the JSON array does; it was cut short, or its closing ] is missing.",
    ]);
    expect(first(report)).toContain(
      "line 2, byte 81: truncated_record: The file ends in the middle of this record",
    );
  });

  it("CSV, in a row and in a quoted cell", async () => {
    expect(first(await csv(`${HEADER}\n${ROW}\n2025-01-15T10:30:45Z,/api`))).toBe(
      "line 3, byte 67: too_few_cells: The row has 2 cells; expected 3 cells, as in the header. The file ends in this line, without a line end: it may have been cut short.",
    );
    expect(first(await csv(`${HEADER}\n${ROW}\n2025-01-15T10:30:45Z,"/api`))).toBe(
      "line 3, byte 67: truncated_record: The quote that opens a cell at byte 22 of the record is not closed before the file ends. The record is taken to end with this line; reading continues after it.",
    );
  });
});

describe("bytes that are not text", () => {
  it("NUL bytes", async () => {
    const report = await json(`${GOOD}\n\0\0\0\0\n${GOOD}\n`);
    expect(counts(report)).toEqual([3, 2, 1]);
    expect(first(report)).toBe(
      "line 2, byte 79: nul_byte: Expected text, found a NUL byte at byte 1 of the record (offset 79). The file was damaged or not written completely, or it is in an encoding other than UTF-8.",
    );
    expect(first(await csv(`${HEADER}\n${ROW.replace("/api", "/\0")}\n`))).toContain(
      "line 2, byte 31: nul_byte: Expected text, found a NUL byte at byte 23",
    );
  });

  it("invalid UTF-8, kept as it is", async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${GOOD}\n`),
      Buffer.from(GOOD.replace("users", "caf\xe9"), "latin1"),
      Buffer.from(`\n${GOOD}`),
    ]);
    const report = await json(bytes);
    expect(counts(report)).toEqual([3, 2, 1]);
    expect(first(report)).toBe(
      'line 2, byte 79: invalid_utf8: Expected UTF-8, found byte 0xE9 at byte 57 of the record (offset 135). If the file is in another encoding (it is "é" in ISO-8859-1 and Windows-1252), convert it to UTF-8 (CSV: csvFormat({ encoding }) reads it); if not, it is damaged here.',
    );
    expect(Buffer.from(report.rejections[0]?.rawBase64 ?? "", "base64").toString("latin1")).toBe(
      GOOD.replace("users", "caf\xe9"),
    );
  });

  it("another encoding, another format", async () => {
    expect(problems(await json(Buffer.from(`\uFEFF${GOOD}`, "utf16le")))).toEqual([
      "unsupported_encoding: The source is text in UTF-16LE; only UTF-8 is read. Convert it to UTF-8 first, for example with iconv.",
    ]);
    expect(problems(await csv(Buffer.from("504b03041400", "hex")))).toEqual([
      "truncated: The zip data ends too early, after 6 bytes: the file was cut short. Get the whole file again.",
    ]);
  });

  it("a small gzip of 20 MiB of NUL bytes, which are never held", async () => {
    const bomb = gzipSync(Buffer.alloc(20_971_520), { level: 1 });
    const report = await json(Buffer.concat([bomb, gzipSync(`\n${GOOD}\n`)]));
    expect(counts(report)).toEqual([2, 1, 1]);
    expect(first(report)).toContain("record_too_large: The record is 20971520 bytes long");
  });

  it("a gzip cut short", async () => {
    const zipped = gzipSync(
      Array.from({ length: 2000 }, (_, index) =>
        GOOD.replace("users", `users/${index * 7919}`),
      ).join("\n"),
    );
    const report = await json(zipped.subarray(0, zipped.length - 100));
    expect(report.valid).toBe(false);
    expect(problems(report)).toEqual([
      `gzip_truncated: The gzip data ends too early, after ${zipped.length - 100} bytes: the file was cut short. Get the whole file again.`,
    ]);
    expect(report.rowsValid).toBeGreaterThan(1000);
    expect(report.rejectedByCode).toEqual({ truncated_record: 1 });
  });

  it("a gzip that is damaged, which is not called empty", async () => {
    const zipped = gzipSync(`${GOOD}\n`);
    zipped.fill(0xff, 20, 40);
    const [problem, ...others] = problems(await json(zipped));
    expect(problem).toMatch(
      new RegExp(
        String.raw`^gzip_corrupt: The gzip data is damaged between byte 10 and byte ${zipped.length} \(.+\)\. Get the file again, or compress it again\.$`,
      ),
    );
    expect(others).toEqual([]);
  });
});

describe("keys", () => {
  it("that occur twice", async () => {
    const report = await json(`${GOOD.slice(0, -1)},"status_code":500,"\\u0065ndpoint":"/x"}`);
    expect(first(report)).toBe(
      'line 1, byte 0: duplicate_key: "endpoint": the key occurs 2 times in the record, so its value is ambiguous. Write each key once. | duplicate_key: "status_code": the key occurs 2 times in the record, so its value is ambiguous. Write each key once.',
    );
  });

  it("__proto__ and its like are dropped and counted, and touch nothing", async () => {
    const report = await json(
      `${GOOD.slice(0, -1)},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1}`,
    );
    expect(report).toMatchObject({ valid: true, rowsValid: 1 });
    expect(Object.entries(report.unknownFields)).toEqual([
      ["__proto__", 1],
      ["constructor", 1],
      ["toString", 1],
    ]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    const fromCsv = await csv(`__proto__,${HEADER},constructor\n{},${ROW},x\n`);
    expect(fromCsv).toMatchObject({ valid: true, rowsValid: 1 });
    expect(Object.keys(fromCsv.unknownFields)).toEqual(["__proto__", "constructor"]);
  });
});

describe("numbers past 2^53", () => {
  const dataset = defineDataset({
    name: "t",
    schema: z.object({ exact: z.int64().optional(), safe: z.int().optional() }),
  });

  it("are exact where the column is", async () => {
    const rows: unknown[] = [];
    const onRecord = (row: unknown) => rows.push(row);
    await validateJson(dataset, '{"exact":9007199254740993}\n{"exact":"-9223372036854775808"}\n', {
      onRecord,
    });
    await validateCsv(dataset, "exact\n9007199254740993\n", { onRecord });
    expect(rows).toEqual([
      { exact: 9007199254740993n },
      { exact: -9223372036854775808n },
      { exact: 9007199254740993n },
    ]);
  });

  it("are refused where the column is not, or holds no more", async () => {
    expect(first(await validateJson(dataset, '{"safe":9007199254740993}'))).toContain(
      "too_big: safe: expected at most 9007199254740991",
    );
    expect(first(await validateCsv(dataset, "safe\n9007199254740993\n"))).toContain(
      "too_big: safe: expected at most 9007199254740991",
    );
    expect(first(await validateJson(dataset, '{"exact":9223372036854775808}'))).toBe(
      "line 1, byte 0: too_big: exact: expected at most 9223372036854775807, received 9223372036854775808.",
    );
  });
});

describe("times", () => {
  const at = (timestamp: string) => json(GOOD.replace("2025-01-15T10:30:45Z", timestamp));

  it("of days that do not exist", async () => {
    expect(first(await at("2025-02-30T00:00:00Z"))).toContain(
      'invalid_format: timestamp: expected an RFC 3339 date-time with Z or an offset, like 2025-01-15T10:30:45Z, received "2025-02-30T00:00:00Z": 2025-02-30 is not in the calendar.',
    );
  });

  it.each([
    "2025-01-15T10:30:45+24:00",
    "2025-01-15T10:30:45-05:60",
    "2025-01-15T10:30:45+0330",
    "2025-01-15T24:00:00Z",
    "2025-01-15T10:30Z",
  ])("with an offset or an hour that can't be: %s", async (timestamp) => {
    expect(first(await at(timestamp))).toBe(
      `line 1, byte 0: invalid_format: timestamp: expected an RFC 3339 date-time with Z or an offset, like 2025-01-15T10:30:45Z, received "${timestamp}".`,
    );
  });

  it("with a leap second, an offset, or finer digits", async () => {
    expect(first(await at("2025-01-15T10:30:60Z"))).toContain(
      "a leap second is 23:59:60 in UTC and no other",
    );
    expect((await at("2016-12-31T23:59:60Z")).valid).toBe(true);
    expect((await at("2025-01-15T10:30:45+03:30")).valid).toBe(true);
    expect(await at("2025-01-15T10:30:45.123456Z")).toMatchObject({
      valid: true,
      timestampsTruncated: 1,
    });
    expect(first(await at("2025-01-15T10:30:45"))).toContain("it has no Z and no offset");
  });
});

describe("files without rows", () => {
  it("are empty, or have a header alone, or an empty array", async () => {
    for (const report of [
      await json(""),
      await csv(""),
      await json(" \n\n"),
      await csv("\r\n"),
      await json("\uFEFF"),
      await json(gzipSync("")),
    ]) {
      expect(problems(report)).toEqual([
        "empty_file: The file has no records: it is empty, or all of its lines are blank.",
      ]);
      expect([report.valid, report.rowsIn]).toEqual([false, 0]);
    }
    expect(await csv(`${HEADER}\n`)).toMatchObject({
      valid: true,
      rowsIn: 0,
      warnings: [{ code: "no_rows", message: "The file has a header and no rows." }],
    });
    expect(await json("[]")).toMatchObject({
      valid: true,
      format: "json-array",
      rowsIn: 0,
      warnings: [{ code: "no_rows", message: "The file has an empty array." }],
    });
  });
});

describe("CSV headers", () => {
  it.each([
    [
      "timestamp,endpoint,statuscode",
      'missing_column: The header has no column "status_code", which every row needs. It has "statuscode": did you mean that? Rename it to "status_code".',
    ],
    [
      "timestamp,endpoint",
      'missing_column: The header has no column "status_code", which every row needs. It has "timestamp", "endpoint".',
    ],
    [
      "timestamp,endpoint,status_code,endpoint",
      'duplicate_column: The header has the column "endpoint" 2 times, so its value is ambiguous. Keep one of them.',
    ],
    [
      "timestamp;endpoint;status_code",
      'missing_header: The first line is not a header of this contract: none of its cells names a column. Expected something like timestamp,endpoint,method,status_code,response_time_ms,user_id,ip_address, found "timestamp;endpoint;status_code". Its cells are separated by semicolons: pass the option delimiter: ";".',
    ],
    [
      "timestamp\tendpoint\tstatus_code",
      'missing_header: The first line is not a header of this contract: none of its cells names a column. Expected something like timestamp,endpoint,method,status_code,response_time_ms,user_id,ip_address, found "timestamp\\tendpoint\\tstatus_code". Its cells are separated by tabs: pass the option delimiter: "\\t".',
    ],
    [
      ROW,
      'missing_header: The first line is not a header of this contract: none of its cells names a column. Expected something like timestamp,endpoint,method,status_code,response_time_ms,user_id,ip_address, found "2025-01-15T10:30:45Z", "/api/users", "200".',
    ],
    [
      'timestamp,"endpoint"x,status_code',
      'invalid_header: The header can\'t be read (invalid_quote). Expected a comma or a line end after a closing quote, found "x" at byte 21 of the record. A quote inside a quoted cell is written twice ("").',
    ],
    [
      GOOD,
      'invalid_header: The header can\'t be read (invalid_quote). Expected a comma or a line end after a closing quote, found ":" at byte 47 of the record. A quote inside a quoted cell is written twice (""). It looks like JSON: read it as JSON Lines or as a JSON array.',
    ],
  ])("%s", async (header, message) => {
    const width = header.split(",").length;
    const report = await csv(`${header}\n${Array.from({ length: width }, () => "x").join(",")}\n`);
    expect(problems(report)).toEqual([message]);
    expect(counts(report)).toEqual([1, 0, 1]);
  });

  it("with extra columns are fine, and a contract may be strict", async () => {
    const report = await csv(`${HEADER},userid\n${ROW},u1\n`);
    expect(report).toMatchObject({ valid: true, unknownFields: { userid: 1 } });
    expect(report.warnings).toEqual([
      {
        code: "extra_columns",
        message:
          'The contract does not know "userid"; such cells are dropped. Did you mean "user_id" by "userid"?',
        line: 1,
        byteOffset: 0,
      },
    ]);
    const strict = defineDataset({ name: "t", schema: z.strictObject({ a: z.string() }) });
    const refused = await validateCsv(strict, "a,b\nx,y\n");
    expect(problems(refused)).toEqual([
      'extra_columns: The contract does not know "b", and is strict. Remove these columns, or add them to the contract.',
    ]);
    expect(refused.rejectedByCode).toEqual({ unrecognized_keys: 1 });
  });
});

describe("CSV rows", () => {
  it("that are ragged, or wrongly quoted, are rejected one by one", async () => {
    const report = await csv(
      [
        HEADER,
        ROW,
        "a,b",
        "a,b,c,d",
        `${ROW.replace("/api/users", '"/a"b')}`,
        `x,"open,${ROW}`,
        ROW,
        ROW,
        "",
      ].join("\r\n"),
    );
    expect(counts(report)).toEqual([7, 3, 4]);
    expect(report.rejections.map(({ line, issues }) => [line, issues[0]?.code])).toEqual([
      [3, "too_few_cells"],
      [4, "too_many_cells"],
      [5, "invalid_quote"],
      [6, "invalid_quote"],
    ]);
    expect(report.rejections[1]?.issues[0]?.message).toBe(
      "The row has 4 cells; expected 3 cells, as in the header. A comma inside a cell needs quotes around the cell.",
    );
    expect(report.rejections[3]?.issues[0]?.message).toContain(
      "The quote that opens a cell at byte 3 of the record is not closed before the file ends.",
    );
  });

  it("keep blanks, and say so where they hurt", async () => {
    expect(first(await csv(`${HEADER}\n2025-01-15T10:30:45Z,/a, 200\n`))).toContain(
      'status_code: expected an integer, received " 200"',
    );
  });
});

describe("an unknown option", () => {
  it("is refused by name", async () => {
    await expect(validateJson(apiLogs, "", { maxRejection: 1 } as object)).rejects.toThrow(
      new TypeError(
        'validateJson: unknown option "maxRejection". Did you mean "maxRejections"? Known options: onRecord, onRejection, map, timestamps, maxRejections, maxRecordBytes, maxDepth, signal, onProgress.',
      ),
    );
    await expect(validateCsv(apiLogs, "", { separator: ";" } as object)).rejects.toThrow(
      'validateCsv: unknown option "separator".',
    );
    await expect(validateJson(apiLogs, "", { maxRejections: -1 })).rejects.toThrow(
      "maxRejections must be an integer of at least 0, not -1.",
    );
  });

  it("what an option can't be is told of the function that was called", async () => {
    const timestamps = { at: "epoch_ms" } as const;
    await expect(validateCsv(apiLogs, "", { timestamps })).rejects.toThrow(
      /^validateCsv: timestamps: "at" does not name a column/,
    );
    await expect(validateJson(apiLogs, "", { map: {} as never })).rejects.toThrow(
      /^validateJson: map must be a function/,
    );
  });
});

describe("other mistakes", () => {
  it("pretty-printed JSON, CSV for JSON, a path for the text", async () => {
    expect(problems(await json(JSON.stringify(JSON.parse(GOOD), null, 2)))).toEqual([
      "not_json_lines: The file seems to hold JSON objects that are spread over several lines. In JSON Lines each record is on one line: write it so (jq -c . does), or put the records into one JSON array.",
    ]);
    expect(problems(await json(`${HEADER}\n${ROW}\n`))).toEqual([
      "not_json_lines: The first line looks like the header of a CSV file; read it as CSV.",
    ]);
    await expect(json("logs/2025.json")).rejects.toThrow(
      new TypeError(
        'The source is the text "logs/2025.json" itself, which looks like a path and holds no record. To read a file, pass createReadStream("logs/2025.json"), or fileSource("logs/2025.json") of @cloudapi/transform.',
      ),
    );
  });

  it("a zod schema for the dataset", async () => {
    const schema = z.object({ a: z.string() });
    const message =
      "dataset must be what defineDataset returns, such as apiLogs; pass a zod schema to defineDataset first.";
    expect(() => validateRecord(schema as never, {})).toThrow(
      new TypeError(`validateRecord: ${message}`),
    );
    await expect(validateJson(schema as never, "{}")).rejects.toThrow(`validateJson: ${message}`);
    await expect(validateCsv(undefined as never, "a")).rejects.toThrow(`validateCsv: ${message}`);
  });

  it("a signal that is not an AbortSignal, and a callback that is not a function", async () => {
    const given = (options: object) => validateCsv(apiLogs, "timestamp", options);
    await expect(given({ signal: 5 })).rejects.toThrow("signal must be an AbortSignal");
    await expect(given({ onProgress: {} })).rejects.toThrow("onProgress must be a function");
  });

  it("sources that are none", async () => {
    await expect(json([JSON.parse(GOOD)] as unknown as string)).rejects.toThrow(
      "not an array. Records that are already parsed are written by toParquet, and checked by validateRecord one by one.",
    );
    await expect(json(5 as unknown as string)).rejects.toThrow(TypeError);
  });
});
