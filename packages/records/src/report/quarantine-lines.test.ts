import type { Dataset } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { type RawRecord, RecordBlock } from "../framing/raw-record.ts";
import { rejected } from "./checked-record.ts";
import type { Issue } from "./issue.ts";
import { issuesJson, rememberIssues } from "./issues-json.ts";
import { LineBytes } from "./line-bytes.ts";
import { QuarantineLines } from "./quarantine-lines.ts";
import { quarantineRecord } from "./quarantine-record.ts";

const DATASET: Pick<Dataset, "name" | "contractHash"> = { name: "logs", contractHash: "abc" };
const ISSUE: Issue = { code: "custom", path: ["a", 1], message: 'not "ä"', expected: "\u2028" };

const records = fc.record({
  before: fc.string({ unit: "binary", maxLength: 5 }),
  bytes: fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }).map((text) => Buffer.from(text)),
    fc.string({ maxLength: 60 }).map((text) => Buffer.from(JSON.stringify({ text }))),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  ),
  line: fc.oneof(fc.integer({ min: 1, max: 1_001 }), fc.integer({ min: 1, max: 2 ** 50 })),
  byteOffset: fc.oneof(fc.nat({ max: 1_000 }), fc.integer({ min: 0, max: 2 ** 52 })),
  cut: fc.constantFrom(0, 0, 0, 7),
  item: fc.constantFrom(undefined, undefined, undefined, 2),
  encoding: fc.constantFrom(undefined, undefined, undefined, "utf-16le"),
  format: fc.constantFrom("json-lines" as const, "csv" as const),
  issues: fc.constantFrom<readonly Issue[]>([], [ISSUE], [ISSUE, { ...ISSUE, path: [] }]),
});

it("has of every rejected record the line that its object makes", () => {
  fc.assert(
    fc.property(fc.array(records, { maxLength: 12 }), fc.boolean(), (all, isRemembered) => {
      const source = 's3://bucket/"key" ü';
      const made = new QuarantineLines(DATASET, source);
      const lines = new LineBytes();
      let expected = "";
      for (const { before, bytes, line, byteOffset, cut, item, encoding, format, issues } of all) {
        const block = new RecordBlock(Buffer.concat([Buffer.from(before), bytes]));
        const start = Buffer.byteLength(before);
        const raw: RawRecord = {
          line,
          byteOffset,
          byteLength: bytes.length + cut,
          block,
          start,
          end: start + bytes.length,
          isLast: false,
          isQuoted: false,
          ...(encoding && { origin: { bytes: Buffer.from([0xfe, 1]), encoding } }),
          fault: undefined,
        };
        if (isRemembered) rememberIssues(issues);
        const record = rejected(raw, issues, [], item);
        made.append(lines, record, format);
        expected += `${JSON.stringify(quarantineRecord(DATASET, source, format, record))}\n`;
      }
      expect(lines.take().toString()).toBe(expected);
      expect(lines.length).toBe(0);
    }),
    { numRuns: propertyRuns(300) },
  );
});

it("grows with what is appended, and forgets what is cut back", () => {
  const lines = new LineBytes();
  const long = Buffer.alloc(100_000, '"');
  lines.appendText("ä");
  expect(lines.appendEscaped(long)).toBe(true);
  const end = lines.length;
  expect(lines.appendEscaped(Buffer.from("a\u0001"))).toBe(false);
  expect(lines.length).toBe(end);
  lines.appendInteger(0);
  lines.appendInteger(Number.MAX_SAFE_INTEGER);
  expect(lines.since(end).toString()).toBe("09007199254740991");
  lines.cutBack(end);
  const taken = lines.take();
  expect(taken.toString()).toBe(`ä${'\\"'.repeat(100_000)}`);
  lines.appendText("new");
  expect(taken.subarray(0, 2).toString()).toBe("ä");
});

it("writes issues as JSON, whether they are remembered or not", () => {
  const issues = [ISSUE];
  expect(issuesJson(issues).toString()).toBe(JSON.stringify(issues));
  rememberIssues(issues);
  expect(issuesJson(issues)).toBe(issuesJson(issues));
  expect(issuesJson(issues).toString()).toBe(JSON.stringify(issues));
});

it("takes no memory in advance for another line as long as one before", () => {
  const lines = new LineBytes();
  lines.appendText("x".repeat(5_000_000));
  lines.take();
  lines.appendText("short");
  const taken = lines.take();
  expect(taken.toString()).toBe("short");
  expect(taken.buffer.byteLength).toBeLessThan(5_000_000);
});

it("goes on in memory that it is given", () => {
  const lines = new LineBytes();
  lines.appendText("first");
  const first = lines.take();
  lines.appendText("second");
  const second = lines.take(Buffer.from(first.buffer));
  lines.appendText("third");
  const third = lines.take();
  lines.appendText("fourth");
  expect([third.buffer === first.buffer, third.toString()]).toEqual([true, "third"]);
  expect([lines.take().toString(), second.toString()]).toEqual(["fourth", "second"]);
});
