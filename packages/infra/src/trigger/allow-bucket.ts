import { createHash } from "node:crypto";
import {
  AddPermissionCommand,
  GetPolicyCommand,
  type LambdaClient,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import { checkNotDirectoryBucket, checkOptionNames } from "@cloudapi/core/internal";
import { DeployError, explainDenial, nameOf } from "../deploy-error.ts";
import { PATIENCE, type Patience, sendOptions } from "../patience.ts";

/** Which bucket may invoke which function. */
export interface AllowBucketInput {
  /** Name or ARN. */
  readonly functionName: string;
  readonly bucket: string;
  /** The account that owns the bucket, 12 digits: a bucket of that name in another account may not invoke. */
  readonly accountId: string;
  /** Default `aws`. */
  readonly partition?: "aws" | "aws-cn" | "aws-us-gov" | undefined;
}

/**
 * Let S3 invoke a function for one bucket of one account.
 *
 * Safe to repeat: a statement that is there and right is left as it is, one that is wrong is replaced.
 *
 * IAM: `lambda:GetPolicy`, `lambda:AddPermission`, `lambda:RemovePermission` on the function.
 *
 * @throws {TypeError} for an account that is not 12 digits
 * @throws {DeployError} `NO_SUCH_FUNCTION`, `ACCESS_DENIED`
 *
 * @example
 * ```ts no-run needs an account
 * import { LambdaClient } from "@aws-sdk/client-lambda";
 * import { allowBucket } from "@cloudapi/infra";
 *
 * await allowBucket(new LambdaClient({}), { functionName: "validate-logs", bucket: "cloudapi-logs-raw", accountId: "123456789012" });
 * ```
 */
export async function allowBucket(
  lambda: LambdaClient,
  input: AllowBucketInput,
  options: Patience = {},
): Promise<{ readonly statementId: string; readonly change: "created" | "updated" | "unchanged" }> {
  checkOptionNames("allowBucket", input, ["functionName", "bucket", "accountId", "partition"]);
  checkOptionNames("allowBucket", options, PATIENCE);
  const { functionName, bucket, accountId, partition = "aws" } = input;
  checkNotDirectoryBucket("allowBucket", "bucket", bucket);
  if (!/^\d{12}$/.test(accountId))
    throw new TypeError(`allowBucket: accountId must be 12 digits, not "${accountId}".`);
  const statementId = statementIdOf(bucket);
  const sourceArn = `arn:${partition}:s3:::${bucket}`;
  const found = (await statementsOf(lambda, functionName, options)).find(
    ({ Sid }) => Sid === statementId,
  );
  if (found !== undefined && isRight(found, sourceArn, accountId))
    return { statementId, change: "unchanged" };
  if (found !== undefined) await removePermission(lambda, functionName, statementId, options);
  const permission = {
    FunctionName: functionName,
    StatementId: statementId,
    Action: "lambda:InvokeFunction",
    Principal: "s3.amazonaws.com",
    SourceArn: sourceArn,
    SourceAccount: accountId,
  };
  try {
    await lambda.send(new AddPermissionCommand(permission), sendOptions(options));
  } catch (error) {
    // Another run added the same statement between the look and the change.
    if (nameOf(error) !== "ResourceConflictException")
      throw explainFunction(functionName, "lambda:AddPermission", error);
  }
  return { statementId, change: found === undefined ? "created" : "updated" };
}

async function removePermission(
  lambda: LambdaClient,
  functionName: string,
  statementId: string,
  options: Patience,
): Promise<void> {
  try {
    await lambda.send(
      new RemovePermissionCommand({ FunctionName: functionName, StatementId: statementId }),
      sendOptions(options),
    );
  } catch (error) {
    if (nameOf(error) !== "ResourceNotFoundException")
      throw explainDenial("lambda:RemovePermission", functionName, error);
  }
}

/** The id of the statement that lets S3 invoke a function for a bucket. */
export function statementIdOf(bucket: string): string {
  return `s3-${createHash("sha256").update(bucket).digest("hex").slice(0, 16)}`;
}

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Action?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

async function statementsOf(
  lambda: LambdaClient,
  functionName: string,
  options: Patience,
): Promise<readonly Statement[]> {
  try {
    const { Policy = "{}" } = await lambda.send(
      new GetPolicyCommand({ FunctionName: functionName }),
      sendOptions(options),
    );
    return (JSON.parse(Policy) as { Statement?: readonly Statement[] }).Statement ?? [];
  } catch (error) {
    // A function without a policy answers so, too; a missing one is noticed when the permission is added.
    if (nameOf(error) === "ResourceNotFoundException") return [];
    throw explainDenial("lambda:GetPolicy", functionName, error);
  }
}

function isRight(
  { Effect, Action, Principal, Condition }: Statement,
  sourceArn: string,
  accountId: string,
): boolean {
  const condition = JSON.stringify(Condition ?? {});
  const principal = JSON.stringify(Principal ?? {});
  return (
    Effect === "Allow" &&
    Action === "lambda:InvokeFunction" &&
    principal.includes('"s3.amazonaws.com"') &&
    condition.includes(JSON.stringify(sourceArn)) &&
    condition.includes(`"${accountId}"`)
  );
}

function explainFunction(functionName: string, action: string, error: unknown): unknown {
  if (nameOf(error) !== "ResourceNotFoundException")
    return explainDenial(action, functionName, error);
  return new DeployError(
    "NO_SUCH_FUNCTION",
    `Function ${functionName} does not exist; deploy it first.`,
    functionName,
    { cause: error },
  );
}
