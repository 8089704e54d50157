import type { Dataset } from "@cloudapi/core";
import type { ReaderContext, RecordReader, SourceFormat } from "../engine/record-reader.ts";
import { NO_FINDINGS } from "../engine/record-reader.ts";
import { LineFramer } from "../framing/line-framer.ts";
import type { RawRecord } from "../framing/raw-record.ts";
import { cellReader } from "../parsing/cell-value.ts";
import { type ParsedRecord, unparsed } from "../parsing/record-parser.ts";
import { nulIssue, textOf } from "../parsing/text-issue.ts";
import { LineFault, LineScanner } from "./line-scanner.ts";

/** What a line holds, by column: text as it stands, or null. */
export type LogFields = Record<string, string | null>;

/** Reads the lines of one log. */
export interface LineParser {
  /** Whether a line is no entry but a header or a comment, which the parser has then taken. */
  readonly takesHeader?: (line: string) => boolean;
  /** Fields of a header that no column is made of, once there was one. */
  readonly unknownColumns?: () => readonly string[] | undefined;
  /** @throws {LineFault} */
  readonly parse: (line: LineScanner) => LogFields;
}

/** A log with one entry on each line as a format; `open` gives a parser for one source. */
export function logFormat(name: string, rules: string, open: () => LineParser): SourceFormat {
  return Object.freeze({
    name,
    rules: `${name} ${rules}`,
    open: (context: ReaderContext) => logReader(name, open(), context),
  });
}

const CUT_SHORT = " The file ends in this line, without a line end: it may have been cut short.";

function logReader(name: string, parser: LineParser, context: ReaderContext): RecordReader {
  const framer = new LineFramer(context);
  const readers = columnReaders(context.dataset);
  let hasHeader = false;
  return {
    format: name,
    framer,
    takesHeader(raw) {
      if (raw.fault !== undefined || parser.takesHeader === undefined) return false;
      const text = textOf(raw);
      const isHeader = typeof text === "string" && parser.takesHeader(text);
      hasHeader ||= isHeader;
      return isHeader;
    },
    parse: (raw) => parseLine(raw, parser, readers),
    unknownColumns: () => parser.unknownColumns?.(),
    takeFindings: () => NO_FINDINGS,
    frame: () => (hasHeader ? "a header and no rows" : undefined),
  };
}

type CellReaders = ReadonlyMap<string, (cell: string) => unknown>;

function columnReaders({ columns }: Dataset): CellReaders {
  return new Map(columns.map((column) => [column.name, cellReader(column)]));
}

function parseLine(raw: RawRecord, parser: LineParser, readers: CellReaders): ParsedRecord {
  const text = nulIssue(raw) ?? textOf(raw);
  if (typeof text !== "string") return unparsed(text);
  try {
    const fields = parser.parse(new LineScanner(text, raw.isLast ? CUT_SHORT : ""));
    return { record: typed(fields, readers), issues: undefined };
  } catch (error) {
    if (!(error instanceof LineFault)) throw error;
    return unparsed(error.issue);
  }
}

/** Fields as the contract's columns read them. */
function typed(fields: LogFields, readers: CellReaders): Record<string, unknown> {
  const record: Record<string, unknown> = fields;
  for (const name in fields) {
    const text = fields[name];
    if (text !== null && text !== undefined) record[name] = readers.get(name)?.(text) ?? text;
  }
  return record;
}

/** A service adds a few in a year. */
const MOST_LATER = 100;

/** Put the fields behind those that are known into a record, under names of their own: services add fields at the end. */
export function takeLaterFields(line: LineScanner, fields: LogFields, known: number): void {
  for (let number = known + 1; !line.isAtEnd; number++) {
    const name = `field_${number}`;
    if (number > known + MOST_LATER)
      throw line.fault(name, `at most ${known + MOST_LATER} fields`, line.at);
    fields[name] = line.either(name);
  }
}
