import type { Column, Dataset } from "@cloudapi/core";
import { didYouMean } from "@cloudapi/core/internal";
import { columnsByName } from "../adapting/resolve-names.ts";
import { compileRecordChecker } from "../checking/compile-record-checker.ts";
import type { ReaderContext } from "../engine/record-reader.ts";
import { DELIMITERS } from "../framing/delimiter-name.ts";
import { type RawRecord, rawBytes } from "../framing/raw-record.ts";
import { decodeText } from "../report/decode-text.ts";
import { type Issue, previewValue } from "../report/issue.ts";
import type { Problem } from "../report/problem.ts";
import type { CsvHeader } from "./csv-header.ts";
import { splitCells } from "./split-cells.ts";
import { nulIssue, textOf } from "./text-issue.ts";

/** What a header is read with. */
export type HeaderContext = Pick<ReaderContext, "dataset" | "delimiter" | "mapping">;

/** Read a header: the first line that is not blank. Blanks around a name are not part of it; case is. */
export function readCsvHeader(raw: RawRecord, context: HeaderContext): CsvHeader {
  const fault = raw.fault ?? nulIssue(raw);
  const text = fault ?? textOf(raw);
  if (typeof text !== "string") return unreadableHeader(raw, text);
  return csvHeaderOf(splitCells(text, raw.isQuoted, context.delimiter), raw, context);
}

/** Where something is in a source. */
type Place = Pick<RawRecord, "line" | "byteOffset">;

/** What names say about the rows below them, wherever they are from. */
export function csvHeaderOf(
  names: readonly string[],
  place: Place,
  { dataset, delimiter, mapping }: HeaderContext,
): CsvHeader {
  const trimmed = names.map((name) => name.trim());
  if (mapping !== undefined) return mapping.header(trimmed, place);
  return new HeaderReading(place, dataset, delimiter, trimmed).header();
}

const LOOKS_LIKE_JSON = " It looks like JSON: read it as JSON Lines or as a JSON array.";

/** The header of a file whose first line can't be read: every row is rejected. */
export function unreadableHeader(raw: RawRecord, { code, message }: Issue): CsvHeader {
  const hint = /^\s*[{[]/.test(decodeText(rawBytes(raw), 100)) ? LOOKS_LIKE_JSON : "";
  const problem = {
    code: "invalid_header",
    message: `The header can't be read (${code}). ${message}${hint}`,
    line: raw.line,
    byteOffset: raw.byteOffset,
  };
  const issue = {
    code: "invalid_header",
    path: [],
    message: "The header of the file can't be read, so the cells have no names.",
  };
  return {
    width: -1,
    places: new Map(),
    unknown: [],
    rowIssues: [issue],
    problems: [problem],
    warnings: [],
  };
}

class HeaderReading {
  readonly #place: Place;
  readonly #dataset: Dataset;
  readonly #delimiter: string;
  readonly #names: readonly string[];
  /** The columns by their names in sources. */
  readonly #known: ReadonlyMap<string, Column>;
  readonly #counts = new Map<string, number>();
  readonly #rowIssues: Issue[] = [];
  readonly #problems: Problem[] = [];
  readonly #warnings: Problem[] = [];

  constructor(place: Place, dataset: Dataset, delimiter: string, names: readonly string[]) {
    this.#place = place;
    this.#dataset = dataset;
    this.#delimiter = delimiter;
    this.#names = names;
    this.#known = columnsByName(dataset);
    for (const name of names) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  header(): CsvHeader {
    const unknown = [...this.#counts.keys()].filter((name) => !this.#known.has(name));
    const hasNone = unknown.length === this.#counts.size;
    if (hasNone) this.#problem("missing_header", this.#missingHeader());
    this.#duplicates();
    this.#missing(unknown, hasNone);
    if (hasNone && this.#rowIssues.length === 0) this.#rowIssues.push(NO_HEADER);
    if (unknown.length > 0 && !hasNone) this.#extra(unknown);
    const places = new Map(
      this.#names
        .map((name, place) => [name, place] as const)
        .filter(([name]) => this.#known.has(name) && this.#counts.get(name) === 1),
    );
    const [rowIssues, problems, warnings] = [this.#rowIssues, this.#problems, this.#warnings];
    return { width: this.#names.length, places, unknown, rowIssues, problems, warnings };
  }

  #missingHeader(): string {
    const columns = this.#dataset.columns.map(({ name }) => name).join(this.#delimiter);
    return `The first line is not a header of this contract: none of its cells names a column. Expected something like ${columns.slice(0, 200)}, found ${list(this.#names)}.${this.#otherFormat()}`;
  }

  #otherFormat(): string {
    const text = this.#names.join(this.#delimiter);
    if (/^[{[]/.test(text)) return LOOKS_LIKE_JSON;
    for (const [delimiter, name] of Object.entries(DELIMITERS)) {
      const isSplit =
        delimiter !== this.#delimiter &&
        text.split(delimiter).some((cell) => this.#known.has(cell.trim().replaceAll('"', "")));
      if (isSplit)
        return ` Its cells are separated by ${name}s: pass the option delimiter: ${JSON.stringify(delimiter)}.`;
    }
    return "";
  }

  #duplicates(): void {
    for (const [name, count] of this.#counts) {
      if (count === 1) continue;
      const message = `The header has the column ${previewValue(name)} ${count} times`;
      const column = this.#known.get(name);
      if (column !== undefined)
        this.#everyRow(
          "duplicate_column",
          column.name,
          `${message}, so its value is ambiguous. Keep one of them.`,
        );
      else
        this.#warnings.push(
          this.#finding(
            "duplicate_column",
            `${message}; the contract does not know it, so it is dropped.`,
          ),
        );
    }
  }

  #missing(unknown: readonly string[], hasNone: boolean): void {
    for (const name of compileRecordChecker(this.#dataset).requiredFields) {
      const names = [name, ...(this.#dataset.alias[name] ?? [])];
      if (names.some((each) => this.#counts.has(each))) continue;
      const message = `The header has no column ${previewValue(name)}, which every row needs. ${this.#nearest(name, unknown)}`;
      if (hasNone) this.#rowIssues.push(issueOf("missing_column", name, message));
      else this.#everyRow("missing_column", name, message);
    }
  }

  #nearest(name: string, unknown: readonly string[]): string {
    const nearest = nearestName(name, unknown);
    if (nearest === undefined) return `It has ${list(this.#names)}.`;
    const isCase = nearest.toLowerCase() === name.toLowerCase();
    const option = isCase ? ", or pass the option caseInsensitive: true" : "";
    return `It has ${previewValue(nearest)}: did you mean that? Rename it to ${previewValue(name)}${option}.`;
  }

  #extra(unknown: readonly string[]): void {
    const absent = [...this.#known.keys()].filter((name) => !this.#counts.has(name));
    const renamed = unknown
      .slice(0, MOST_COMPARED)
      .map((name) => [name, nearestName(name, absent)] as const)
      .filter(([, nearest]) => nearest !== undefined);
    const hint = renamed
      .map(([name, nearest]) => ` Did you mean ${previewValue(nearest)} by ${previewValue(name)}?`)
      .slice(0, 10)
      .join("");
    const message = `The contract does not know ${list(unknown)}`;
    if (!this.#dataset.strict) {
      this.#warnings.push(
        this.#finding("extra_columns", `${message}; such cells are dropped.${hint}`),
      );
      return;
    }
    this.#problem(
      "extra_columns",
      `${message}, and is strict.${hint} Remove these columns, or add them to the contract.`,
    );
    const record = Object.fromEntries(unknown.map((name) => [name, null]));
    this.#rowIssues.push(compileRecordChecker(this.#dataset).unrecognized(record, unknown));
  }

  #everyRow(code: string, name: string, message: string): void {
    this.#problem(code, message);
    this.#rowIssues.push(issueOf(code, name, message));
  }

  #problem(code: string, message: string): void {
    this.#problems.push(this.#finding(code, message));
  }

  #finding(code: string, message: string): Problem {
    return { code, message, line: this.#place.line, byteOffset: this.#place.byteOffset };
  }
}

/** Where every column is optional, a row without any cell that has a name would be valid, and empty. */
const NO_HEADER: Issue = {
  code: "missing_header",
  path: [],
  message: "The header names no column of the contract, so the cells have no names.",
};
const MOST_COMPARED = 1000;

function nearestName(name: string, names: readonly string[]): string | undefined {
  return didYouMean(
    name,
    names.slice(0, MOST_COMPARED).filter(({ length }) => length <= 2 * name.length),
  );
}

function issueOf(code: string, name: string, message: string): Issue {
  return { code, path: [name], message };
}

function list(names: readonly string[]): string {
  const shown = names
    .slice(0, 10)
    .map((name) => previewValue(name))
    .join(", ");
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
