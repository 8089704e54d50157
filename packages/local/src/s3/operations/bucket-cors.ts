import { readCors, writeCors } from "../cors/cors-xml.ts";
import type { Exchange } from "../exchange.ts";
import { S3Error } from "../s3-error.ts";
import { updateSettings } from "./update-settings.ts";

/** PutBucketCors. */
export async function putBucketCors(exchange: Exchange): Promise<void> {
  await updateSettings(exchange, { cors: readCors(await exchange.xmlBody()) });
}

/** GetBucketCors. */
export function getBucketCors(exchange: Exchange): void {
  const { cors } = exchange.bucket.settings;
  if (cors === undefined)
    throw new S3Error("NoSuchCORSConfiguration", undefined, {
      details: { BucketName: exchange.bucketName },
    });
  exchange.sendXml("CORSConfiguration", writeCors(cors));
}

/** DeleteBucketCors. */
export async function deleteBucketCors(exchange: Exchange): Promise<void> {
  await updateSettings(exchange, { cors: undefined }, 204);
}
