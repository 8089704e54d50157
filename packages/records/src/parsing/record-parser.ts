import type { RawRecord } from "../framing/raw-record.ts";
import type { Issue } from "../report/issue.ts";

/** What a record's text holds. */
export interface ParsedRecord {
  /** The record, still to be checked; `undefined` when there is none. */
  readonly record: unknown;
  /** Why the record is rejected, whatever the contract says of it. */
  readonly issues: readonly Issue[] | undefined;
}

/** Turns one format's raw records into objects; knows the format and the columns, not what makes a row valid. */
export interface RecordParser {
  readonly parse: (raw: RawRecord) => ParsedRecord;
}

/** A record that can't be parsed. */
export function unparsed(...issues: readonly Issue[]): ParsedRecord {
  return { record: undefined, issues };
}
