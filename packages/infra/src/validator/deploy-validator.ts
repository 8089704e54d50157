import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { S3Client } from "@aws-sdk/client-s3";
import { checkOptionNames, checkPlaces, folderPrefix } from "@cloudapi/core/internal";
import { type DeployedFunction, deployFunction } from "../function/deploy-function.ts";
import type { DeployFunctionInput } from "../function/deploy-function-input.ts";
import type { Patience } from "../patience.ts";
import { allowBucket } from "../trigger/allow-bucket.ts";
import { notifyFunction } from "../trigger/notify-function.ts";

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
  clients: { readonly lambda: LambdaClient; readonly s3: S3Client },
  input: DeployValidatorInput,
  options: Patience = {},
): Promise<DeployedValidator> {
  checkOptionNames("deployValidator: clients", clients, ["lambda", "s3"]);
  const { bucket, accountId, prefix, suffix, ...wanted } = input;
  checkEnvironment(input);
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

/**
 * The handler would refuse a loop at its first event, and skip what it is told not to watch; better to hear of it
 * before anything is deployed.
 */
function checkEnvironment({ bucket, prefix = "", environment = {} }: DeployValidatorInput): void {
  const what = "deployValidator";
  checkPlaces(what, {
    bucket,
    prefix,
    quarantine: {
      bucket: valueOf(environment, "CLOUDAPI_PROCESSED_BUCKET"),
      prefix: folderPrefix(valueOf(environment, "CLOUDAPI_QUARANTINE_PREFIX") ?? "quarantine/"),
    },
  });
  const watchedBucket = valueOf(environment, "CLOUDAPI_RAW_BUCKET") ?? bucket;
  if (watchedBucket !== bucket)
    throw new TypeError(
      `${what}: bucket is ${JSON.stringify(bucket)}, but CLOUDAPI_RAW_BUCKET says ${JSON.stringify(watchedBucket)}, so the function would skip every object. Make them the same.`,
    );
  const watched = folderPrefix(valueOf(environment, "CLOUDAPI_RAW_PREFIX") ?? "");
  if (!prefix.startsWith(watched))
    throw new TypeError(
      `${what}: prefix is ${JSON.stringify(prefix)}, but CLOUDAPI_RAW_PREFIX says ${JSON.stringify(watched)}, so the function would skip objects that are sent to it. Give a prefix that begins with ${JSON.stringify(watched)}.`,
    );
}

function valueOf(environment: Readonly<Record<string, string>>, name: string): string | undefined {
  const text = environment[name]?.trim();
  return text === "" ? undefined : text;
}
