import type { FlatBatch, FlatContract } from "./flat-batch.ts";
import type { SourceTable } from "./source-table.ts";
import type { TextRows } from "./text-rows.ts";

/**
 * A database that tables can be read from, by the driver of its user.
 *
 * What goes wrong in `discover`, `open` and `read` is thrown as an `IngestError` that names the source and the table, and has no password or
 * address with one in its text; a signal that fires has the call reject with its reason.
 */
export interface Source {
  readonly kind: "mysql" | "postgres" | "mongo";
  /** The name of this source in keys, reports and states: lower-case letters, digits, `_` and `-`. */
  readonly name: string;
  /** Look at the catalog, or at a sample; all tables, or those named: a name, or `schema.name`. */
  discover(options?: DiscoverOptions): Promise<readonly SourceTable[]>;
  /** Begin to read, all tables as of one moment where the server can. */
  open(options?: OpenOptions): Promise<SourceSnapshot>;
}

/** How reading begins. */
export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  /** So many readers of the same moment are wanted, by connections of their own; default one. */
  readonly readers?: number | undefined;
}

/** What is to be looked at. */
export interface DiscoverOptions {
  /** Tables to look at; default all. One that isn't there is a `NO_SUCH_TABLE` error. */
  readonly tables?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A source while it is read. Tables are read one after the other; a table that fails leaves the snapshot usable for others. */
export interface SourceSnapshot {
  readonly consistency: Consistency;
  /** Rows in batches; who stops taking them ends the reading on the server, too. */
  read(table: SourceTable, options: ReadOptions): AsyncIterable<SourceBatch>;
  /** The same rows as the server's texts of the columns asked for, or as rows where it doesn't give these so. */
  readTexts?(table: SourceTable, options: ReadOptions): AsyncIterable<TextRows | SourceBatch>;
  /** The same rows by their bytes, for a contract; `undefined` where that has to see whole rows, or the source doesn't give them so. */
  readFlat?(
    table: SourceTable,
    options: ReadOptions,
    contract: FlatContract,
  ): AsyncIterable<FlatBatch> | undefined;
  /** The place of the last row in an order, as of {@link ReadOptions}; `undefined` when there is no row. A null in one of the columns is a `CURSOR_HAS_NULLS` error. */
  last(table: SourceTable, options: LastOptions): Promise<Cursor | undefined>;
  /** How many rows the table has in this snapshot. */
  count?(table: SourceTable, signal?: AbortSignal): Promise<number>;
  /** More readers of the same moment, as many as there are connections for; only where the server can have them, and they are wanted. */
  readonly others?: OtherReaders | undefined;
  /** Give back what the snapshot holds; never rejects. */
  close(): Promise<void>;
}

/** Readers beside the first. */
export interface OtherReaders {
  readonly most: number;
  /** Open one, which is closed by itself. */
  open(options?: { readonly signal?: AbortSignal | undefined }): Promise<SourceSnapshot>;
}

/** Which order a last row is of. */
export type LastOptions = Required<Pick<ReadOptions, "orderBy">> & Pick<ReadOptions, "signal">;

/** Which moment the rows are of. */
export interface Consistency {
  /** `snapshot`: all tables of one moment; `table`: each table of a moment of its own; `ranges`: each range of keys of a moment of its own. */
  readonly kind: "snapshot" | "table" | "ranges";
  /** The same in a sentence, with the reason where it is less than a snapshot. */
  readonly text: string;
}

/** Which rows are read, and how. */
export interface ReadOptions {
  /** Columns to read, by the names they have in the source; default all of the table. Others are not asked of the server. */
  readonly columns?: readonly string[] | undefined;
  /**
   * Columns that rows are ordered by, ascending, in the order of the server for those types (text by code points or bytes, so that it is total).
   * A null in one of them is a `CURSOR_HAS_NULLS` error; without `orderBy` the order is the server's.
   */
  readonly orderBy?: readonly string[] | undefined;
  /** Rows behind this place alone; as many values as `orderBy` has columns, or fewer: those columns' beginning. */
  readonly after?: Cursor | undefined;
  /** Rows up to this place, itself included; fewer values than columns take all rows that begin so. */
  readonly upTo?: Cursor | undefined;
  /** About how many bytes of rows are in a batch, at least one row. */
  readonly batchBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** A place among ordered rows: canonical values of the columns of `orderBy`, compared one after the other. */
export type Cursor = readonly CursorValue[];

/** A value that rows can be ordered by. Bytes are text here: lower-case hexadecimal digits behind `\x`. */
export type CursorValue = string | number | bigint | boolean;

/**
 * Rows with canonical values, by the names of columns in the source:
 *
 * | of | value |
 * |---|---|
 * | integers up to 32 bits, floats | number (NaN and infinities as such) |
 * | 64-bit integers | bigint |
 * | decimals | text, exact |
 * | dates, times, timestamps | ISO 8601 text with the digits of the source; instants end in `Z` |
 * | bytes | Uint8Array |
 * | JSON in a column of `json()` | its text, unrounded |
 * | structs and lists | plain objects and arrays of canonical values |
 * | nothing | null |
 */
export interface SourceBatch {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** About how many bytes the rows are, as they came. */
  readonly bytes: number;
}
