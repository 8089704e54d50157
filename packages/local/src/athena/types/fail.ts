import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { duckString, duckType } from "./duck.ts";

/** DuckDB SQL that stops the query with a Trino error, where a value of a type is expected. */
export function fail(errorName: string, message: string, type: SqlType): string {
  return `CAST(trino_fail(${duckString(errorName)}, ${duckString(message)}) AS ${duckType(type)})`;
}
