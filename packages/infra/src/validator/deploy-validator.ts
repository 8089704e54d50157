import { checkPlaces, folderPrefix } from "@cloudapi/core/internal";
import type { Patience } from "../patience.ts";
import {
  type DeployClients,
  type DeployedTriggered,
  type DeployTriggeredInput,
  deployTriggered,
  valueOf,
} from "../trigger/deploy-triggered.ts";

/** The validator, and the bucket whose uploads it validates; `prefix` must not hold the quarantine. */
export type DeployValidatorInput = DeployTriggeredInput;

/** What each step did. */
export type DeployedValidator = DeployedTriggered;

/**
 * Deploy the validator and its trigger: the function from a zip, the permission for the bucket, the bucket's
 * notification. Each step can be repeated; run again after a failure.
 *
 * IAM: what `deployFunction`, `allowBucket` and `notifyFunction` need.
 *
 * @throws {DeployError} as the three steps do
 * @throws {TypeError} when the function writes its quarantine where it would be triggered by it
 *
 * @example
 * ```ts no-run needs an account
 * import { readFile } from "node:fs/promises";
 * import { LambdaClient } from "@aws-sdk/client-lambda";
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { deployValidator } from "@cloudapi/infra";
 *
 * const deployed = await deployValidator({ lambda: new LambdaClient({}), s3: new S3Client({}) }, {
 *   functionName: "validate-logs",
 *   zip: await readFile("validator.zip"),
 *   roleArn: "arn:aws:iam::123456789012:role/validate-logs",
 *   bucket: "cloudapi-logs-raw",
 *   prefix: "raw/",
 *   environment: { CLOUDAPI_PROCESSED_BUCKET: "cloudapi-logs-processed" },
 * });
 * console.log(deployed.change, deployed.permission, deployed.notification);
 * ```
 */
export async function deployValidator(
  clients: DeployClients,
  input: DeployValidatorInput,
  options: Patience = {},
): Promise<DeployedValidator> {
  checkQuarantine(input);
  return deployTriggered("deployValidator", { clients, input }, options);
}

/** The handler would refuse a loop at its first event; better to hear of it before anything is deployed. */
function checkQuarantine({ bucket, prefix = "", environment = {} }: DeployValidatorInput): void {
  checkPlaces("deployValidator", {
    bucket,
    prefix,
    quarantine: {
      bucket: valueOf(environment, "CLOUDAPI_PROCESSED_BUCKET"),
      prefix: folderPrefix(valueOf(environment, "CLOUDAPI_QUARANTINE_PREFIX") ?? "quarantine/"),
    },
  });
}
