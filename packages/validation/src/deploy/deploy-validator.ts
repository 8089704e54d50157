import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { S3Client } from "@aws-sdk/client-s3";
import { refuseUnknownOptions } from "@cloudapi/core/internal";
import { checkPlaces } from "../lambda/quarantine/check-places.ts";
import { allowBucket } from "./allow-bucket.ts";
import { type DeployedFunction, deployFunction } from "./deploy-function.ts";
import type { DeployFunctionInput } from "./deploy-function-input.ts";
import { notifyFunction } from "./notify-function.ts";
import type { Patience } from "./patience.ts";

/** The validator, and the bucket whose uploads it validates. */
export interface DeployValidatorInput extends DeployFunctionInput {
  readonly bucket: string;
  /** The account that owns the bucket; default that of the function. */
  readonly accountId?: string | undefined;
  /** Only keys that begin with it; it must not hold the quarantine. */
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

/** What each step did. */
export interface DeployedValidator extends DeployedFunction {
  readonly permission: "created" | "updated" | "unchanged";
  readonly notification: "updated" | "unchanged";
}

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
 * import { deployValidator } from "@cloudapi/validation/deploy";
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
  clients: { readonly lambda: LambdaClient; readonly s3: S3Client },
  input: DeployValidatorInput,
  options: Patience = {},
): Promise<DeployedValidator> {
  refuseUnknownOptions("deployValidator: clients", clients, ["lambda", "s3"]);
  const { bucket, accountId, prefix, suffix, ...wanted } = input;
  refuseLoop(input);
  const deployed = await deployFunction(clients.lambda, wanted, options);
  const [, partition = "aws", , , account = ""] = deployed.functionArn.split(":");
  const permission = await allowBucket(
    clients.lambda,
    {
      functionName: wanted.functionName,
      bucket,
      accountId: accountId ?? account,
      partition: partition as "aws",
    },
    options,
  );
  const notification = await notifyFunction(
    clients.s3,
    { bucket, functionArn: deployed.functionArn, prefix, suffix },
    options,
  );
  return { ...deployed, permission: permission.change, notification: notification.change };
}

/** The handler would refuse these places at its first event; better before anything is deployed. */
function refuseLoop({ bucket, prefix = "", environment = {} }: DeployValidatorInput): void {
  const quarantinePrefix = environment["CLOUDAPI_QUARANTINE_PREFIX"] ?? "quarantine/";
  const quarantine = { bucket: environment["CLOUDAPI_PROCESSED_BUCKET"], prefix: quarantinePrefix };
  checkPlaces("deployValidator", { bucket, prefix, quarantine });
}
