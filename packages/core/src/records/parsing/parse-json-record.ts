import type { RawRecord } from "../framing/raw-record.ts";
import { type Issue, previewValue } from "../issue.ts";
import { duplicateKeys, mayHaveDuplicateKeys } from "./duplicate-keys.ts";
import { explainJsonFault, type JsonFault } from "./explain-json-fault.ts";
import { type ParsedRecord, unparsed } from "./record-parser.ts";
import { restoreExactNumbers } from "./restore-exact-numbers.ts";
import { nulIssue, textOf } from "./text-issue.ts";

/**
 * Parse the JSON text of one record, with what `JSON.parse` lets pass refused: a key that occurs twice.
 *
 * @param exactFields names of fields whose numbers must keep every digit: they become a bigint or text when a double can't hold them
 */
export function parseJsonRecord(raw: RawRecord, exactFields: ReadonlySet<string>): ParsedRecord {
  const text = textOf(raw);
  if (typeof text !== "string") return unparsed(text);
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    return unparsed(nulIssue(raw) ?? faultIssue(text, raw, error));
  }
  if (typeof record !== "object" || record === null || Array.isArray(record))
    return { record, issues: undefined };
  if (mayHaveDuplicateKeys(record, raw.block.bytes, raw.start, raw.end)) {
    const issues = duplicateIssues(text);
    if (issues.length > 0) return unparsed(...issues);
  }
  if (exactFields.size > 0)
    restoreExactNumbers(record as Record<string, unknown>, text, exactFields);
  return { record, issues: undefined };
}

function duplicateIssues(text: string): Issue[] {
  return [...duplicateKeys(text)].map(([key, count]) => ({
    code: "duplicate_key",
    path: [key],
    expected: "each key once",
    received: `${count} times`,
    message: `${previewValue(key)}: the key occurs ${count} times in the record, so its value is not clear. Write each key once.`,
  }));
}

function faultIssue(text: string, raw: RawRecord, error: unknown): Issue {
  const fault = explainJsonFault(text);
  if (fault === undefined) throw error;
  const { isCut, expected, received } = fault;
  const isTruncated = isCut && raw.isLast;
  return {
    code: isTruncated ? "truncated_record" : "invalid_json",
    path: [],
    expected,
    received,
    message: isTruncated ? truncatedMessage(fault) : invalidMessage(text, fault),
  };
}

function truncatedMessage({ at, expected }: JsonFault): string {
  return `The file ends in the middle of this record, after ${at} characters, where ${expected} was expected. It was cut short; get the whole file again.`;
}

function invalidMessage(text: string, { at, isCut, expected, received, hint }: JsonFault): string {
  const reason = hint === undefined ? "" : `: ${hint}`;
  const where = isCut ? `after ${at} characters` : `at ${placeOf(text, at)}`;
  return `The record is not JSON: expected ${expected}, found ${received} ${where}${reason}.`;
}

/** Column, and line where the record has several. */
function placeOf(text: string, at: number): string {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const column = `column ${at - lineStart + 1}`;
  if (lineStart === 0) return column;
  return `${column} of its line ${text.slice(0, lineStart).split("\n").length}`;
}
