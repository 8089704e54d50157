import { isCloudApiError } from "@cloudapi/core";
import { readFailure } from "@cloudapi/core/internal";
import { statementFailure } from "../errors/classify-failure.ts";
import { RedshiftError } from "../errors/redshift-error.ts";

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** The error for what the driver threw. */
export function pgFailure(error: unknown): unknown {
  if (isCloudApiError(error)) return error;
  const { code, message } = Object(error) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  const words = typeof message === "string" ? message : String(error);
  if (typeof code === "string" && SQL_STATE.test(code))
    return statementFailure(words, { sqlState: code, cause: error });
  if (readFailure(error).isNetwork || BROKEN.test(words))
    return new RedshiftError(
      "WAREHOUSE_UNREACHABLE",
      `The database was not reached, or the connection broke: ${words}\nIt can be done again.`,
      { retryable: true, cause: error },
    );
  return error;
}

const BROKEN = /connection (?:terminated|ended|timeout)|timeout exceeded when trying to connect/i;
