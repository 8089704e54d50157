import type { S3Client } from "@aws-sdk/client-s3";
import { checkNotDirectoryBucket, checkOptionNames } from "@cloudapi/core/internal";
import { PATIENCE, type Patience } from "../patience.ts";
import { readNotifications, writeNotifications } from "./bucket-notifications.ts";
import { mergeNotification } from "./merge-notification.ts";

/** Which created objects are sent to which function. */
export interface NotifyFunctionInput {
  readonly bucket: string;
  readonly functionArn: string;
  /** Only keys that begin with it; default all. */
  readonly prefix?: string | undefined;
  /** Only keys that end with it; default all. */
  readonly suffix?: string | undefined;
  /** The notification's id in the bucket, by which a later run finds it; default `cloudapi-` and the function's name. */
  readonly id?: string | undefined;
}

/**
 * Send a bucket's created objects to a function, keeping every notification the bucket has.
 *
 * Safe to repeat. S3 has no conditional write of notifications: do not change them from two places at the same time.
 *
 * IAM: `s3:GetBucketNotification`, `s3:PutBucketNotification` on the bucket.
 *
 * @throws {DeployError} `NOTIFICATION_CONFLICT`, `DESTINATION_NOT_ALLOWED`, `NO_SUCH_BUCKET`, `ACCESS_DENIED`
 *
 * @example
 * ```ts no-run needs a function
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { notifyFunction } from "@cloudapi/infra";
 *
 * await notifyFunction(new S3Client({}), {
 *   bucket: "cloudapi-logs-raw",
 *   prefix: "raw/",
 *   functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:validate-logs",
 * });
 * ```
 */
export async function notifyFunction(
  s3: S3Client,
  input: NotifyFunctionInput,
  options: Patience = {},
): Promise<{ readonly id: string; readonly change: "updated" | "unchanged" }> {
  checkOptionNames("notifyFunction", input, ["bucket", "functionArn", "prefix", "suffix", "id"]);
  checkOptionNames("notifyFunction", options, PATIENCE);
  const {
    bucket,
    functionArn,
    prefix = "",
    suffix = "",
    id = `cloudapi-${functionNameOf(functionArn)}`,
  } = input;
  checkNotDirectoryBucket("notifyFunction", "bucket", bucket);
  const found = await readNotifications(s3, bucket, options);
  const merged = mergeNotification(found, { bucket, functionArn, prefix, suffix, id });
  if (merged === undefined) return { id, change: "unchanged" };
  await writeNotifications(s3, bucket, merged, options);
  return { id, change: "updated" };
}

/** The name in a function's ARN, with its alias or version. */
function functionNameOf(functionArn: string): string {
  const name = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:([\w-]+(?::[\w$-]+)?)$/.exec(
    functionArn,
  )?.[1];
  if (name === undefined)
    throw new TypeError(
      `notifyFunction: functionArn must be the ARN of a function, not ${JSON.stringify(functionArn)}.`,
    );
  return name.replace(":", "-");
}
