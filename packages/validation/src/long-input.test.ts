import { apiLogs, defineDataset } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { validateCsv } from "./validate-csv.ts";
import { validateJson } from "./validate-json.ts";
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

function counts({ rowsIn, rowsValid, rowsRejected }: ValidationReport): number[] {
  return [rowsIn, rowsValid, rowsRejected];
}

describe("a line of 20 MB", () => {
  const long = `{"endpoint":"/${"x".repeat(20_000_000)}"}`;

  it("is rejected by its length, and the lines behind it have their own numbers", async () => {
    const report = await json(`${GOOD}\n${long}\n\n${GOOD}\nbad\n`);
    expect(counts(report)).toEqual([4, 2, 2]);
    expect(first(report)).toBe(
      "line 2, byte 79: record_too_large: The record is 20000016 bytes long; expected at most 16777216 bytes (maxRecordBytes). It was skipped; reading continues after it.",
    );
    expect(report.rejections[0]).toMatchObject({ byteLength: 20_000_016, rawTruncated: true });
    expect(report.rejections[0]?.raw.length).toBe(8192);
    expect(report.rejections[1]).toMatchObject({
      line: 5,
      byteOffset: 79 + 20_000_016 + 2 + 79,
      raw: "bad",
    });
  });

  it("in CSV, and as an element of an array", async () => {
    const report = await csv(`${HEADER}\n${"x".repeat(20_000_000)}\n${ROW}\n`);
    expect([counts(report), report.rejectedByCode]).toEqual([[2, 1, 1], { record_too_large: 1 }]);
    const array = await json(`[${GOOD},${long},${GOOD}]`);
    expect([counts(array), array.rejectedByCode]).toEqual([[3, 2, 1], { record_too_large: 1 }]);
  });

  it("may be allowed", async () => {
    const report = await validateJson(
      apiLogs,
      `${GOOD.slice(0, -1)},"note":"${"x".repeat(20_000_000)}"}`,
      { maxRecordBytes: 30_000_000 },
    );
    expect(report).toMatchObject({ valid: true, rowsValid: 1, unknownFields: { note: 1 } });
  });
});

describe("10,000 columns", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `column_${index}`);
  const wide = defineDataset({
    name: "wide",
    schema: z.object(Object.fromEntries(names.map((name) => [name, z.int32().optional()]))),
  });

  it("of a contract, in both formats", async () => {
    const started = performance.now();
    const line = JSON.stringify(
      Object.fromEntries(names.map((name, index) => [name, index === 9999 ? "x" : index])),
    );
    const fromJson = await validateJson(wide, `${line}\n`.repeat(2));
    const fromCsv = await validateCsv(
      wide,
      `${names.join(",")}\n${`${names.map((_, index) => (index === 9999 ? "x" : index)).join(",")}\n`.repeat(2)}`,
    );
    for (const report of [fromJson, fromCsv])
      expect(report).toMatchObject({ rowsRejected: 2, rejectedByCode: { invalid_type: 2 } });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it("that the contract does not know are counted, a thousand of them by name", async () => {
    const report = await json(
      JSON.stringify({
        ...(JSON.parse(GOOD) as object),
        ...Object.fromEntries(names.map((name) => [name, 1])),
      }),
    );
    expect(report.valid).toBe(true);
    expect(Object.keys(report.unknownFields).length).toBe(1000);
    expect((await csv(`${HEADER},${names.join(",")}\n${ROW}${",1".repeat(10_000)}\n`)).valid).toBe(
      true,
    );
  });
});
