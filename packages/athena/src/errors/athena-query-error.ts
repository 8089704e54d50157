import { CloudApiError } from "@cloudapi/core";
import { type SqlPosition, sqlExcerpt } from "./sql-excerpt.ts";

/** What is known about a failed query. */
export interface AthenaFailure {
  /** The message of the engine or of the API. */
  readonly reason: string;
  /** What to do. */
  readonly hint?: string | undefined;
  readonly queryExecutionId?: string | undefined;
  /** The state Athena gave: FAILED or CANCELLED; absent when the request itself was refused. */
  readonly state?: string | undefined;
  /** 1 system, 2 user, 3 other. */
  readonly errorCategory?: number | undefined;
  /** Athena's own number for the error (Athena User Guide, "Athena error catalog"). */
  readonly athenaErrorType?: number | undefined;
  /** Whether Athena says that the same query may succeed when it is run again. */
  readonly retryable?: boolean | undefined;
  readonly bytesScanned?: number | undefined;
  readonly position?: SqlPosition | undefined;
  readonly sql?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A query that failed, was cancelled or was refused; tell causes apart by `code`.
 *
 * Codes: `NO_SUCH_TABLE`, `NO_SUCH_COLUMN`, `NO_SUCH_DATABASE`, `NO_SUCH_CATALOG`, `NO_SUCH_FUNCTION`,
 * `NO_SUCH_BUCKET`, `NO_SUCH_WORK_GROUP`, `NO_SUCH_QUERY`, `ALREADY_EXISTS`, `SQL_SYNTAX`, `TYPE_MISMATCH`,
 * `WRONG_PARAMETERS`, `NOT_SUPPORTED`, `BAD_DATA`, `INVALID_VALUE`, `ACCESS_DENIED`, `NO_CREDENTIALS`,
 * `NO_OUTPUT_LOCATION`, `OUTPUT_BUCKET_UNAVAILABLE`, `LOCATION_NOT_EMPTY`, `RESULTS_NOT_FOUND`, `BYTES_SCANNED_LIMIT`,
 * `RESOURCES_EXHAUSTED`, `QUERY_TIMED_OUT`, `THROTTLED`, `ATHENA_UNREACHABLE`, `QUERY_NOT_FINISHED`,
 * `QUERY_CANCELLED`, `QUERY_FAILED` and `REQUEST_FAILED` (any other reason). Where the engine named a place in the SQL,
 * `line` and `column` hold it and `excerpt` shows it.
 *
 * @example
 * ```ts
 * import { AthenaQueryError } from "@cloudapi/athena";
 *
 * const error = new AthenaQueryError("SQL_SYNTAX", { reason: "line 1:8: mismatched input 'FORM'", sql: "SELECT FORM t", position: { line: 1, column: 8 } });
 * console.log(error.excerpt); // => "1 | SELECT FORM t\n  |        ^"
 * ```
 */
export class AthenaQueryError extends CloudApiError {
  readonly reason: string;
  readonly queryExecutionId: string | undefined;
  readonly state: string | undefined;
  readonly errorCategory: number | undefined;
  readonly athenaErrorType: number | undefined;
  readonly retryable: boolean | undefined;
  readonly bytesScanned: number | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly excerpt: string | undefined;

  constructor(code: string, failure: AthenaFailure) {
    const { sql, position } = failure;
    const excerpt =
      sql === undefined || position === undefined ? undefined : sqlExcerpt(sql, position);
    super(
      code,
      describe(failure, excerpt),
      failure.cause === undefined ? undefined : { cause: failure.cause },
    );
    this.reason = failure.reason;
    this.queryExecutionId = failure.queryExecutionId;
    this.state = failure.state;
    this.errorCategory = failure.errorCategory;
    this.athenaErrorType = failure.athenaErrorType;
    this.retryable = failure.retryable;
    this.bytesScanned = failure.bytesScanned;
    this.line = position?.line;
    this.column = position?.column;
    this.excerpt = excerpt;
  }
}

function describe(
  { reason, hint, queryExecutionId, state }: AthenaFailure,
  excerpt: string | undefined,
): string {
  const what =
    queryExecutionId === undefined
      ? "Athena refused the request"
      : `Athena query ${queryExecutionId} ${state === "CANCELLED" ? "was cancelled" : "failed"}`;
  return [`${what}: ${reason}`, excerpt, hint].filter((part) => part !== undefined).join("\n");
}
