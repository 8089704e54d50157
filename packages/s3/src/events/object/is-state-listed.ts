import { ListObjectsV2Command, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectRef } from "./object-ref.ts";

/**
 * Whether an object that can't be read is there: S3 says "denied" of a missing one, where the role's right to list does
 * not cover it in S3's eyes. Where the listing is denied too, or does not say, it counts as being there.
 */
export async function isStateListed(
  s3: S3Client,
  { bucket: Bucket, key, versionId }: ObjectRef,
  signal: AbortSignal,
): Promise<boolean> {
  const input = { Bucket, Prefix: key };
  const options = { abortSignal: signal };
  try {
    if (versionId === undefined) {
      const first = new ListObjectsV2Command({ ...input, MaxKeys: 1 });
      const { Contents = [] } = await s3.send(first, options);
      return Contents.some(({ Key }) => Key === key);
    }
    const { Versions = [], IsTruncated } = await s3.send(
      new ListObjectVersionsCommand(input),
      options,
    );
    return (
      IsTruncated === true ||
      Versions.some((each) => each.Key === key && each.VersionId === versionId)
    );
  } catch {
    signal.throwIfAborted();
    return true;
  }
}
