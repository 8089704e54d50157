import type { Column, Dataset } from "@cloudapi/core";
import { putField } from "@cloudapi/core/internal";
import { columnsByName } from "../adapting/resolve-names.ts";
import type { RawRecord } from "../framing/raw-record.ts";
import type { CsvHeader } from "../parsing/csv-header.ts";
import { raggedIssue } from "../parsing/csv-record-parser.ts";
import { type ParsedRecord, type RecordParser, unparsed } from "../parsing/record-parser.ts";
import { nulIssue, textOf } from "../parsing/text-issue.ts";
import type { Issue } from "../report/issue.ts";
import {
  CellRefusal,
  type CellRules,
  type DialectCellReader,
  dialectCellReader,
} from "./dialect-cell.ts";
import { type Cells, type SplitRules, splitDialectCells } from "./split-dialect-cells.ts";

/** What rows are parsed by. */
export interface RowRules {
  readonly header: CsvHeader;
  /** The cells of the header as they stand, or the names that were given. */
  readonly names: readonly string[];
  readonly dataset: Dataset;
  readonly split: SplitRules;
  readonly cells: CellRules;
  /** Whether a map is given every cell, as text. */
  readonly isMapped: boolean;
}

interface Cell {
  readonly name: string;
  readonly place: number;
  readonly read: DialectCellReader;
}

const BOM = "\uFEFF";

/** The parser of a dialect's rows. */
export class DialectParser implements RecordParser {
  readonly #rules: RowRules;
  readonly #cells: readonly Cell[];
  readonly #rowIssues: readonly Issue[];

  constructor(rules: RowRules) {
    const { header, dataset, cells, isMapped } = rules;
    this.#rules = rules;
    this.#rowIssues = header.rowIssues;
    const columns = columnsByName(dataset);
    this.#cells = [...header.places].flatMap(([name, place]) => {
      const column = isMapped ? textColumn(name) : columns.get(name);
      return column === undefined ? [] : [{ name, place, read: dialectCellReader(column, cells) }];
    });
  }

  parse = (raw: RawRecord): ParsedRecord => {
    const text = nulIssue(raw) ?? textOf(raw);
    if (typeof text !== "string") return unparsed(text);
    const { header, split } = this.#rules;
    if (header.width < 0) return unparsed(...this.#rowIssues);
    const cells = splitDialectCells(text, raw.isQuoted, split);
    const issue = this.#strangeRow(cells, text, raw);
    return issue === undefined ? this.#row(cells) : unparsed(issue, ...this.#rowIssues);
  };

  #row({ texts, written }: Cells): ParsedRecord {
    const record: Record<string, unknown> = {};
    let issues: Issue[] | undefined;
    for (const { name, place, read } of this.#cells) {
      const value = read(texts[place] as string | null, written?.[place] ?? "bare");
      if (value instanceof CellRefusal) (issues ??= []).push(value.issue);
      else putField(record, name, value);
    }
    if (this.#rowIssues.length === 0) return { record, issues };
    return { record, issues: [...this.#rowIssues, ...(issues ?? [])] };
  }

  /** Why a row can't be one of this table, whatever its columns are. */
  #strangeRow({ texts }: Cells, text: string, raw: RawRecord): Issue | undefined {
    const { names, header, split } = this.#rules;
    const hasMark = text.startsWith(BOM);
    const first = hasMark ? texts[0]?.slice(1).replaceAll(split.quote ?? BOM, "") : texts[0];
    if (
      header.places.size > 0 &&
      first?.trim() === names[0] &&
      texts.length === names.length &&
      texts.every((cell, place) => place === 0 || cell?.trim() === names[place])
    )
      return REPEATED_HEADER;
    if (hasMark) return INNER_MARK;
    const { width } = header;
    if (texts.length === width) return undefined;
    return raggedIssue(texts.length, { width, delimiter: split.delimiter, isLast: raw.isLast });
  }
}

function textColumn(name: string): Column {
  return { name, type: { kind: "string" }, nullable: true };
}

/** The issue of a row that is a header. */
export const REPEATED_HEADER: Issue = {
  code: "repeated_header",
  path: [],
  message:
    "The row holds the names of the columns: it is a header, as where files were put one behind another. It is no row; if it is the first line, pass header: true.",
};
/** The issue of a row that a byte order mark stands before. */
export const INNER_MARK: Issue = {
  code: "inner_byte_order_mark",
  path: [],
  expected: "text",
  received: "U+FEFF",
  message:
    "The row begins with a byte order mark, which belongs at the start of a file: files were put one behind another. Remove it, or pass the files one by one.",
};
