import type { Need, OperationNeeds } from "@cloudapi/core/internal";

const FUNCTION = "arn:{partition}:lambda:{region}:{accountId}:function:{functionName}";
const BUCKET = "arn:{partition}:s3:::{bucket}";

function onFunction(action: string, reason: string, sid = "DeployFunction"): Need {
  return { action: `lambda:${action}`, resource: FUNCTION, sid, for: reason };
}

const DEPLOY: readonly Need[] = [
  onFunction("GetFunctionConfiguration", "looks whether the function is there, and ready"),
  onFunction("CreateFunction", "makes the function"),
  onFunction("UpdateFunctionCode", "sends code that differs"),
  onFunction("UpdateFunctionConfiguration", "changes its configuration"),
  {
    action: "iam:PassRole",
    resource: "{roleArn}",
    conditions: { StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com"] } },
    sid: "PassRole",
    for: "gives the function its role",
  },
];

const ALLOW_BUCKET: readonly Need[] = [
  onFunction("GetPolicy", "looks who may invoke the function", "AllowBucket"),
  {
    ...onFunction("AddPermission", "lets S3 invoke the function", "AllowBucket"),
    conditions: { StringEquals: { "lambda:Principal": ["s3.amazonaws.com"] } },
  },
  onFunction("RemovePermission", "takes back a permission that is wrong", "AllowBucket"),
];

const NOTIFY: readonly Need[] = [
  {
    action: "s3:GetBucketNotification",
    resource: BUCKET,
    sid: "NotifyFunction",
    for: "reads the bucket's notifications",
  },
  {
    action: "s3:PutBucketNotification",
    resource: BUCKET,
    sid: "NotifyFunction",
    for: "sends the bucket's events to the function",
  },
];

const UNDEPLOY: readonly Need[] = [
  ...NOTIFY.map((need) => ({ ...need, for: "takes the function out of the notifications" })),
  onFunction("RemovePermission", "takes back the bucket's permission", "RemoveFunction"),
  onFunction("DeleteFunction", "deletes the function", "RemoveFunction"),
];

/**
 * What each function of this package needs of IAM, as data: `@cloudapi/iam` composes policies of it.
 *
 * @example
 * ```ts
 * import { infraNeeds } from "@cloudapi/infra/needs";
 *
 * const passed = infraNeeds.deployFunction.needs.find(({ action }) => action === "iam:PassRole");
 * console.log(passed?.resource); // => "{roleArn}"
 * ```
 */
export const infraNeeds = {
  deployFunction: { operation: "deployFunction", needs: DEPLOY },
  allowBucket: { operation: "allowBucket", needs: ALLOW_BUCKET },
  notifyFunction: { operation: "notifyFunction", needs: NOTIFY },
  deployValidator: {
    operation: "deployValidator",
    needs: [...DEPLOY, ...ALLOW_BUCKET, ...NOTIFY],
  },
  deployTransform: {
    operation: "deployTransform",
    needs: [...DEPLOY, ...ALLOW_BUCKET, ...NOTIFY],
  },
  undeployValidator: { operation: "undeployValidator", needs: UNDEPLOY },
} as const satisfies Readonly<Record<string, OperationNeeds>>;
