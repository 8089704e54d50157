import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { isCloudApiError } from "@cloudapi/core";

const ERROR_NAMES: Readonly<Record<string, string>> = {
  METADATA_NOT_FOUND: "ICEBERG_MISSING_METADATA",
  INVALID_METADATA: "ICEBERG_INVALID_METADATA",
  INVALID_MANIFEST: "ICEBERG_INVALID_METADATA",
  NOT_AN_ICEBERG_TABLE: "ICEBERG_INVALID_METADATA",
  OUTSIDE_STORAGE: "ICEBERG_INVALID_METADATA",
  UNSUPPORTED_TABLE: "NOT_SUPPORTED",
  NO_SUCH_TABLE: "TABLE_NOT_FOUND",
  NO_SUCH_NAMESPACE: "SCHEMA_NOT_FOUND",
  TABLE_EXISTS: "TABLE_ALREADY_EXISTS",
  COMMIT_CONFLICT: "ICEBERG_COMMIT_ERROR",
  SCHEMA_CANNOT_EVOLVE: "NOT_SUPPORTED",
};

/** What went wrong with an Iceberg table, in the words in which Athena fails a statement. */
export function icebergFailure(error: unknown): unknown {
  if (error instanceof TrinoError || !isCloudApiError(error)) return error;
  // The catalog has said it in its own words.
  if (error.code === "CATALOG_ACCESS_DENIED" && error.cause !== undefined) return error.cause;
  const name = Object.hasOwn(ERROR_NAMES, error.code) ? ERROR_NAMES[error.code] : undefined;
  return new TrinoError(name ?? "ICEBERG_FILESYSTEM_ERROR", error.message);
}
