import type { Exchange } from "../exchange.ts";
import { readNotifications, writeNotifications } from "../notifications/notification-xml.ts";
import { S3Error } from "../s3-error.ts";

/** PutBucketNotificationConfiguration: replaces all rules at once, after asking whether queues and topics can be reached. */
export async function putBucketNotifications(exchange: Exchange): Promise<void> {
  const configuration = readNotifications(await exchange.xmlBody());
  const { bucketName, services, headers, requestId } = exchange;
  const destinations = configuration.rules.flatMap(({ target, arn }) =>
    target === "lambda" ? [] : [{ target, arn }],
  );
  if (headers.get("x-amz-skip-destination-validation")?.toLowerCase() !== "true") {
    for (const { target, arn } of destinations) {
      const reason = await services.events.refuseDestination(bucketName, target, arn);
      if (reason === undefined) continue;
      throw new S3Error(
        "InvalidArgument",
        `Unable to validate the following destination configurations: ${reason}`,
        {
          details: { ArgumentName1: arn, ArgumentValue1: reason },
        },
      );
    }
  }
  await exchange.store.updateSettings(exchange.bucket, { notifications: configuration });
  services.events.emitTest(bucketName, destinations, requestId);
  exchange.send(200);
}

/** GetBucketNotificationConfiguration. */
export function getBucketNotifications(exchange: Exchange): void {
  exchange.sendXml(
    "NotificationConfiguration",
    writeNotifications(exchange.bucket.settings.notifications),
  );
}
