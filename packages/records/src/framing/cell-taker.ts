import type { Column } from "@cloudapi/core";
import type { CsvHeader } from "../parsing/csv-header.ts";
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

/** How rows are written, once their header is known. */
export interface CellRules {
  readonly header: CsvHeader;
  /** The bytes of the header, to which no row may be equal. */
  readonly headerBytes: Uint8Array;
  readonly delimiter: string;
  /** The character around cells; `undefined` where there is none. */
  readonly quote: string | undefined;
  /** Reads the cells of a column, which are not empty. */
  readonly reader: (column: Column) => (cell: string) => unknown;
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
  /** Records have a part of the memory that was given last. */
  keep(): void;
  /** Whether a row was taken between two places of the source. */
  hasTaken(from: number, to: number): boolean;
}
