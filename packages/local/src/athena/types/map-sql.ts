import { duckString } from "./duck.ts";

/** A map of two lists in DuckDB SQL, null when either is; a key that is null or there twice stops the query. */
export function mapOf(
  keys: string,
  values: string,
  errorName = "INVALID_FUNCTION_ARGUMENT",
): string {
  return `(CASE WHEN trino_check_keys(${keys}, ${duckString(errorName)}) AND ${values} IS NOT NULL THEN map(${keys}, ${values}) END)`;
}
