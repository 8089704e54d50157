import type { Exchange } from "../exchange.ts";
import { readLifecycle } from "../lifecycle/lifecycle-xml.ts";
import { S3Error } from "../s3-error.ts";
import { updateSettings } from "./update-settings.ts";

/** Above which size objects are moved without being asked for. */
export const MINIMUM_SIZE_HEADER = "x-amz-transition-default-minimum-object-size";
const MINIMUM_SIZES = ["all_storage_classes_128K", "varies_by_storage_class"] as const;

/** PutBucketLifecycleConfiguration: kept and given back; nothing here expires or moves. */
export async function putBucketLifecycle(exchange: Exchange): Promise<void> {
  const rules = readLifecycle(await exchange.xmlBody());
  const name = exchange.headers.get(MINIMUM_SIZE_HEADER) ?? MINIMUM_SIZES[0];
  const minimumSize = MINIMUM_SIZES.find((known) => known === name);
  if (minimumSize === undefined)
    throw new S3Error(
      "InvalidArgument",
      `Invalid ${MINIMUM_SIZE_HEADER} header: ${name.slice(0, 100)}`,
    );
  await exchange.store.updateSettings(exchange.bucket, { lifecycle: { rules, minimumSize } });
  exchange.send(200, { [MINIMUM_SIZE_HEADER]: minimumSize });
}

/** GetBucketLifecycleConfiguration. */
export function getBucketLifecycle(exchange: Exchange): void {
  const { lifecycle } = exchange.bucket.settings;
  if (lifecycle === undefined)
    throw new S3Error("NoSuchLifecycleConfiguration", undefined, {
      details: { BucketName: exchange.bucketName },
    });
  const { rules, minimumSize } = lifecycle;
  exchange.sendXml(
    "LifecycleConfiguration",
    { Rule: rules },
    { [MINIMUM_SIZE_HEADER]: minimumSize },
  );
}

/** DeleteBucketLifecycle. */
export async function deleteBucketLifecycle(exchange: Exchange): Promise<void> {
  await updateSettings(exchange, { lifecycle: undefined }, 204);
}
