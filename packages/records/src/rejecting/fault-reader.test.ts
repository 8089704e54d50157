import { apiLogs, type Dataset } from "@cloudapi/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { badLines, MIXED, STRICT } from "../../test/support/bad-lines.ts";
import { compileRecordChecker } from "../checking/compile-record-checker.ts";
import { flatPlan } from "../flat/flat-plan.ts";
import { type RawRecord, RecordBlock } from "../framing/raw-record.ts";
import { flatTextWalk } from "../parsing/flat-text-walk.ts";
import { JsonRecordParser } from "../parsing/json-record-parser.ts";
import type { ParsedRecord } from "../parsing/record-parser.ts";
import { FaultReader } from "./fault-reader.ts";

function rawOf(line: string, before = ""): RawRecord {
  const bytes = Buffer.from(before + line);
  const start = Buffer.byteLength(before);
  const place = { line: 1, byteOffset: start, byteLength: bytes.length - start };
  const block = new RecordBlock(bytes);
  return {
    ...place,
    block,
    start,
    end: bytes.length,
    isLast: false,
    isQuoted: false,
    fault: undefined,
  };
}

function readerOf(dataset: Dataset): (raw: RawRecord) => ParsedRecord | undefined {
  const reader = new FaultReader(flatPlan(dataset) as NonNullable<ReturnType<typeof flatPlan>>);
  return (raw) => reader.parse(raw);
}

/** What parser and checker say of a line. */
function issuesOf(dataset: Dataset, raw: RawRecord): unknown {
  const parsed = new JsonRecordParser(flatTextWalk(dataset.columns), 256).parse(raw);
  if (parsed.issues !== undefined) return { issues: parsed.issues, unknownFields: [] };
  const check = compileRecordChecker(dataset).check(parsed.record);
  return { issues: check.valid ? [] : check.issues, unknownFields: check.unknownFields };
}

describe.each([
  { name: "logs", dataset: apiLogs as unknown as Dataset, faulty: '{"status_code":999}' },
  { name: "every kind of column", dataset: MIXED, faulty: '{"at":null,"chosen":"x"}' },
  { name: "a strict contract", dataset: STRICT, faulty: '{"id":"","count":0.5}' },
])("records of $name", ({ dataset, faulty }) => {
  it("are judged by their bytes as parser and checker judge them, or not at all", () => {
    fc.assert(
      fc.property(fc.array(badLines(dataset), { minLength: 1, maxLength: 30 }), (lines) => {
        const read = readerOf(dataset);
        expect(read(rawOf(faulty))?.issues?.length).toBeGreaterThan(0);
        for (const line of [faulty, ...lines]) {
          const raw = rawOf(line, "ü\n");
          const byBytes = read(raw);
          if (byBytes === undefined) continue;
          expect({ issues: byBytes.issues, unknownFields: [] }).toEqual(issuesOf(dataset, raw));
          expect(byBytes.issues).not.toEqual([]);
        }
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});

it("judges keys in any order, several faults at once, and what is missing", () => {
  const read = readerOf(apiLogs as unknown as Dataset);
  const lines = [
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":999}',
    '{"status_code":99,"endpoint":"a","timestamp":"2025-01-15T10:30:45Z"}',
    '{"response_time_ms":-1.5}',
    '{"timestamp":null,"endpoint":"/a","status_code":"200","method":"BREW"}',
    '{"ip_address":"256.0.0.1","timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}',
  ];
  for (const line of [...lines, ...lines])
    expect(read(rawOf(line))?.issues).toEqual(
      (issuesOf(apiLogs as unknown as Dataset, rawOf(line)) as { issues: unknown }).issues,
    );
});

it("leaves records to the parser that fit, or that their bytes do not show", () => {
  const read = readerOf(apiLogs as unknown as Dataset);
  const others = [
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}',
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a", "status_code":999}',
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":999,"status_code":200}',
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/\\u0041","status_code":999}',
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/ä","status_code":999}',
    '{"status_code":999,"note":1}',
    '{"status_code":9e2}',
    '{"status_code":999',
    '{"status_code":999}}',
    "{}",
    "",
  ];
  expect(others.map((line) => read(rawOf(line)))).toEqual(others.map(() => undefined));
});

it("looks at few records of a file where it can judge none", () => {
  const read = readerOf(apiLogs as unknown as Dataset);
  const fault = rawOf('{"status_code":999}');
  for (let i = 0; i < 1_000; i++) read(rawOf("{}"));
  const judged = Array.from({ length: 64 }, () => read(fault)).filter(Boolean);
  expect(judged.length).toBeGreaterThan(40);
});
