import { folderPrefix } from "@cloudapi/core/internal";
import type { Patience } from "../patience.ts";
import {
  type DeployClients,
  type DeployedTriggered,
  type DeployTriggeredInput,
  deployTriggered,
  valueOf,
} from "../trigger/deploy-triggered.ts";

/** The transforming function, and the bucket whose uploads it transforms; `prefix` must not hold the tables. */
export type DeployTransformInput = DeployTriggeredInput;

/** What each step did. */
export type DeployedTransform = DeployedTriggered;

const WHAT = "deployTransform";

/**
 * Deploy a function of `transformHandlerFromEnvironment` and its trigger: the function from a zip, the permission for the bucket, the
 * bucket's notification. Each step can be repeated; run again after a failure. `undeployValidator` takes it back.
 *
 * IAM: what `deployFunction`, `allowBucket` and `notifyFunction` need.
 *
 * @throws {DeployError} as the three steps do
 * @throws {TypeError} when the environment names no bucket for the table, or the function would be invoked by its own output
 *
 * @example
 * ```ts no-run needs an account
 * import { readFile } from "node:fs/promises";
 * import { LambdaClient } from "@aws-sdk/client-lambda";
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { deployTransform } from "@cloudapi/infra";
 *
 * const deployed = await deployTransform({ lambda: new LambdaClient({}), s3: new S3Client({}) }, {
 *   functionName: "transform-logs",
 *   zip: await readFile("transform.zip"),
 *   roleArn: "arn:aws:iam::123456789012:role/transform-logs",
 *   bucket: "cloudapi-logs-raw",
 *   prefix: "raw/",
 *   memoryMb: 1769,
 *   timeoutSeconds: 900,
 *   environment: { CLOUDAPI_PROCESSED_BUCKET: "cloudapi-logs-processed" },
 * });
 * console.log(deployed.change, deployed.permission, deployed.notification);
 * ```
 */
export async function deployTransform(
  clients: DeployClients,
  input: DeployTransformInput,
  options: Patience = {},
): Promise<DeployedTransform> {
  checkTables(input);
  return deployTriggered(WHAT, { clients, input }, options);
}

/** The handler would refuse both at its first event; better to hear of it before anything is deployed. */
function checkTables({ bucket, prefix = "", environment = {} }: DeployTransformInput): void {
  const processed = valueOf(environment, "CLOUDAPI_PROCESSED_BUCKET");
  if (processed === undefined)
    throw new TypeError(
      `${WHAT}: environment must have CLOUDAPI_PROCESSED_BUCKET, the bucket of the table.`,
    );
  const tables = folderPrefix(valueOf(environment, "CLOUDAPI_PROCESSED_PREFIX") ?? "tables/");
  if (processed === bucket && tables.startsWith(prefix))
    throw new TypeError(
      `${WHAT}: the tables' folder ${JSON.stringify(tables)} lies inside the watched prefix ${JSON.stringify(prefix)} of the same bucket, so the function would be invoked by its own output. Choose another prefix, or another bucket for one of them.`,
    );
}
