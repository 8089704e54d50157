import type { DuplicateKey, TextWalk } from "@cloudapi/core/internal";
import type { RawRecord } from "../framing/raw-record.ts";
import { characters } from "../report/characters.ts";
import { formatPath } from "../report/format-path.ts";
import { type Issue, previewValue } from "../report/issue.ts";
import { explainJsonFault, type JsonFault } from "./explain-json-fault.ts";
import { glanceAt, mayHaveLostDigits, mayHaveLostKeys } from "./lost-in-parsing.ts";
import { tooDeepAt } from "./nesting.ts";
import { type ParsedRecord, type RecordParser, unparsed } from "./record-parser.ts";
import { nulIssue, textOf } from "./text-issue.ts";

/** Duplicate keys of a record that are told; the record is rejected by the first of them. */
const MAX_DUPLICATES = 100;

/**
 * Parses the JSON text of one record, with what `JSON.parse` loses kept: digits of numbers, and the text of what a
 * `json()` column takes; and with what it lets pass refused: a key that an object has twice. Of what the contract drops,
 * and of what a `json()` column keeps as it stands, keys may occur as often as they like.
 *
 * A throw of `JSON.parse` costs several times what finding the fault does, so that after one bad
 * record the next is looked through before it is parsed: a file of bad records is not slow to read.
 */
export class JsonRecordParser implements RecordParser {
  readonly #walk: TextWalk;
  readonly #maxDepth: number;
  #wasFaulty = false;

  /**
   * @param walk how what is lost is taken from the text: a number whose digits are kept becomes a bigint or text when a double can't hold it
   * @param maxDepth how deep lists and objects may be nested
   */
  constructor(walk: TextWalk, maxDepth: number) {
    this.#walk = walk;
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
    return this.#complete(parsed.value, text, raw);
  }

  /** Put in place what `JSON.parse` lost of the text, and refuse what it let pass. */
  #complete(value: unknown, text: string, { block, start, end }: RawRecord): ParsedRecord {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return { record: value, issues: undefined };
    const { hasTexts, hasDigits, walk } = this.#walk;
    const glance = glanceAt(value);
    const looksForKeys = mayHaveLostKeys(glance, block.bytes, start, end);
    const isWalked = looksForKeys || hasTexts || (hasDigits && mayHaveLostDigits(glance, text));
    if (!isWalked) return { record: value, issues: undefined };
    const duplicates = walk(text, value, looksForKeys ? MAX_DUPLICATES : 0);
    return duplicates.length === 0
      ? { record: value, issues: undefined }
      : unparsed(...duplicates.map(duplicateIssue));
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

function duplicateIssue({ path, count }: DuplicateKey): Issue {
  const isOfRecord = path.length === 1;
  const key = isOfRecord ? previewValue(path[0]) : formatPath(path);
  return {
    code: "duplicate_key",
    path,
    expected: "each key once",
    received: `${count} times`,
    message: `${key}: the key occurs ${count} times in ${isOfRecord ? "the record" : "its object"}, so its value is ambiguous. Write each key once.`,
  };
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
