import type { Column, Dataset } from "@cloudapi/core";
import { columnsByName, resolverOfNames } from "../adapting/resolve-names.ts";
import { compileRecordChecker } from "../checking/compile-record-checker.ts";
import type { Dialect } from "./dialect.ts";
import { splitDialectCells } from "./split-dialect-cells.ts";

/** A line of the first bytes, and what its cells are. */
export interface NamedLine {
  /** Line of the source; the first is 1. */
  readonly line: number;
  readonly names: readonly string[];
  /** How many of the contract's columns it names. */
  readonly known: number;
  /** Whether it names all that every row needs. */
  readonly isWhole: boolean;
  readonly isComment: boolean;
}

/** What headers are looked for with. */
export interface HeaderSearch {
  readonly dataset: Dataset;
  readonly dialect: Dialect;
  readonly lines: readonly string[];
}

/** Looks at lines as if they were headers. */
export class HeaderFinder {
  readonly #search: HeaderSearch;
  readonly #resolve: (name: string) => string;
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #required: readonly string[];

  constructor(search: HeaderSearch) {
    const { dataset, dialect } = search;
    this.#search = search;
    this.#resolve = nameResolver(dataset, dialect.caseInsensitive);
    this.#columns = columnsByName(dataset);
    this.#required = [...compileRecordChecker(dataset).requiredFields];
  }

  /** A line as a header, its comment sign taken off. */
  look(line: number, delimiter: string): NamedLine {
    const { dialect, lines } = this.#search;
    const text = lines[line - 1] ?? "";
    const isComment = dialect.comment !== undefined && text.startsWith(dialect.comment);
    const row = isComment ? text.slice(dialect.comment?.length) : text;
    const { texts } = splitDialectCells(row, true, { ...dialect, delimiter });
    const names = texts.map((name) => this.#resolve((name ?? "").trim()));
    const found = new Set(names.flatMap((name) => this.#columns.get(name)?.name ?? []));
    const isWhole = found.size > 0 && this.#required.every((name) => found.has(name));
    return { line, names, known: found.size, isWhole, isComment };
  }

  /** The first line that is neither blank nor a comment, or the comment before it when only that names columns. */
  first(from: number, delimiter: string): NamedLine | undefined {
    let named: NamedLine | undefined;
    for (let line = from; line <= this.#search.lines.length; line++) {
      if ((this.#search.lines[line - 1] ?? "").trim() === "") continue;
      const seen = this.look(line, delimiter);
      if (!seen.isComment) return seen.known === 0 && named !== undefined ? named : seen;
      if (seen.known > 0) named = seen;
    }
    return named;
  }

  /** The first of the lines that names all columns that rows need, or else the one that names most. */
  find(from: number, delimiter: string): NamedLine | undefined {
    let best: NamedLine | undefined;
    for (let line = from; line <= this.#search.lines.length; line++) {
      const seen = this.look(line, delimiter);
      if (seen.isWhole) return seen.isComment ? (this.first(line, delimiter) ?? seen) : seen;
      if (seen.known > (best?.known ?? 0)) best = seen;
    }
    return best;
  }
}

/** The name as the contract has it for a name in the header. */
export function nameResolver(dataset: Dataset, caseInsensitive: boolean): (name: string) => string {
  const resolve = resolverOfNames(dataset, { caseInsensitive });
  return (name) => resolve(name)?.name ?? name;
}
