import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { sleep } from "@cloudapi/core/internal";
import { DeployError, explainDenial, nameOf } from "../deploy-error.ts";
import { type Patience, sendOptions } from "../patience.ts";

/** S3 checks at once whether it may invoke the function; a permission added a moment ago may not be seen yet. */
const ATTEMPTS = 5;
const WAIT_MS = 2_000;

/** A bucket's notifications. */
export async function readNotifications(
  s3: S3Client,
  bucket: string,
  options: Patience,
): Promise<NotificationConfiguration> {
  try {
    return await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
      sendOptions(options),
    );
  } catch (error) {
    throw explainBucket(bucket, "s3:GetBucketNotification", error);
  }
}

/** Replace a bucket's notifications, waiting for permissions that S3 can't see yet. */
export async function writeNotifications(
  s3: S3Client,
  bucket: string,
  configuration: NotificationConfiguration,
  options: Patience,
): Promise<void> {
  const command = new PutBucketNotificationConfigurationCommand({
    Bucket: bucket,
    NotificationConfiguration: configuration,
  });
  for (let attempt = 1; ; attempt++) {
    try {
      await s3.send(command, sendOptions(options));
      return;
    } catch (error) {
      const unchecked =
        nameOf(error) === "InvalidArgument" && /destination/i.test((error as Error).message);
      if (!unchecked) throw explainBucket(bucket, "s3:PutBucketNotification", error);
      if (attempt === ATTEMPTS) {
        throw new DeployError(
          "DESTINATION_NOT_ALLOWED",
          `S3 may not send the events of bucket ${bucket} to one of its destinations: call allowBucket first, with the bucket's own account, and check that the function is in the bucket's region.`,
          bucket,
          { cause: error },
        );
      }
    }
    await sleep(WAIT_MS, options.signal);
  }
}

function explainBucket(bucket: string, action: string, error: unknown): unknown {
  if (nameOf(error) !== "NoSuchBucket") return explainDenial(action, bucket, error);
  return new DeployError(
    "NO_SUCH_BUCKET",
    `Bucket ${bucket} does not exist; create it with ensureBucket of @cloudapi/s3.`,
    bucket,
    { cause: error },
  );
}
