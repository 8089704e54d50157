/** A value of a result: integers of 64 bits are bigints, decimals text, dates `YYYY-MM-DD`, timestamps ISO 8601 in UTC, a SUPER its JSON. */
export type Cell = string | number | bigint | boolean | null;

/** A column of a result. */
export interface ResultColumn {
  readonly name: string;
  /** Redshift's name of the type, such as `int8`, `varchar`, `timestamp` or `super`. */
  readonly type: string;
}

/** Some rows of a result, in the order of its columns. */
export interface ResultPage {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a statement did. */
export interface StatementOutcome {
  /** Rows that it removed, added or changed; of a SELECT, those it gave. */
  readonly rows: number;
}

/** Options of each call. */
export interface WarehouseOptions {
  /** Aborting cancels the statement in Redshift and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A transaction that was committed. */
export interface TransactionOutcome {
  readonly statements: readonly StatementOutcome[];
  /** The rows of the statement whose result was asked for. */
  readonly result: ResultPage | undefined;
}

/** Statements that are done all or not at all. */
export interface TransactionInput {
  readonly statements: readonly string[];
  /** The statement whose rows are wanted, by its place. */
  readonly resultOf?: number | undefined;
}

/** A statement with values for its `:name` parameters. */
export interface QueryInput {
  readonly sql: string;
  /** By name; each becomes text, whose type is that of where it stands: `CAST(:from AS timestamp)`. */
  readonly parameters?: Readonly<Record<string, string | number | bigint | boolean>> | undefined;
}

/** What statements a warehouse takes at once. */
export interface WarehouseLimits {
  /** Statements of one transaction. */
  readonly statements: number;
  /** Bytes of a statement. */
  readonly statementBytes: number;
}

/**
 * A database of Redshift, however it is reached: `dataApiWarehouse` of `@cloudapi/redshift/data-api`, or `pgWarehouse` of
 * `@cloudapi/redshift/pg`. What fails is a `RedshiftError`.
 */
export interface Warehouse {
  readonly kind: "data-api" | "pg";
  readonly limits: WarehouseLimits;
  /** Run statements in one transaction: all are done, or none. */
  transaction(input: TransactionInput, options?: WarehouseOptions): Promise<TransactionOutcome>;
  /** Run one statement by itself, such as one that no transaction takes. */
  run(sql: string, options?: WarehouseOptions): Promise<StatementOutcome>;
  /** The rows of a query, page by page. */
  pages(input: QueryInput, options?: WarehouseOptions): AsyncGenerator<ResultPage>;
}
