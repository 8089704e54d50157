import type { AthenaClient } from "@aws-sdk/client-athena";
import { type GetResultsOptions, getResults, type ResultRow } from "./results/get-results.ts";
import type { ResultSchema } from "./results/row-shaper.ts";
import { type RunQueryOptions, runQuery } from "./run/run-query.ts";
import type { RunQueryInput } from "./run/start-request.ts";

/** A query to run, and what its rows are typed by. */
export interface QueryInput<S extends ResultSchema | undefined = ResultSchema | undefined>
  extends RunQueryInput {
  /** A dataset, or a zod schema of the row. */
  readonly schema?: S;
}

/** The options of `runQuery` and of `getResults`. */
export interface QueryOptions extends RunQueryOptions, GetResultsOptions {}

/**
 * Run a query and give its rows: `runQuery`, then `getResults`. The query starts when the first row is asked for.
 *
 * IAM: what `runQuery` and `getResults` need.
 *
 * @throws {AthenaQueryError} when the query fails, is cancelled or is refused
 * @throws {AthenaResultError} when a row does not fit the schema
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { query } from "@cloudapi/athena";
 *
 * const athena = new AthenaClient();
 * const rows = query(athena, {
 *   sql: "SELECT 1 AS n",
 *   outputLocation: "s3://cloudapi-logs-processed/athena-results/",
 * });
 * for await (const { n } of rows) console.log(n); // => 1
 * athena.destroy();
 * ```
 */
export async function* query<S extends ResultSchema | undefined = undefined>(
  athena: AthenaClient,
  { schema, ...input }: QueryInput<S>,
  { pageSize, emptyAsNull, onUnknownColumns, onColumns, ...options }: QueryOptions = {},
): AsyncGenerator<ResultRow<S>, void, undefined> {
  const { queryExecutionId } = await runQuery(athena, input, options);
  yield* getResults<S>(
    athena,
    { queryExecutionId, ...(schema !== undefined && { schema }) },
    {
      ...(options.signal !== undefined && { signal: options.signal }),
      ...(pageSize !== undefined && { pageSize }),
      ...(emptyAsNull !== undefined && { emptyAsNull }),
      ...(onUnknownColumns !== undefined && { onUnknownColumns }),
      ...(onColumns !== undefined && { onColumns }),
    },
  );
}
