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
 * IAM: `athena:StartQueryExecution`, `athena:GetQueryExecution` and `athena:StopQueryExecution` on the work group;
 * `glue:GetDatabase` and `glue:GetTable` on the table; `glue:GetTable`, `glue:CreateTable` and `glue:UpdateTable` on the
 * view; `s3:GetBucketLocation`, `s3:GetObject`, `s3:ListBucket`, `s3:PutObject`, `s3:AbortMultipartUpload`,
 * `s3:ListBucketMultipartUploads` and `s3:ListMultipartUploadParts` on the output location; `kms:Decrypt` and
 * `kms:GenerateDataKey` on its KMS keys. The table's objects are not read.
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
