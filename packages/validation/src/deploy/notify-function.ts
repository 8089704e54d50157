import { setTimeout as sleep } from "node:timers/promises";
import { GetBucketNotificationConfigurationCommand, PutBucketNotificationConfigurationCommand, type NotificationConfiguration, type S3Client } from "@aws-sdk/client-s3";
import { refuseUnknownOptions } from "@cloudapi/core";
import { DeployError, explainDenial, nameOf } from "./deploy-error.ts";
import { mergeNotification } from "./merge-notification.ts";
import { PATIENCE, sendOptions, type Patience } from "./patience.ts";

/** Which created objects are sent to which function. */
export interface NotifyFunctionInput {
  readonly bucket: string;
  readonly functionArn: string;
  /** Only keys that begin with it; default all. */
  readonly prefix?: string | undefined;
  /** Only keys that end with it; default all. */
  readonly suffix?: string | undefined;
  /** The notification's id in the bucket, by which a later run finds it; default `cloudapi-validator`. */
  readonly id?: string | undefined;
}

/** S3 checks at once whether it may invoke the function; a permission added a moment ago may not be seen yet. */
const ATTEMPTS = 5;
const WAIT_MS = 2_000;

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
 * import { notifyFunction } from "@cloudapi/validation/deploy";
 *
 * await notifyFunction(new S3Client({}), {
 *   bucket: "cloudapi-logs-raw",
 *   prefix: "raw/",
 *   functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:validate-logs",
 * });
 * ```
 */
export async function notifyFunction(s3: S3Client, input: NotifyFunctionInput, options: Patience = {}): Promise<{ readonly id: string; readonly change: "updated" | "unchanged" }> {
  refuseUnknownOptions("notifyFunction", input, ["bucket", "functionArn", "prefix", "suffix", "id"]);
  refuseUnknownOptions("notifyFunction", options, PATIENCE);
  const { bucket, functionArn, prefix = "", suffix = "", id = "cloudapi-validator" } = input;
  const found = await read(s3, bucket, options);
  const merged = mergeNotification(found, { bucket, functionArn, prefix, suffix, id });
  if (merged === undefined) return { id, change: "unchanged" };
  await write(s3, bucket, functionArn, merged, options);
  return { id, change: "updated" };
}

async function read(s3: S3Client, bucket: string, options: Patience): Promise<NotificationConfiguration> {
  try {
    return await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }), sendOptions(options));
  } catch (error) {
    throw explainBucket(bucket, "s3:GetBucketNotification", error);
  }
}

async function write(s3: S3Client, bucket: string, functionArn: string, configuration: NotificationConfiguration, options: Patience): Promise<void> {
  const command = new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration: configuration });
  for (let attempt = 1; ; attempt++) {
    try {
      await s3.send(command, sendOptions(options));
      return;
    } catch (error) {
      const unchecked = nameOf(error) === "InvalidArgument" && /destination/i.test((error as Error).message);
      if (!unchecked) throw explainBucket(bucket, "s3:PutBucketNotification", error);
      if (attempt === ATTEMPTS) {
        throw new DeployError("DESTINATION_NOT_ALLOWED", `S3 may not invoke ${functionArn} for bucket ${bucket}: call allowBucket first, with the bucket's own account, and check that both are in one region.`, bucket, { cause: error });
      }
    }
    await sleep(WAIT_MS, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

function explainBucket(bucket: string, action: string, error: unknown): unknown {
  if (nameOf(error) !== "NoSuchBucket") return explainDenial(action, bucket, error);
  return new DeployError("NO_SUCH_BUCKET", `Bucket ${bucket} does not exist; create it with ensureBucket of @cloudapi/s3.`, bucket, { cause: error });
}
