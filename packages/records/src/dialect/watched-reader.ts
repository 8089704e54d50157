import { csvReader } from "../engine/csv-reader.ts";
import {
  type Findings,
  NO_FINDINGS,
  type ReaderContext,
  type RecordReader,
} from "../engine/record-reader.ts";
import type { CellRules } from "../framing/cell-taker.ts";
import type { CsvFramer } from "../framing/csv-framer.ts";
import { type RawRecord, rawBytes } from "../framing/raw-record.ts";
import { scanCsvRecord } from "../framing/scan-csv-record.ts";
import { cellReader } from "../parsing/cell-value.ts";
import { readCsvHeader } from "../parsing/read-csv-header.ts";
import { type ParsedRecord, unparsed } from "../parsing/record-parser.ts";
import type { Issue } from "../report/issue.ts";
import type { Problem } from "../report/problem.ts";
import type { Dialect } from "./dialect.ts";
import { INNER_MARK, REPEATED_HEADER } from "./dialect-parser.ts";
import { fixedWidth } from "./fixed-width.ts";
import { judgeCells } from "./judge-cells.ts";
import { withLaterHeader } from "./later-header.ts";
import { TableEnd } from "./table-end.ts";
import { takingScan } from "./taking-scan.ts";

/** A first line that is no header is a row like others that are equal to it. */
const NO_HEADER: readonly string[] = ["missing_header", "invalid_header"];
const BOM = Buffer.from("\uFEFF");

/** The reader of CSV by RFC 4180, which tells what rows of other files stand among those of the table. */
export class WatchedReader implements RecordReader {
  readonly format = "csv";
  readonly framer: CsvFramer;
  readonly #reader: RecordReader;
  readonly #dialect: Dialect;
  readonly #context: ReaderContext;
  readonly #end: TableEnd;
  /** How rows are taken by their bytes, once that may begin. */
  #rules: CellRules | undefined;
  #header: Buffer | undefined;
  #problems: readonly Problem[];
  #found: Findings = NO_FINDINGS;

  constructor(dialect: Dialect, context: ReaderContext) {
    const { cells } = context;
    const reader: ReturnType<typeof csvReader> = csvReader(
      { ...context, allocate: cells?.allocate },
      cells && takingScan(cells, scanCsvRecord, () => reader.framer),
    );
    this.#end = new TableEnd(false, cells && ((from, to) => cells.hasTaken(from, to)));
    this.#dialect = dialect;
    this.#context = context;
    this.#reader = reader;
    this.framer = reader.framer;
    this.#problems = fixedWidth(
      Buffer.from(context.head)
        .toString("utf8")
        .split(/\r\n|\n|\r/),
    );
  }

  takesHeader(raw: RawRecord): boolean {
    if (!this.#reader.takesHeader(raw)) {
      if (this.#rules !== undefined && this.#end.isSettled) this.#beginTaking(this.#rules);
      return this.#end.isBehind(raw);
    }
    const { problems, warnings } = this.#reader.takeFindings();
    this.#found = { problems: withLaterHeader(problems, this.#dialect, this.#context), warnings };
    const isHeader = !problems.some(({ code }) => NO_HEADER.includes(code));
    if (isHeader) this.#header = Buffer.from(rawBytes(raw));
    if (isHeader && this.#context.cells !== undefined) this.#rules = rulesOf(raw, this.#context);
    return this.#end.pass(raw);
  }

  parse(raw: RawRecord): ParsedRecord {
    const strange = this.#strangeRow(raw);
    if (strange !== undefined) return unparsed(strange);
    const parsed = this.#reader.parse(raw);
    if (parsed.issues !== undefined || this.#end.isWatching) this.#end.note(raw, parsed.issues);
    return judgeCells(parsed, { unknown: this.unknownColumns() ?? [] }, this.#context.cells);
  }

  get readText(): RecordReader["readText"] {
    return this.#reader.readText;
  }

  unknownColumns(): readonly string[] | undefined {
    return this.#reader.unknownColumns();
  }

  takeFindings(): Findings {
    const found = this.#found;
    this.#found = NO_FINDINGS;
    const end = this.#end.take();
    const problems = [...this.#problems, ...found.problems, ...end.problems];
    this.#problems = [];
    return { problems, warnings: [...found.warnings, ...end.warnings] };
  }

  frame(): string | undefined {
    return this.#reader.frame();
  }

  #beginTaking(rules: CellRules): void {
    this.#context.cells?.begin(rules);
    this.#rules = undefined;
  }

  #strangeRow(raw: RawRecord): Issue | undefined {
    const { block, start, end } = raw;
    const hasMark =
      block.bytes[start] === BOM[0] && block.bytes.subarray(start, start + 3).equals(BOM);
    const from = hasMark ? start + 3 : start;
    const header = this.#header;
    const isHeader =
      end - from === header?.length && block.bytes.subarray(from, end).equals(header);
    return isHeader ? REPEATED_HEADER : hasMark ? INNER_MARK : undefined;
  }
}

function rulesOf(raw: RawRecord, context: ReaderContext): CellRules {
  const { delimiter } = context;
  return {
    header: readCsvHeader(raw, context),
    headerBytes: Buffer.from(rawBytes(raw)),
    delimiter,
    quote: '"',
    isDoubled: true,
    reader: cellReader,
  };
}
