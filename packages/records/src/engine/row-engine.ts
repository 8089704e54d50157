import type { Dataset } from "@cloudapi/core";
import { withPlace } from "../checking/check-threw.ts";
import {
  compileRecordChecker,
  type RecordCheck,
  type RecordChecker,
} from "../checking/compile-record-checker.ts";
import { ArrayFramer } from "../framing/array-framer.ts";
import { CsvFramer } from "../framing/csv-framer.ts";
import type { Framer } from "../framing/framer.ts";
import { LineFramer } from "../framing/line-framer.ts";
import type { RawRecord } from "../framing/raw-record.ts";
import { csvRecordParser } from "../parsing/csv-record-parser.ts";
import { JsonRecordParser } from "../parsing/json-record-parser.ts";
import { readCsvHeader } from "../parsing/read-csv-header.ts";
import type { RecordParser } from "../parsing/record-parser.ts";
import { accepted, type CheckedRecord, rejected } from "../report/checked-record.ts";
import { decodeText } from "../report/decode-text.ts";
import { DroppedFields } from "../report/dropped-fields.ts";
import type { Issue } from "../report/issue.ts";
import type { Problem } from "../report/problem.ts";

import type { EngineOptions, RecordEngine, RecordReading } from "./record-engine.ts";

const NONE: readonly string[] = Object.freeze([]);

/** The engine that makes an object of every record: framing, parsing and checking, one behind the other. */
export class RowEngine implements RecordEngine {
  readonly #dataset: Dataset;
  readonly #options: EngineOptions;
  readonly #checker: RecordChecker;
  readonly #framer: Framer;
  #parser: RecordParser | undefined;
  /** Unknown columns of a CSV header, which every row has. */
  #unknownColumns = NONE;
  /** The first two records of JSON Lines, until both have come. */
  #opening: CheckedRecord<unknown>[] | undefined;
  #problems: Problem[] = [];
  #warnings: Problem[] = [];
  readonly #dropped = new DroppedFields();
  #rows = 0;

  constructor(dataset: Dataset, options: EngineOptions) {
    this.#dataset = dataset;
    this.#options = options;
    this.#checker = compileRecordChecker(dataset);
    this.#framer = framerOf(options);
    const { exactFields } = this.#checker;
    if (options.format === "json-lines") this.#opening = [];
    if (options.format !== "csv")
      this.#parser = new JsonRecordParser(exactFields, options.maxDepth);
  }

  /** The records that end in what was pushed so far; all of them have to be taken before the next call. */
  *push(chunk: Uint8Array): Iterable<RecordReading> {
    for (const raws of this.#framer.push(chunk)) yield this.#read(raws, false);
  }

  /** No more bytes come: the records that are left, and what can be said of a whole file only now. */
  *end({ isWhole }: { readonly isWhole: boolean }): Iterable<RecordReading> {
    for (const raws of this.#framer.end()) yield this.#read(raws, false);
    this.#warnings.push(...this.#dropped.warnings(this.#rows));
    const reading = this.#read([], true);
    yield isWhole ? { ...reading, ...this.#ending(reading) } : reading;
  }

  #read(raws: readonly RawRecord[], isEnd: boolean): RecordReading {
    const records: CheckedRecord<Record<string, unknown>>[] = [];
    for (const raw of raws) {
      if (this.#parser === undefined) this.#parser = this.#readHeader(raw);
      else records.push(this.#check(raw, this.#parser));
    }
    this.#problems.push(...this.#framer.takeProblems());
    this.#noteOtherKind(records, isEnd);
    this.#rows += records.length;
    const [problems, warnings] = [this.#problems, this.#warnings];
    [this.#problems, this.#warnings] = [[], []];
    return { records, problems, warnings };
  }

  #readHeader(raw: RawRecord): RecordParser {
    const { delimiter } = this.#options;
    const header = readCsvHeader(raw, this.#dataset, delimiter);
    this.#problems.push(...header.problems);
    this.#warnings.push(...header.warnings);
    this.#unknownColumns = header.unknown;
    return csvRecordParser(header, this.#dataset, delimiter);
  }

  #check(raw: RawRecord, parser: RecordParser): CheckedRecord<Record<string, unknown>> {
    if (raw.fault !== undefined) return rejected(raw, [raw.fault], NONE);
    const { record, issues } = parser.parse(raw);
    if (record === undefined) return rejected(raw, issues ?? [], NONE);
    const result = this.#judge(raw, record);
    if (result.unknownFields.length > 0) this.#noteDropped(record as object, result.unknownFields);
    const unknownFields =
      this.#unknownColumns === NONE ? result.unknownFields : this.#unknownColumns;
    if (issues !== undefined)
      return rejected(raw, mergeIssues(issues, result.valid ? [] : result.issues), unknownFields);
    if (!result.valid) return rejected(raw, result.issues, unknownFields);
    return accepted(raw, result, unknownFields);
  }

  #judge({ line }: RawRecord, record: unknown): RecordCheck {
    try {
      return this.#checker.check(record);
    } catch (error) {
      throw withPlace(error, this.#dataset.name, `, on line ${line}`);
    }
  }

  /** Columns of a CSV file that are not known were told with its header; a strict contract drops nothing. */
  #noteDropped(record: object, names: readonly string[]): void {
    if (this.#options.format !== "csv" && !this.#dataset.strict) this.#dropped.add(record, names);
  }

  /** Say it once when the first records show that the file is of another kind. */
  #noteOtherKind(records: readonly CheckedRecord<unknown>[], isEnd: boolean): void {
    if (this.#opening === undefined) return;
    this.#opening.push(...records.slice(0, 2 - this.#opening.length));
    const [first, second] = this.#opening;
    if (!isEnd && second === undefined) return;
    this.#opening = undefined;
    if (first === undefined || first.valid) return;
    const message = otherKind(first, second, this.#dataset);
    if (message === undefined) return;
    this.#problems.push({
      code: "not_json_lines",
      message,
      line: first.line,
      byteOffset: first.byteOffset,
    });
  }

  #ending({ problems, warnings }: RecordReading): {
    problems: readonly Problem[];
    warnings: readonly Problem[];
  } {
    if (this.#rows > 0) return { problems, warnings };
    const { format } = this.#options;
    const isEmpty = format !== "json-array" && (format !== "csv" || this.#parser === undefined);
    if (isEmpty)
      return {
        warnings,
        problems: [
          ...problems,
          {
            code: "empty_file",
            message: "The file has no records: it is empty, or all of its lines are blank.",
          },
        ],
      };
    const what = format === "csv" ? "a header and no rows" : "an empty array";
    return {
      problems,
      warnings: [...warnings, { code: "no_rows", message: `The file has ${what}.` }],
    };
  }
}

function framerOf(options: EngineOptions): Framer {
  if (options.format === "json-array") return new ArrayFramer(options);
  if (options.format === "json-lines") return new LineFramer(options);
  return new CsvFramer(options, options.delimiter.charCodeAt(0));
}

/** What the parser found, then what the contract says of other fields. */
function mergeIssues(found: readonly Issue[], checked: readonly Issue[]): readonly Issue[] {
  const fields = new Set(found.map(({ path }) => path[0]));
  return [
    ...found,
    ...checked.filter(({ code, path }) => !fields.has(path[0]) && code !== "unrecognized_keys"),
  ];
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
