import { CloudApiError } from "@cloudapi/core";

/** What is known about a failure of the warehouse. */
export interface RedshiftErrorDetails {
  /** The Data API's id of the statement. */
  readonly statementId?: string | undefined;
  /** The state that PostgreSQL or Redshift gave, such as `40001`. */
  readonly sqlState?: string | undefined;
  /** Whether the same may succeed when it is done again: loads do so by themselves. */
  readonly retryable?: boolean | undefined;
  /** The objects it is about, as `s3://bucket/key`. */
  readonly objects?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/**
 * A statement that failed or was refused, or a load that can't be; tell causes apart by `code`.
 *
 * @example
 * ```ts
 * import { RedshiftError } from "@cloudapi/redshift";
 *
 * const error = new RedshiftError("SERIALIZATION_CONFLICT", "Two loads met.", { retryable: true });
 * console.log(error.code, error.retryable); // => SERIALIZATION_CONFLICT true
 * ```
 */
export class RedshiftError extends CloudApiError {
  readonly statementId: string | undefined;
  readonly sqlState: string | undefined;
  readonly retryable: boolean;
  readonly objects: readonly string[];

  constructor(code: string, message: string, details: RedshiftErrorDetails = {}) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.statementId = details.statementId;
    this.sqlState = details.sqlState;
    this.retryable = details.retryable === true;
    this.objects = details.objects ?? [];
  }
}
