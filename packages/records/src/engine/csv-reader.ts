import { CsvFramer } from "../framing/csv-framer.ts";
import type { CsvScan } from "../framing/scan-csv-record.ts";
import { cellReader } from "../parsing/cell-value.ts";
import type { CsvHeader } from "../parsing/csv-header.ts";
import { csvRecordParser } from "../parsing/csv-record-parser.ts";
import { readCsvHeader } from "../parsing/read-csv-header.ts";
import type { RecordParser } from "../parsing/record-parser.ts";
import {
  type Findings,
  NO_FINDINGS,
  type ReaderContext,
  type RecordReader,
} from "./record-reader.ts";

/** A reader of CSV with a header (RFC 4180), its records found by `scan` if that is given. */
export function csvReader(
  context: ReaderContext,
  scan?: CsvScan,
): RecordReader & { readonly framer: CsvFramer } {
  const { delimiter } = context;
  let header: CsvHeader | undefined;
  let parser: RecordParser | undefined;
  let findings: Findings = NO_FINDINGS;
  return {
    format: "csv",
    framer: new CsvFramer(context, delimiter.charCodeAt(0), scan),
    takesHeader(raw) {
      if (header !== undefined) return false;
      header = readCsvHeader(raw, context);
      findings = header;
      parser = csvRecordParser(header, context);
      return true;
    },
    parse: (raw) => (parser as RecordParser).parse(raw),
    unknownColumns: () => (context.mapping === undefined ? (header?.unknown ?? []) : undefined),
    readText(column) {
      const read = cellReader(column);
      return (text) => ({ value: read(text) });
    },
    takeFindings() {
      const taken = findings;
      findings = NO_FINDINGS;
      return taken;
    },
    frame: () => header && "a header and no rows",
  };
}
