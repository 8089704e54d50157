import type { SqlValue } from "@cloudapi/core/sql";

/** A statement: its text, with `?` where a value goes, and the values in that order. */
export interface EngineStatement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What a query may cost, and how it is called off. */
export interface EngineRunOptions {
  /** Aborted when the client has gone or the time is over: the engine stops the query, and rejects. */
  readonly signal: AbortSignal;
  /** Rows that are wanted at most; an engine reads no further. */
  readonly maxRows: number;
  /** Bytes that may be scanned; an engine that can't know them ignores it. */
  readonly maxScannedBytes?: number;
}

/** A column of a result. */
export interface EngineColumn {
  readonly name: string;
  /** As the engine calls it: `bigint`, `decimal(10,2)`, `timestamp(3)`. */
  readonly type: string;
}

/**
 * A value of a result: `bigint` for 64-bit integers, text for decimals, `YYYY-MM-DD` for dates, RFC 3339 for timestamps.
 * Columns that are structs, lists or maps are selected as JSON text.
 */
export type EngineValue = string | number | bigint | boolean | Uint8Array | null;

/** The rows of a query, and what it cost. */
export interface EngineResult {
  readonly columns: readonly EngineColumn[];
  /** The values of each row, by column name. */
  readonly rows: readonly Readonly<Record<string, EngineValue>>[];
  readonly scannedBytes: number;
  readonly engineMs: number;
  readonly queryExecutionId?: string | undefined;
}

/** A table, by its name and database. */
export interface EngineTable {
  readonly table: string;
  readonly database: string | undefined;
}

/** A table as its catalog has it. */
export interface EngineTableState {
  /** A text that changes whenever the table's rows may have; results are cached until it does. `undefined` when it isn't known. */
  readonly version: string | undefined;
  /** The hash of the contract that the table was made or altered by, where it has one. */
  readonly contractHash?: string | undefined;
  /** Its columns, with their types in the words of DDL: `bigint`, `array<string>`. */
  readonly columns?: readonly EngineColumn[];
}

/** What an API asks its queries of: Athena by `athenaEngine`, or any function that runs a statement. */
export interface QueryEngine {
  run(statement: EngineStatement, options: EngineRunOptions): Promise<EngineResult>;
  /**
   * What names mean there that are not whole, such as the catalog and the database of tables that name none: in a cache that
   * engines share, the results of those that differ in it are kept apart.
   */
  readonly place?: string;
  /** False where tables have the contract's columns and none of a partition's own, such as those of a warehouse; true when left out. */
  readonly hasPartitionColumns?: boolean;
  /**
   * A text that changes whenever the table's rows may have; results are cached until it does. Without it, or for a table
   * of which it gives `undefined`, they are cached for a time.
   */
  tableVersion?(table: EngineTable, signal: AbortSignal): Promise<string | undefined>;
  /**
   * What the catalog has of a table, its version among it: instead of `tableVersion`. A table whose contract is another than that
   * of the API is not read. `undefined` when there is no such table.
   */
  describe?(table: EngineTable, signal: AbortSignal): Promise<EngineTableState | undefined>;
}
