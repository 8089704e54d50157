export { AthenaQueryError } from "./errors/athena-query-error.ts";
export type { AthenaFailure } from "./errors/athena-query-error.ts";
export type { SqlPosition } from "./errors/sql-excerpt.ts";
export type { PollOptions } from "./run/back-off.ts";
export type { QueryRun, QueryStatistics } from "./run/query-run.ts";
export { runQuery } from "./run/run-query.ts";
export type { QueryProgress, RunQueryOptions } from "./run/run-query.ts";
export type { RunQueryInput } from "./run/start-request.ts";
export type { Statement } from "./statement.ts";
