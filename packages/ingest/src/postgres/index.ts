export type { Source } from "../source/source.ts";
export type { Microseconds } from "../sql/timestamp-type.ts";
export type {
  PostgresClient,
  PostgresPool,
  PostgresQuery,
  PostgresResult,
} from "./postgres-pool.ts";
export { type PostgresSourceOptions, postgresSource } from "./postgres-source.ts";
