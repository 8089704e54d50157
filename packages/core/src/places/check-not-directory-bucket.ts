import { isDirectoryBucketName } from "../names/bucket-name.ts";

/**
 * Refuse a directory bucket (S3 Express One Zone): it has rights of its own, sends no events and keeps no versions.
 *
 * @throws {TypeError} naming the bucket and what to do
 */
export function checkNotDirectoryBucket(
  what: string,
  name: string,
  bucket: string | undefined,
): void {
  if (bucket === undefined || !isDirectoryBucketName(bucket)) return;
  throw new TypeError(
    `${what}: ${name} ${JSON.stringify(bucket)} is a directory bucket (S3 Express One Zone), which sends no events and is ` +
      "opened by s3express:CreateSession, not by the rights of S3. Use a general purpose bucket.",
  );
}
