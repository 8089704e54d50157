import type { Column } from "@cloudapi/core";
import { didYouMean } from "@cloudapi/core/internal";
import type { ReaderContext, RecordReader } from "../engine/record-reader.ts";
import type { CellRules, CellTaker } from "../framing/cell-taker.ts";
import { CsvFramer } from "../framing/csv-framer.ts";
import { type RawRecord, rawBytes } from "../framing/raw-record.ts";
import type { CsvHeader } from "../parsing/csv-header.ts";
import { csvHeaderOf, unreadableHeader } from "../parsing/read-csv-header.ts";
import { nulIssue, textOf } from "../parsing/text-issue.ts";
import type { Problem } from "../report/problem.ts";
import type { CsvOptions } from "./csv-options.ts";
import type { Dialect } from "./dialect.ts";
import { CellRefusal, dialectCellReader } from "./dialect-cell.ts";
import { DialectParser } from "./dialect-parser.ts";
import { dialectRules } from "./dialect-rules.ts";
import { nameResolver } from "./find-header.ts";
import { HoldBack } from "./hold-back.ts";
import { judgeCells } from "./judge-cells.ts";
import { withLaterHeader } from "./later-header.ts";
import { type ReadingPlan, readingPlan } from "./reading-plan.ts";
import { dialectScan } from "./scan-dialect-record.ts";
import { splitDialectCells } from "./split-dialect-cells.ts";
import { TableEnd } from "./table-end.ts";
import { takingScan } from "./taking-scan.ts";

/** A reader of CSV in a dialect. */
export function dialectReader(dialect: Dialect, context: ReaderContext): DialectReader {
  checkNullsByColumn(dialect, context);
  const head = Buffer.from(context.head.buffer, context.head.byteOffset, context.head.length);
  const plan = readingPlan(dialect, context, head.toString("utf8"));
  return new DialectReader(dialect, context, plan);
}

/** With a map, the columns that nulls are named for may be those of the file. */
function checkNullsByColumn(
  { nulls }: Dialect,
  { dataset, mapping }: Pick<ReaderContext, "dataset" | "mapping">,
): void {
  if (Array.isArray(nulls) || mapping !== undefined) return;
  const names = dataset.columns.map(({ name }) => name);
  for (const name of Object.keys(nulls)) {
    if (names.includes(name)) continue;
    const nearest = didYouMean(name, names);
    const advice =
      nearest === undefined ? `columns: ${names.join(", ")}` : `did you mean ${nearest}?`;
    throw new TypeError(
      `csvFormat: nulls: ${JSON.stringify(name)} does not name a column; ${advice}`,
    );
  }
}

class DialectReader implements RecordReader {
  readonly format = "csv";
  readonly framer: CsvFramer | HoldBack;
  readonly #dialect: Dialect;
  readonly #context: ReaderContext;
  readonly #plan: ReadingPlan;
  readonly #comment: Buffer | undefined;
  readonly #end: TableEnd;
  readonly #cells: CellTaker | undefined;
  /** How rows are taken by their bytes, once that may begin. */
  #rules: CellRules | undefined;
  #header: CsvHeader | undefined;
  #parser: DialectParser | undefined;
  #linesLeft: number;
  /** Options with a number by which something was left out. */
  readonly #leavingOut = new Set<keyof CsvOptions>();
  #problems: Problem[];
  #warnings: Problem[];

  constructor(dialect: Dialect, context: ReaderContext, plan: ReadingPlan) {
    this.#dialect = dialect;
    this.#context = context;
    this.#plan = plan;
    this.#comment = dialect.comment === undefined ? undefined : Buffer.from(dialect.comment);
    this.#linesLeft = dialect.skipAfterHeader;
    this.#problems = [...plan.problems];
    this.#warnings = [...plan.warnings];
    const scan = dialectScan(dialect, plan.skipLines);
    const cells = dialect.footer === undefined ? context.cells : undefined;
    this.#cells = cells;
    this.#end = new TableEnd(
      dialect.footer === "blank-line",
      cells && ((from, to) => cells.hasTaken(from, to)),
    );
    const framer: CsvFramer = new CsvFramer(
      { ...context, allocate: cells?.allocate },
      plan.delimiter.charCodeAt(0),
      cells === undefined ? scan : takingScan(cells, scan, () => framer),
    );
    const held = typeof dialect.footer === "number" ? dialect.footer : 0;
    this.framer = held > 0 || dialect.skipLines !== 0 ? new HoldBack(framer, held) : framer;
    if (plan.names !== undefined)
      this.#takeNames(plan.names, { line: plan.namesLine, byteOffset: 0 });
  }

  /** Whether what was cut is no record: a line that is skipped, a comment, the header, or behind the table. */
  takesHeader(raw: RawRecord): boolean {
    if (isWithin(raw, this.#dialect.skipLines)) return this.#leaveOut("skipLines", raw);
    if (isWithin(raw, this.#plan.skipLines) || this.#isComment(raw)) return this.#end.pass(raw);
    if (this.#header === undefined) {
      this.#readHeader(raw);
      return this.#end.pass(raw);
    }
    if (this.#linesLeft > 0) {
      this.#linesLeft--;
      return this.#leaveOut("skipAfterHeader", raw);
    }
    return this.#end.isBehind(raw);
  }

  parse(raw: RawRecord): ReturnType<DialectParser["parse"]> {
    if (this.#rules !== undefined && this.#end.isSettled) {
      this.#cells?.begin(this.#rules);
      this.#rules = undefined;
    }
    const parsed = (this.#parser as DialectParser).parse(raw);
    this.#end.note(raw, parsed.issues);
    return judgeCells(parsed, this.#header as CsvHeader, this.#cells);
  }

  unknownColumns(): readonly string[] | undefined {
    return this.#context.mapping === undefined ? (this.#header?.unknown ?? []) : undefined;
  }

  /** A text that a map gives is taken as one in quotes: what is null for all was null before. */
  readText = (column: Column): ReturnType<NonNullable<RecordReader["readText"]>> => {
    const read = dialectCellReader(column, this.#dialect);
    return (text) => {
      const value = read(text, "quoted");
      return value instanceof CellRefusal ? { issue: value.issue } : { value };
    };
  };

  takeFindings(): { problems: readonly Problem[]; warnings: readonly Problem[] } {
    const { problems, warnings } = this.#end.take();
    const footer = this.#footer();
    const found = {
      problems: [...this.#problems, ...problems, ...this.#nothingLeft()],
      warnings: [...this.#warnings, ...warnings, ...footer],
    };
    [this.#problems, this.#warnings] = [[], []];
    return found;
  }

  frame(): string | undefined {
    const isLeftOut = this.#leavingOut.size > 0;
    if (this.#header === undefined && !isLeftOut) return undefined;
    const hasHeader = this.#header !== undefined && this.#dialect.header === true;
    const rest = isLeftOut ? `; the ${list(this.#leavingOut)} left out the rest` : "";
    return `${hasHeader ? "a header and " : ""}no rows${rest}`;
  }

  #leaveOut(option: keyof CsvOptions, raw: RawRecord): true {
    this.#leavingOut.add(option);
    return this.#end.pass(raw);
  }

  #isComment(raw: RawRecord): boolean {
    const comment = this.#comment;
    return (
      comment !== undefined &&
      raw.block.bytes[raw.start] === comment[0] &&
      rawBytes(raw).subarray(0, comment.length).equals(comment)
    );
  }

  #readHeader(raw: RawRecord): void {
    const fault = raw.fault ?? nulIssue(raw);
    const text = fault ?? textOf(raw);
    if (typeof text !== "string") return this.#takeHeader(unreadableHeader(raw, text), []);
    const split = { ...this.#dialect, delimiter: this.#plan.delimiter };
    const { texts } = splitDialectCells(text, raw.isQuoted, split);
    this.#takeNames(
      texts.map((name) => (name ?? "").trim()),
      raw,
    );
  }

  #takeNames(names: readonly string[], place: { line: number; byteOffset: number }): void {
    const { dataset } = this.#context;
    const { delimiter } = this.#plan;
    const resolve = nameResolver(dataset, this.#dialect.caseInsensitive);
    const known = names.map((name) => resolve(name.trim()));
    this.#takeHeader(csvHeaderOf(known, place, { ...this.#context, delimiter }), names);
  }

  #takeHeader(header: CsvHeader, names: readonly string[]): void {
    const { dataset, mapping } = this.#context;
    this.#header = header;
    this.#rules =
      this.#cells && dialectRules({ dialect: this.#dialect, plan: this.#plan, header, names });
    const { delimiter } = this.#plan;
    const place = { ...this.#context, delimiter };
    this.#problems.push(...withLaterHeader(header.problems, this.#dialect, place));
    this.#warnings.push(...header.warnings);
    const split = { ...this.#dialect, delimiter };
    this.#parser = new DialectParser({
      header,
      names,
      dataset,
      split,
      cells: this.#dialect,
      isMapped: mapping !== undefined,
    });
  }

  #footer(): readonly Problem[] {
    if (!(this.framer instanceof HoldBack) || this.framer.left.length === 0) return [];
    const [first] = this.framer.left;
    const count = this.framer.left.length;
    this.framer.left = [];
    this.#leavingOut.add("footer");
    return [
      {
        code: "footer_skipped",
        message: `The last ${count === 1 ? "record is" : `${count} records are`} no row, as the option footer says.`,
        ...(first === undefined ? {} : { line: first.line, byteOffset: first.byteOffset }),
      },
    ];
  }

  /** Say it once the end has come, when options took the header, too, for what is to be left out. */
  #nothingLeft(): readonly Problem[] {
    const isOver = this.framer instanceof HoldBack && this.framer.isOver;
    if (!isOver || this.#header !== undefined || this.#leavingOut.size === 0) return [];
    const message = `The ${list(this.#leavingOut)} left nothing of the file, not even its header: the file is shorter than expected. Correct the option, or get the whole file.`;
    return [{ code: "empty_file", message }];
  }
}

/** Whether a line is one of the first so many. */
function isWithin({ line }: RawRecord, lines: number | "header"): boolean {
  return lines !== "header" && line <= lines;
}

function list(options: ReadonlySet<string>): string {
  return `option${options.size > 1 ? "s" : ""} ${[...options].join(" and ")}`;
}
