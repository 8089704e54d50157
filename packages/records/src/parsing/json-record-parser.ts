import type { RawRecord } from "../framing/raw-record.ts";
import { characters } from "../report/characters.ts";
import { type Issue, previewValue } from "../report/issue.ts";
import { duplicateKeys, mayHaveDuplicateKeys } from "./duplicate-keys.ts";
import { explainJsonFault, type JsonFault } from "./explain-json-fault.ts";
import { tooDeepAt } from "./nesting.ts";
import { type ParsedRecord, type RecordParser, unparsed } from "./record-parser.ts";
import { restoreExactNumbers } from "./restore-exact-numbers.ts";
import { nulIssue, textOf } from "./text-issue.ts";

/**
 * Parses the JSON text of one record, with what `JSON.parse` lets pass refused: a key that occurs twice.
 *
 * A throw of `JSON.parse` costs several times what finding the fault does, so that after one bad
 * record the next is looked through before it is parsed: a file of bad records is not slow to read.
 */
export class JsonRecordParser implements RecordParser {
  readonly #exactFields: ReadonlySet<string>;
  readonly #maxDepth: number;
  #wasFaulty = false;

  /**
   * @param exactFields names of fields whose numbers must keep every digit: they become a bigint or text when a double can't hold them
   * @param maxDepth how deep lists and objects may be nested
   */
  constructor(exactFields: ReadonlySet<string>, maxDepth: number) {
    this.#exactFields = exactFields;
    this.#maxDepth = maxDepth;
  }

  parse(raw: RawRecord): ParsedRecord {
    const text = textOf(raw);
    if (typeof text !== "string") return unparsed(text);
    const deepAt = tooDeepAt(text, this.#maxDepth);
    if (deepAt >= 0) return unparsed(depthIssue(text, deepAt, this.#maxDepth));
    const parsed = this.#parseText(text);
    this.#wasFaulty = "fault" in parsed;
    if ("fault" in parsed) return unparsed(nulIssue(raw) ?? faultIssue(text, raw, parsed.fault));
    return recordOf(parsed.value, text, raw, this.#exactFields);
  }

  #parseText(text: string): { value: unknown } | { fault: JsonFault } {
    const fault = this.#wasFaulty ? explainJsonFault(text) : undefined;
    if (fault !== undefined) return { fault };
    try {
      return { value: JSON.parse(text) as unknown };
    } catch (error) {
      const found = explainJsonFault(text);
      if (found === undefined) throw error;
      return { fault: found };
    }
  }
}

function recordOf(
  value: unknown,
  text: string,
  { block, start, end }: RawRecord,
  exactFields: ReadonlySet<string>,
): ParsedRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { record: value, issues: undefined };
  }
  if (mayHaveDuplicateKeys(value, block.bytes, start, end)) {
    const issues = duplicateIssues(text);
    if (issues.length > 0) return unparsed(...issues);
  }
  if (exactFields.size > 0)
    restoreExactNumbers(value as Record<string, unknown>, text, exactFields);
  return { record: value, issues: undefined };
}

function duplicateIssues(text: string): Issue[] {
  return [...duplicateKeys(text)].map(([key, count]) => ({
    code: "duplicate_key",
    path: [key],
    expected: "each key once",
    received: `${count} times`,
    message: `${previewValue(key)}: the key occurs ${count} times in the record, so its value is ambiguous. Write each key once.`,
  }));
}

function faultIssue(text: string, raw: RawRecord, fault: JsonFault): Issue {
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

function depthIssue(text: string, at: number, maxDepth: number): Issue {
  const expected = `at most ${maxDepth} lists and objects inside one another`;
  const place = placeOf(text, at);
  return {
    code: "too_deep",
    path: [],
    expected,
    received: `one more at ${place}`,
    message: `The record is nested too deep: expected ${expected} (maxDepth), found one more at ${place}. It was not parsed; reading continues after it.`,
  };
}

function truncatedMessage({ at, expected }: JsonFault): string {
  return `The file ends in the middle of this record, after ${characters(at)}, where ${expected} was expected. It was cut short; get the whole file again.`;
}

function invalidMessage(text: string, { at, isCut, expected, received, hint }: JsonFault): string {
  const reason = hint === undefined ? "" : `: ${hint}`;
  const where = isCut ? `after ${characters(at)}` : `at ${placeOf(text, at)}`;
  return `The record is not JSON: expected ${expected}, found ${received} ${where}${reason}.`;
}

/** Column, and line where the record has several. */
function placeOf(text: string, at: number): string {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const column = `column ${at - lineStart + 1}`;
  if (lineStart === 0) return column;
  return `${column} of its line ${text.slice(0, lineStart).split("\n").length}`;
}
