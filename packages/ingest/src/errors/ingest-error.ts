import { CloudApiError } from "@cloudapi/core";

/** What an {@link IngestError} says beside its code and message. */
export interface IngestErrorDetails {
  readonly cause?: unknown;
  /** The source's name. */
  readonly source?: string | undefined;
  /** The table or collection, where one is concerned. */
  readonly table?: string | undefined;
  /** The column, where one is concerned. */
  readonly column?: string | undefined;
}

/**
 * What is wrong with a source, or with what was asked of it; tell causes apart by `code`.
 *
 * Codes: `CONNECTION_REFUSED`, `CONNECTION_LOST`, `LOGIN_REFUSED`, `TLS_REQUIRED`, `TLS_FAILED`, `SOURCE_ACCESS_DENIED`,
 * `NO_SUCH_TABLE`, `TABLE_CHANGED`, `STATEMENT_TIMEOUT`, `DEADLOCK`, `SERIALIZATION_CONFLICT`, `SOURCE_FAILED`,
 * `NO_KEY`, `CURSOR_HAS_NULLS`, `LOSSY_COLUMNS`, `REFUSED_COLUMNS`,
 * `NAMES_COLLIDE`, `UNKNOWN_NAMES`, `CONTRACT_MISMATCH`, `LOADED_OTHERWISE`, `INVALID_STATE`, `INVALID_MANIFEST`, `STATE_NOT_WRITTEN`, `CONCURRENT_INGEST`, `ROWS_UNACCOUNTED`, `URL_REFUSED`, `URL_UNREACHABLE`.
 *
 * @example
 * ```ts
 * import { IngestError } from "@cloudapi/ingest";
 *
 * const error = new IngestError("NO_SUCH_TABLE", "shop has no table orders.", { source: "shop", table: "orders" });
 * console.log(error.code, error.table); // => NO_SUCH_TABLE orders
 * ```
 */
export class IngestError extends CloudApiError {
  readonly source: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;

  constructor(
    code: string,
    message: string,
    { cause, source, table, column }: IngestErrorDetails = {},
  ) {
    super(code, message, cause === undefined ? {} : { cause });
    this.source = source;
    this.table = table;
    this.column = column;
  }
}
