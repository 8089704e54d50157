import type { Dataset } from "@cloudapi/core";
import { isBlankByte, skipBlank } from "./blank.ts";
import { ElementScanner } from "./element-scanner.ts";

/** The formats that are told apart by content. */
type KnownFormat = "json-lines" | "json-array" | "csv";

/** What a format is called in reports: one that is told by content, or that of a format passed as a value. */
export type RecordFormat = KnownFormat | (string & {});

/** What is known beside the content. */
export interface FormatHints {
  /** What the caller says. */
  readonly wanted: "json" | "csv" | "auto";
  /** What the source's name says. */
  readonly named: "json" | "csv" | "auto";
  /** May be `auto`. */
  readonly delimiter: string;
  readonly dataset: Dataset;
  readonly maxDepth: number;
}

const LF = 0x0a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const MOST_LINES = 100;
/** Where one record of a JSON array ends and another begins. */
const BORDER = /\}\s{0,64},\s{0,64}\{\s{0,64}"(?:[^"\\]|\\.){1,200}"\s{0,64}:/g;
/** A line of JSON that is spread over several lines. */
const PART = /^\s*(?:[{}[\]],?\s*$|"(?:[^"\\]|\\.){1,200}"\s*:|\}\s*,|\{\s*["}])/;

/**
 * Tell the format by a source's first bytes, from as many of its records as they hold.
 *
 * With `auto`, text is CSV when a cell of its first line is a column's name and most of the other lines are not JSON
 * objects; JSON when it begins so or some line of it does; and what its name says otherwise. JSON is an array when it
 * begins with `[`, unless that is the start of a line that is whole and followed by others, or when most of its lines
 * end in a comma.
 */
export function recordFormat(head: Uint8Array, hints: FormatHints): KnownFormat {
  const content = new Head(head, hints.maxDepth);
  const { wanted } = hints;
  if (wanted === "csv" || (wanted === "auto" && isCsv(content, hints))) return "csv";
  return isArray(content) ? "json-array" : "json-lines";
}

function isCsv(content: Head, { named, delimiter, dataset }: FormatHints): boolean {
  if (content.first === OPEN_LIST || content.first === OPEN_OBJECT) return false;
  const { lines, records } = content;
  const cells = (lines[0] ?? "")
    .split(delimiter === "auto" ? /[,;|\t]/ : delimiter)
    .map((cell) => cell.trim().replaceAll('"', ""));
  const hasHeader = dataset.columns.some(({ name }) => cells.includes(name));
  if (hasHeader) return records <= (lines.length - 1) / 2;
  if (records > 0 || content.borders > 2) return false;
  if (named !== "auto") return named === "csv";
  return lines.filter((line) => PART.test(line)).length <= lines.length / 2;
}

function isArray(content: Head): boolean {
  const { first, elements, objects } = content;
  if (elements > objects) return true;
  if (first === OPEN_LIST) return beginsArray(content);
  if (objects > 0) return false;
  if (first === OPEN_OBJECT) {
    const follows = content.behindFirst;
    if (follows !== "fault") return follows === COMMA;
  }
  const last = content.lines.at(-1)?.trim() ?? "";
  return content.borders > 2 && (content.isCut || last.endsWith("]"));
}

/** Whether a `[` begins the array of the records, and not a line of JSON Lines. */
function beginsArray({ bytes, start, maxDepth }: Head): boolean {
  const found = bytes.indexOf(LF, start);
  const lineEnd = found < 0 ? bytes.length : found + 1;
  const scanner = new ElementScanner(maxDepth);
  const end = scanner.scan(bytes, start, lineEnd);
  const holdsObjects = bytes[skipBlank(bytes, start + 1, lineEnd)] === OPEN_OBJECT;
  if (scanner.status === "open") return true;
  if (scanner.status === "faulty") return holdsObjects;
  const isFollowedOnLine = skipBlank(bytes, end, lineEnd) < lineEnd;
  if (isFollowedOnLine) return holdsObjects;
  return skipBlank(bytes, end, bytes.length) === bytes.length;
}

/** The first bytes of a source, and what its lines are. */
class Head {
  readonly bytes: Buffer;
  readonly maxDepth: number;
  /** Place of the first byte that is not blank. */
  readonly start: number;
  /** Whether more follows. */
  readonly isCut: boolean;
  readonly lines: readonly string[];
  /** Lines that are one whole object, and those that are one with a comma. */
  readonly objects: number;
  readonly elements: number;

  constructor(head: Uint8Array, maxDepth: number) {
    this.bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
    this.maxDepth = maxDepth;
    this.start = skipBlank(head, 0, head.length);
    this.isCut = head.length >= 60_000;
    const lines: string[] = [];
    let [objects, elements] = [0, 0];
    // Where a source begins with an object and most lines that are looked at are one, the others can't change what it is.
    let at = this.start;
    while (
      at < head.length &&
      lines.length < MOST_LINES &&
      (objects <= MOST_LINES / 2 || this.first !== OPEN_OBJECT)
    ) {
      const found = this.bytes.indexOf(LF, at);
      const end = found < 0 ? head.length : found;
      lines.push(this.bytes.toString("utf8", at, Math.min(end, at + 4096)));
      const follows = this.#follows(at, end);
      if (follows === undefined) objects++;
      else if (follows === COMMA) elements++;
      at = skipBlank(head, end, head.length);
    }
    [this.lines, this.objects, this.elements] = [lines, objects, elements];
  }

  get first(): number | undefined {
    return this.bytes[this.start];
  }

  /** Lines that hold one object each. */
  get records(): number {
    return this.objects + this.elements;
  }

  get borders(): number {
    return this.bytes.toString("latin1").match(BORDER)?.length ?? 0;
  }

  /** What comes behind the value that the source begins with, if that is not a fault itself. */
  get behindFirst(): number | undefined | "fault" {
    const scanner = new ElementScanner(this.maxDepth);
    const end = scanner.scan(this.bytes, this.start);
    return scanner.status === "faulty"
      ? "fault"
      : this.bytes[skipBlank(this.bytes, end, this.bytes.length)];
  }

  /** What comes behind the object that a line begins with; `undefined` for nothing, 0 when it begins with none. */
  #follows(start: number, end: number): number | undefined {
    const at = skipBlank(this.bytes, start, end);
    if (this.bytes[at] !== OPEN_OBJECT) return 0;
    const scanner = new ElementScanner(this.maxDepth);
    const behind = skipBlank(this.bytes, scanner.scan(this.bytes, at, end), end);
    if (scanner.status !== "ended") return 0;
    if (behind === end) return undefined;
    let last = end - 1;
    while (isBlankByte(this.bytes[last])) last--;
    return last === behind ? this.bytes[behind] : 0;
  }
}
