import type { CellTaker } from "../framing/cell-taker.ts";
import type { CsvHeader } from "../parsing/csv-header.ts";
import type { ParsedRecord } from "../parsing/record-parser.ts";

/** A parsed row, or what is wrong with it where its cells alone tell. */
export function judgeCells(
  parsed: ParsedRecord,
  header: Pick<CsvHeader, "unknown">,
  cells: CellTaker | undefined,
): ParsedRecord {
  // What is told of a row that has other columns is the checker's.
  if (cells === undefined || parsed.issues !== undefined || header.unknown.length > 0)
    return parsed;
  const issues = cells.faultsIn(parsed.record as Readonly<Record<string, unknown>>);
  return issues === undefined ? parsed : { record: undefined, issues };
}
