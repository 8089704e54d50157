import type { Column } from "@cloudapi/core";
import { columnsByName } from "../adapting/resolve-names.ts";
import { delimiterName } from "../framing/delimiter-name.ts";
import type { RawRecord } from "../framing/raw-record.ts";
import type { Issue } from "../report/issue.ts";
import { cellReader } from "./cell-value.ts";
import type { CsvHeader } from "./csv-header.ts";
import type { HeaderContext } from "./read-csv-header.ts";
import { type ParsedRecord, type RecordParser, unparsed } from "./record-parser.ts";
import { splitCells } from "./split-cells.ts";
import { nulIssue, textOf } from "./text-issue.ts";

interface Cell {
  readonly name: string;
  readonly place: number;
  readonly read: (cell: string) => unknown;
}

/** What cells are before a map has had them. */
const TEXT: Pick<Column, "type"> = { type: { kind: "string" } };

/** The parser of the rows under a header. */
export function csvRecordParser(
  header: CsvHeader,
  { dataset, delimiter, mapping }: HeaderContext,
): RecordParser {
  const columns = columnsByName(dataset);
  const cells: Cell[] = [];
  for (const [name, place] of header.places) {
    const column = mapping === undefined ? columns.get(name) : TEXT;
    if (column !== undefined) cells.push({ name, place, read: cellReader(column) });
  }
  return { parse: (raw) => parseRow(raw, header, cells, delimiter) };
}

function parseRow(
  raw: RawRecord,
  { width, rowIssues }: CsvHeader,
  cells: readonly Cell[],
  delimiter: string,
): ParsedRecord {
  const text = nulIssue(raw) ?? textOf(raw);
  if (typeof text !== "string") return unparsed(text);
  if (width < 0) return unparsed(...rowIssues);
  const values = splitCells(text, raw.isQuoted, delimiter);
  if (values.length !== width)
    return unparsed(
      raggedIssue(values.length, { width, delimiter, isLast: raw.isLast }),
      ...rowIssues,
    );
  const record: Record<string, unknown> = {};
  for (const { name, place, read } of cells) record[name] = read(values[place] as string);
  return { record, issues: rowIssues.length === 0 ? undefined : rowIssues };
}

/** Why a row is rejected whose cells are not as many as the header's. */
export function raggedIssue(
  count: number,
  { width, delimiter, isLast }: { width: number; delimiter: string; isLast: boolean },
): Issue {
  const [expected, received] = [`${cellCount(width)}, as in the header`, cellCount(count)];
  const isShort = count < width;
  const hint = isShort
    ? isLast
      ? " The file ends in this line, without a line end: it may have been cut short."
      : ""
    : ` A ${delimiterName(delimiter)} inside a cell needs quotes around the cell.`;
  return {
    code: isShort ? "too_few_cells" : "too_many_cells",
    path: [],
    expected,
    received,
    message: `The row has ${received}; expected ${expected}.${hint}`,
  };
}

function cellCount(count: number): string {
  return count === 1 ? "1 cell" : `${count} cells`;
}
