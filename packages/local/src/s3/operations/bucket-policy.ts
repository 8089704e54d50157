import type { Exchange } from "../exchange.ts";
import { isPublic } from "../policy/is-public.ts";
import { readPolicy } from "../policy/read-policy.ts";
import { S3Error } from "../s3-error.ts";
import { updateSettings } from "./update-settings.ts";

/** PutBucketPolicy: kept and given back; requests are not judged by it. */
export async function putBucketPolicy(exchange: Exchange): Promise<void> {
  const text = await exchange.textBody();
  if (text === "") throw new S3Error("MissingRequestBodyError");
  const statements = readPolicy(text, exchange.bucketName);
  const blocked = exchange.bucket.settings.publicAccessBlock?.blockPublicPolicy ?? false;
  if (blocked && isPublic(statements))
    throw new S3Error(
      "AccessDenied",
      "User is not authorized to perform: s3:PutBucketPolicy because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
    );
  await updateSettings(exchange, { policy: text }, 204);
}

/** GetBucketPolicy: the text as it was put. */
export function getBucketPolicy(exchange: Exchange): void {
  exchange.send(200, { "content-type": "application/json" }, policyOf(exchange));
}

/** GetBucketPolicyStatus. */
export function getBucketPolicyStatus(exchange: Exchange): void {
  const statements = readPolicy(policyOf(exchange), exchange.bucketName);
  exchange.sendXml("PolicyStatus", { IsPublic: isPublic(statements) });
}

/** DeleteBucketPolicy. */
export async function deleteBucketPolicy(exchange: Exchange): Promise<void> {
  await updateSettings(exchange, { policy: undefined }, 204);
}

function policyOf({ bucket, bucketName }: Exchange): string {
  const { policy } = bucket.settings;
  if (policy === undefined)
    throw new S3Error("NoSuchBucketPolicy", undefined, { details: { BucketName: bucketName } });
  return policy;
}
