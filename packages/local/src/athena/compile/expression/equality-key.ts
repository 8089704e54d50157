import type { Position, SqlType, TypedSql } from "@cloudapi/athena/internal/analysis";
import { formatType, isNested, notSupported, partsOf } from "@cloudapi/athena/internal/analysis";
import { canonicalSql } from "../../types/nested-sql.ts";

/** A value as DISTINCT, UNION and the like have to see it, so that DuckDB tells apart what Trino does. */
export function equalityKey({ sql, type }: TypedSql, what: string, at: Position): string {
  refuseZoned(type, what, at);
  return canonicalSql(sql, type);
}

/** One instant written in two zones is two values of DuckDB's. */
function refuseZoned(type: SqlType, what: string, at: Position): void {
  if (type.kind === "timestamp with time zone")
    throw notSupported(`${what} of ${formatType(type)}; cast it to timestamp(3)`, at);
  if (isNested(type)) for (const part of partsOf(type)) refuseZoned(part, what, at);
}
