import type { Column } from "@cloudapi/core";
import type { CsvHeader } from "../parsing/csv-header.ts";
import type { Issue } from "../report/issue.ts";
import type { Allocate } from "./byte-window.ts";

/** Rows of CSV that are about to be cut. */
export interface CellContext {
  readonly bytes: Buffer;
  /** Offset in the source of the first of `bytes`. */
  readonly byteOffset: number;
  /** The line that begins at the place that is asked for. */
  readonly line: number;
  readonly maxRecordBytes: number;
}

/** Reads a cell to its value, or to an object that is none. */
export type ReadCell = (cell: string, written: "bare" | "quoted") => unknown;

/** How rows are written, once their header is known. */
export interface CellRules {
  readonly header: CsvHeader;
  /** The bytes of a header to which no row may be equal, or the name that no row's first cell may be. */
  readonly headerBytes?: Uint8Array;
  readonly firstName?: string;
  readonly delimiter: string;
  /** The character around cells; `undefined` where there is none. */
  readonly quote: string | undefined;
  /** Whether a quote in quotes is written twice, and what gives other characters another meaning. */
  readonly isDoubled: boolean;
  readonly escape?: string | undefined;
  /** Whether blanks around cells are no part of them. */
  readonly isTrimmed?: boolean;
  /** What lines begin with that are no rows. */
  readonly comment?: string | undefined;
  /** What stands before decimals; a point where it is not said. */
  readonly decimal?: string;
  /** Whether values of a kind are written in a way of their own, so that only `reader` reads them. */
  readonly isOwn?: (kind: string) => boolean;
  /** Words of a column that are null besides an empty cell, which then may be something else; `undefined` where there are none. */
  readonly nulls?: (column: Column) => readonly string[] | undefined;
  /** Reads the cells of a column. */
  readonly reader: (column: Column) => ReadCell;
}

/** What was taken: rows with so many lines, up to a place. */
export interface TakenCells {
  readonly end: number;
  readonly lines: number;
}

/** Takes rows of CSV by their bytes before they are cut. */
export interface CellTaker {
  /** Memory for rows. */
  readonly allocate: Allocate;
  /** From the next place on there are rows, and they are such. */
  begin(rules: CellRules): void;
  /** Take the row that begins at a place, and as many of those behind it as it wants; `undefined` if it is left to others. */
  take(context: CellContext, start: number): TakenCells | undefined;
  /** What is wrong with a row that was left and parsed, if it has all that the contract knows and nothing else; `undefined` where others tell. */
  faultsIn(record: Readonly<Record<string, unknown>>): readonly Issue[] | undefined;
  /** Whether a row was taken between two places of the source. */
  hasTaken(from: number, to: number): boolean;
}
