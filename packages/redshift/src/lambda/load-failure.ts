import type { CloudApiError } from "@cloudapi/core";
import { isPermanent, ObjectError, type ObjectEvent, objectUri } from "@cloudapi/s3/internal";
import type { RedshiftError } from "../errors/redshift-error.ts";

/** What trying again can't help with, beside what S3 refuses: the file, the table, the contract or a right has to be changed. */
const PERMANENT = [
  "NOT_PARQUET",
  "CONTRACT_MISMATCH",
  "COLUMN_MISMATCH",
  "DUPLICATE_KEYS",
  "OUTSIDE_MONTHS",
  "NOT_REGISTERED",
  "TYPE_REFUSED",
  "VALUE_TOO_LONG",
  "NULL_IN_REQUIRED_COLUMN",
  "NO_SUCH_TABLE",
  "NO_SUCH_COLUMN",
  "SQL_SYNTAX",
];

/** The same failure, naming the object, in words that may be logged. */
export function loadFailure(error: CloudApiError, event: ObjectEvent): ObjectError {
  const { code } = error;
  const { bucket, key } = event;
  const permanent = PERMANENT.includes(code) || isPermanent(code);
  const named = `Loading ${objectUri(event)} failed: ${wordsOf(error)}`;
  return new ObjectError(code, named, { bucket, key, permanent, cause: error });
}

/** Redshift's words name tables and columns where they are known; others may quote a row, as of a value that is no number. */
function wordsOf(error: CloudApiError): string {
  if (error.code !== "STATEMENT_FAILED") return error.message;
  const { statementId } = error as RedshiftError;
  const which = statementId === undefined ? "A statement" : `Statement ${statementId}`;
  return `${which} failed. What Redshift says of it may quote rows, so it is not told here; it is in error_message of sys_query_history, and in what DescribeStatement gives.`;
}
