import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { S3Client } from "@aws-sdk/client-s3";
import { checkOptionNames, folderPrefix } from "@cloudapi/core/internal";
import { type DeployedFunction, deployFunction } from "../function/deploy-function.ts";
import type { DeployFunctionInput } from "../function/deploy-function-input.ts";
import type { Patience } from "../patience.ts";
import { allowBucket } from "./allow-bucket.ts";
import { notifyFunction } from "./notify-function.ts";

/** A function, and the bucket whose uploads it is invoked for. */
export interface DeployTriggeredInput extends DeployFunctionInput {
  readonly bucket: string;
  /** The account that owns the bucket; default that of the function. */
  readonly accountId?: string | undefined;
  /** Only keys that begin with it. */
  readonly prefix?: string | undefined;
  readonly suffix?: string | undefined;
}

/** What each step did. */
export interface DeployedTriggered extends DeployedFunction {
  readonly permission: "created" | "updated" | "unchanged";
  readonly notification: "updated" | "unchanged";
}

/** The clients of a deployment. */
export interface DeployClients {
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
}

/** Deploy a function and its trigger: the function, the permission for the bucket, the bucket's notification. */
export async function deployTriggered(
  what: string,
  { clients, input }: { readonly clients: DeployClients; readonly input: DeployTriggeredInput },
  options: Patience,
): Promise<DeployedTriggered> {
  checkOptionNames(`${what}: clients`, clients, ["lambda", "s3"]);
  const { bucket, accountId, prefix, suffix, ...wanted } = input;
  checkWatched(what, input);
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

/** A function skips what it is told not to watch; better to hear of it before anything is deployed. */
function checkWatched(
  what: string,
  { bucket, prefix = "", environment = {} }: DeployTriggeredInput,
): void {
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

/** A variable of a function's environment; nothing where it is empty. */
export function valueOf(
  environment: Readonly<Record<string, string>>,
  name: string,
): string | undefined {
  const text = environment[name]?.trim();
  return text === "" ? undefined : text;
}
