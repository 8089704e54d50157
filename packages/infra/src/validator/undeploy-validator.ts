import {
  DeleteFunctionCommand,
  type LambdaClient,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import type { S3Client } from "@aws-sdk/client-s3";
import { checkOptionNames } from "@cloudapi/core/internal";
import { explainDenial, nameOf } from "../deploy-error.ts";
import { PATIENCE, type Patience, sendOptions } from "../patience.ts";
import { statementIdOf } from "../trigger/allow-bucket.ts";
import { readNotifications, writeNotifications } from "../trigger/bucket-notifications.ts";
import { withoutFunction } from "../trigger/merge-notification.ts";

/** The validator to remove, and the bucket that triggers it. */
export interface UndeployValidatorInput {
  readonly functionName: string;
  readonly bucket: string;
}

/** What was there and is removed, what was not there. */
export interface UndeployedValidator {
  readonly notification: "removed" | "absent";
  readonly permission: "removed" | "absent";
  readonly function: "removed" | "absent";
}

/**
 * Remove a validator: the bucket's notifications to it first, then the permission, then the function. Other
 * notifications, the role, the log group and what was written stay. Safe to repeat.
 *
 * IAM: `s3:GetBucketNotification`, `s3:PutBucketNotification` on the bucket, `lambda:RemovePermission`,
 * `lambda:DeleteFunction` on the function.
 *
 * @throws {DeployError} `NO_SUCH_BUCKET`, `ACCESS_DENIED`
 *
 * @example
 * ```ts no-run needs an account
 * import { LambdaClient } from "@aws-sdk/client-lambda";
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { undeployValidator } from "@cloudapi/infra";
 *
 * const clients = { lambda: new LambdaClient({}), s3: new S3Client({}) };
 * await undeployValidator(clients, { functionName: "validate-logs", bucket: "cloudapi-logs-raw" });
 * ```
 */
export async function undeployValidator(
  clients: { readonly lambda: LambdaClient; readonly s3: S3Client },
  input: UndeployValidatorInput,
  options: Patience = {},
): Promise<UndeployedValidator> {
  checkOptionNames("undeployValidator: clients", clients, ["lambda", "s3"]);
  checkOptionNames("undeployValidator", input, ["functionName", "bucket"]);
  checkOptionNames("undeployValidator", options, PATIENCE);
  const { lambda, s3 } = clients;
  const { functionName: FunctionName, bucket } = input;
  const notification = await removeNotifications(s3, input, options);
  const permission = await remove("lambda:RemovePermission", FunctionName, () =>
    lambda.send(
      new RemovePermissionCommand({ FunctionName, StatementId: statementIdOf(bucket) }),
      sendOptions(options),
    ),
  );
  const removed = await remove("lambda:DeleteFunction", FunctionName, () =>
    lambda.send(new DeleteFunctionCommand({ FunctionName }), sendOptions(options)),
  );
  return { notification, permission, function: removed };
}

async function removeNotifications(
  s3: S3Client,
  { functionName, bucket }: UndeployValidatorInput,
  options: Patience,
): Promise<"removed" | "absent"> {
  const kept = withoutFunction(await readNotifications(s3, bucket, options), functionName);
  if (kept === undefined) return "absent";
  await writeNotifications(s3, bucket, kept, options);
  return "removed";
}

async function remove(
  action: string,
  functionName: string,
  send: () => Promise<unknown>,
): Promise<"removed" | "absent"> {
  try {
    await send();
    return "removed";
  } catch (error) {
    if (nameOf(error) === "ResourceNotFoundException") return "absent";
    throw explainDenial(action, functionName, error);
  }
}
