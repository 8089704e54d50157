import type { Dataset } from "@cloudapi/core";
import type { Adaptation } from "../adapting/adaptation.ts";
import { isRecord } from "../adapting/is-record.ts";
import type { MapRows } from "../adapting/mapping.ts";
import { type AdaptedRecord, renameRecord } from "../adapting/rename-record.ts";
import { withPlace } from "../checking/check-threw.ts";
import {
  compileRecordChecker,
  type RecordCheck,
  type RecordChecker,
} from "../checking/compile-record-checker.ts";
import type { FlatRows } from "../flat/flat-rows.ts";
import type { LineTaker } from "../framing/line-taker.ts";
import type { RawRecord } from "../framing/raw-record.ts";
import { unparsed } from "../parsing/record-parser.ts";
import { accepted, type CheckedRecord, rejected } from "../report/checked-record.ts";
import { decodeText } from "../report/decode-text.ts";
import { DroppedFields } from "../report/dropped-fields.ts";
import type { Issue } from "../report/issue.ts";
import type { Problem } from "../report/problem.ts";
import type { RecordEngine, RecordReading } from "./record-engine.ts";
import type { Findings, RecordReader } from "./record-reader.ts";

const NONE: readonly string[] = Object.freeze([]);

/** Takes lines of which the bytes leave no doubt of what parser and checker would say. */
export interface RowTaker extends LineTaker {
  /**
   * The rows that were taken since the last call, if any.
   *
   * @param dropped fields that the contract does not know, those of the rows to be added
   */
  taken(dropped: DroppedFields): FlatRows | undefined;
}

interface RowEngineOptions {
  readonly adaptation?: Adaptation | undefined;
  /** The source's name, where it has one. */
  readonly source?: string | undefined;
  /** What the framer asks first. */
  readonly taker?: RowTaker | undefined;
}

/** The engine that makes an object of every record: framing, parsing and checking, one behind the other. */
export class RowEngine implements RecordEngine {
  readonly #dataset: Dataset;
  readonly #checker: RecordChecker;
  readonly #reader: RecordReader;
  /** The first two records of JSON Lines, until both have come. */
  #opening: CheckedRecord<unknown>[] | undefined;
  readonly #dropped = new DroppedFields();
  #records = 0;
  #rows = 0;
  #filtered = 0;
  readonly #adaptation: Adaptation | undefined;
  readonly #mapRows: MapRows | undefined;
  readonly #taker: RowTaker | undefined;

  constructor(
    dataset: Dataset,
    reader: RecordReader,
    { adaptation, source, taker }: RowEngineOptions = {},
  ) {
    this.#taker = taker;
    this.#adaptation = adaptation;
    this.#mapRows = adaptation?.mapping?.open(reader, source);
    this.#dataset = dataset;
    this.#reader = reader;
    this.#checker = compileRecordChecker(dataset);
    if (reader.format === "json-lines") this.#opening = [];
  }

  /** The records that end in what was pushed so far; all of them have to be taken before the next call. */
  *push(chunk: Uint8Array): Iterable<RecordReading> {
    for (const raws of this.#reader.framer.push(chunk)) yield this.#read(raws);
  }

  /** No more bytes come: the records that are left, and what can be said of a whole file only now. */
  *end({ isWhole }: { readonly isWhole: boolean }): Iterable<RecordReading> {
    for (const raws of this.#reader.framer.end()) yield this.#read(raws);
    const reading = this.#read([], this.#dropped.warnings(this.#rows));
    yield isWhole ? { ...reading, ...this.#ending(reading) } : reading;
  }

  /** @param late what can be said of a whole file only, at its end */
  #read(raws: readonly RawRecord[], late?: readonly Problem[]): RecordReading {
    const records: CheckedRecord<Record<string, unknown>>[] = [];
    for (const raw of raws) if (!this.#reader.takesHeader(raw)) this.#take(raw, records);
    const { problems, warnings } = this.#reader.takeFindings();
    const kind = this.#otherKindIn(records, late !== undefined);
    const flat = this.#taker?.taken(this.#dropped);
    this.#rows += records.length + (flat?.all ?? 0);
    const rowsFiltered = this.#filtered;
    this.#filtered = 0;
    return {
      records,
      flat,
      rowsFiltered,
      problems: [...problems, ...kind],
      warnings: [...(late ?? []), ...warnings],
    };
  }

  /** The record, or the rows that a map makes of it. */
  #take(raw: RawRecord, records: CheckedRecord<Record<string, unknown>>[]): void {
    this.#records++;
    const parsed = raw.fault ? unparsed(raw.fault) : this.#reader.parse(raw);
    const { record, issues } = parsed;
    if (this.#mapRows === undefined || issues !== undefined || !isRecord(record)) {
      records.push(this.#check(raw, parsed));
      return;
    }
    const { rows, isList } = this.#mapRows(record, raw);
    if (rows.length === 0) this.#filtered++;
    for (const [at, row] of rows.entries())
      records.push(this.#check(raw, row, isList ? at + 1 : undefined));
  }

  #check(
    raw: RawRecord,
    parsed: AdaptedRecord,
    item?: number,
  ): CheckedRecord<Record<string, unknown>> {
    if (parsed.record === undefined) return rejected(raw, parsed.issues ?? [], NONE, item);
    const { record, issues } = this.#adapt(parsed);
    const result = this.#judge(raw, record);
    const columns = this.#reader.unknownColumns();
    if (columns === undefined && result.unknownFields.length > 0)
      this.#noteDropped(record as object, result);
    const unknownFields = columns ?? result.unknownFields;
    if (issues !== undefined)
      return rejected(
        raw,
        mergeIssues(issues, result.valid ? [] : result.issues),
        unknownFields,
        item,
      );
    if (!result.valid) return rejected(raw, result.issues, unknownFields, item);
    return accepted(raw, result, unknownFields, item);
  }

  /** The record by the contract's own names, its texts converted. */
  #adapt(parsed: AdaptedRecord): AdaptedRecord {
    const convert = this.#adaptation?.convert;
    if (this.#dataset.sourceNames === undefined && convert === undefined) return parsed;
    const renamed = renameRecord(this.#dataset, parsed.record);
    const { record, issues } =
      convert !== undefined && isRecord(renamed.record)
        ? convert(renamed.record)
        : { record: renamed.record, issues: undefined };
    const all = [parsed.issues, renamed.issues, issues].flatMap((each) => each ?? []);
    return { record, issues: all.length === 0 ? undefined : all };
  }

  #judge({ line }: RawRecord, record: unknown): RecordCheck {
    try {
      return this.#checker.check(record);
    } catch (error) {
      throw withPlace(error, this.#dataset.name, `, on line ${line}`);
    }
  }

  /** A strict contract drops nothing but what is inside others. */
  #noteDropped(record: object, { unknownFields, droppedInside }: RecordCheck): void {
    const names = this.#dataset.strict ? [...(droppedInside?.keys() ?? [])] : unknownFields;
    this.#dropped.add(record, names, droppedInside);
  }

  /** Say it once when the first records show that the file is of another kind. */
  #otherKindIn(records: readonly CheckedRecord<unknown>[], isEnd: boolean): readonly Problem[] {
    if (this.#opening === undefined) return [];
    this.#opening.push(...records.slice(0, 2 - this.#opening.length));
    const [first, second] = this.#opening;
    if (!isEnd && second === undefined) return [];
    this.#opening = undefined;
    if (first === undefined || first.valid) return [];
    const message = otherKind(first, second, this.#dataset);
    if (message === undefined) return [];
    const { line, byteOffset } = first;
    return [{ code: "not_json_lines", message, line, byteOffset }];
  }

  #ending({ problems, warnings }: RecordReading): Findings {
    if (this.#records > 0) return { problems, warnings };
    const frame = this.#reader.frame();
    if (frame !== undefined) {
      const warning = { code: "no_rows", message: `The file has ${frame}.` };
      return { problems, warnings: [...warnings, warning] };
    }
    const problem = {
      code: "empty_file",
      message: "The file has no records: it is empty, or all of its lines are blank.",
    };
    return { problems: [...problems, problem], warnings };
  }
}

/** What was found before, then what the contract says of other places. */
function mergeIssues(found: readonly Issue[], checked: readonly Issue[]): readonly Issue[] {
  const others = checked.filter(
    ({ code, path }) =>
      code !== "unrecognized_keys" && !found.some((issue) => isAtOrIn(path, issue.path)),
  );
  return [...found, ...others];
}

/** Whether a path is another one or leads further; what is of the record as a whole is of no field. */
function isAtOrIn(path: Issue["path"], outer: Issue["path"]): boolean {
  return outer.length === 0 ? path.length === 0 : outer.every((part, at) => path[at] === part);
}

/** The usual mistakes of those who take another file for JSON Lines. */
function otherKind(
  first: CheckedRecord<unknown>,
  second: CheckedRecord<unknown> | undefined,
  { columns }: Dataset,
): string | undefined {
  const line = decodeText(first.rawBytes, 1000);
  const isOpened = /^\s*\{\s*(?:"[^"]*"\s*:.*,\s*)?$/.test(line);
  if (isOpened && (second === undefined || /^\s*["}]/.test(decodeText(second.rawBytes, 1000)))) {
    return "The file seems to hold JSON objects that are spread over several lines. In JSON Lines each record is on one line: write it so (jq -c . does), or put the records into one JSON array.";
  }
  if (isList(first) && (second === undefined || isList(second)))
    return "The lines of the file hold lists. In JSON Lines each record is an object on a line of its own: write them so (jq -c '.[]' does), or put all of them into one JSON array.";
  const cells = line.split(/[,;\t|]/).map((cell) => cell.trim().replaceAll('"', ""));
  if (!/^\s*[{[]/.test(line) && columns.some(({ name }) => cells.includes(name))) {
    return "The first line looks like the header of a CSV file; read it as CSV.";
  }
  return undefined;
}

function isList(record: CheckedRecord<unknown>): boolean {
  if (record.valid) return false;
  const [issue] = record.issues;
  return issue?.code === "not_an_object" && issue.received === "array";
}
