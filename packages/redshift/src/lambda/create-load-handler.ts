import { type LoadHandler, loadEvents } from "./load-events.ts";
import type { LoadHandlerOptions } from "./load-handler-options.ts";
import { readLoadOptions } from "./read-load-options.ts";

/**
 * Make a Lambda handler that loads each Parquet file an S3 event announces into a dataset's table, each version once: the table's ledger
 * says which are there, in the transaction that brings their rows.
 *
 * Events come from S3 directly, or inside SQS, SNS or EventBridge; they may come twice, late, and in any order. What is under the key when the
 * event is handled is loaded: a version that was overwritten before has gone, and its event changes nothing, so write each file under a
 * key of its own. With `overwritePartition` a file takes the place of all rows of its partitions, and has to hold them whole. What
 * can't be done is thrown, so that Lambda tries again; of a queue's messages only those that failed come again (`ReportBatchItemFailures`
 * must be on). When the function's time is over the statement is cancelled: nothing of the file is there, or all. Logs hold no contents of rows.
 *
 * IAM: what `loadObjects` needs, with `dataApiWarehouse`, and what Lambda does with the function's role (logs, queue, dead letters).
 *
 * @throws {TypeError | RangeError} for options that can't be right, such as keys that are no columns
 *
 * @example
 * ```ts no-run: needs a warehouse
 * import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { apiLogs } from "@cloudapi/core";
 * import { dataApiWarehouse } from "@cloudapi/redshift/data-api";
 * import { createLoadHandler } from "@cloudapi/redshift/lambda";
 *
 * const client = new RedshiftDataClient();
 * export const handler = createLoadHandler({
 *   dataset: apiLogs,
 *   s3: new S3Client(),
 *   warehouse: dataApiWarehouse(client, { workgroupName: "analytics", database: "dev" }),
 *   prefix: "raw/api_logs/",
 *   mode: { mode: "append" },
 *   iamRole: "arn:aws:iam::123456789012:role/redshift-load",
 *   manifests: "s3://lake/_redshift/",
 * });
 * ```
 */
export function createLoadHandler(options: LoadHandlerOptions): LoadHandler {
  return loadEvents(readLoadOptions("createLoadHandler", options));
}
