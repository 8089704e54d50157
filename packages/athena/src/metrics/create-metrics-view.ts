import type { AthenaClient } from "@aws-sdk/client-athena";
import { type QueryPlace, splitPlace } from "../run/query-place.ts";
import type { QueryRun } from "../run/query-run.ts";
import { type RunQueryOptions, runQuery } from "../run/run-query.ts";
import { buildMetricsView, type MetricsViewInput } from "./build-metrics-view.ts";

/** The view to create, and where to run its DDL. */
export interface CreateMetricsViewInput extends MetricsViewInput, Omit<QueryPlace, "database"> {}

/**
 * Create a view with the metrics of each endpoint, or replace it: runs the DDL of `buildMetricsView`.
 *
 * IAM: what `runQuery` needs, with `glue:GetDatabase`, `glue:GetTable`, `glue:CreateTable` and `glue:UpdateTable` on the
 * database, the table and the view.
 *
 * @throws {AthenaQueryError} when Athena does not create it
 * @throws {TypeError | RangeError} for input that `buildMetricsView` refuses
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { buildCreateTable, createMetricsView, runQuery } from "@cloudapi/athena";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const athena = new AthenaClient();
 * const place = { database: "default", outputLocation: "s3://cloudapi-logs-processed/athena-results/" };
 * await runQuery(athena, { ...buildCreateTable(apiLogs, { location: "s3://cloudapi-logs-processed/api_logs/" }), ...place });
 * await createMetricsView(athena, { view: "api_metrics", perPartition: true, ...place });
 * athena.destroy();
 * ```
 */
export async function createMetricsView(
  athena: AthenaClient,
  input: CreateMetricsViewInput,
  options: RunQueryOptions = {},
): Promise<QueryRun> {
  const { place, rest } = splitPlace(input);
  return runQuery(athena, { ...buildMetricsView(rest), ...place }, options);
}
