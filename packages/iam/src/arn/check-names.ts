import { BUCKET_NAME_RULE, checkNotDirectoryBucket, isBucketName } from "@cloudapi/core/internal";

/** What IAM takes in a policy document (and no control characters). */
const POLICY_TEXT = /^[\u0020-\u007e\u00a0-\u00ff]*$/;
const MAX_KEY_BYTES = 1024;

/** @throws {TypeError} when this is not the name of a general purpose bucket */
export function checkBucket(what: string, name: string, bucket: unknown): asserts bucket is string {
  if (isBucketName(bucket)) {
    checkNotDirectoryBucket(what, name, bucket);
    return;
  }
  const hint =
    typeof bucket === "string" && /^(s3:|arn:)|\//.test(bucket)
      ? " Give the name alone, without s3:// or arn:, and the rest as prefix."
      : "";
  throw new TypeError(
    `${what}: ${name} must be a bucket name (${BUCKET_NAME_RULE}), ` +
      `not ${show(bucket)}.${hint}`,
  );
}

/**
 * @throws {TypeError} when this is not a prefix of keys, or not one that a policy document can hold
 */
export function checkPrefix(what: string, name: string, prefix: unknown): asserts prefix is string {
  const expected = `${what}: ${name} must be a key prefix like "raw/"`;
  if (typeof prefix !== "string") throw new TypeError(`${expected}, not ${show(prefix)}.`);
  if (prefix.startsWith("/") || prefix.startsWith("s3://")) {
    throw new TypeError(
      `${expected}, without the bucket and a slash at the start, not ${show(prefix)}.`,
    );
  }
  if (Buffer.byteLength(prefix) > MAX_KEY_BYTES) {
    throw new TypeError(`${expected} of at most ${MAX_KEY_BYTES} bytes.`);
  }
  if (!POLICY_TEXT.test(prefix)) {
    throw new TypeError(
      `${expected}, not ${show(prefix)}: IAM policies hold printable characters up to U+00FF only.`,
    );
  }
}

/** A value in an error message, cut short. */
export function show(value: unknown): string {
  if (typeof value !== "string") return value === null ? "null" : typeof value;
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}...` : value);
}
