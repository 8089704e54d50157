import { createHash, randomBytes } from "node:crypto";
import { S3Error } from "../s3-error.ts";
import type { Bucket } from "../store/bucket.ts";

const RANDOM_BYTES = 20;

/** Make a version id; it carries a check of itself, so that one that was never given out is known. */
export function newVersionId(): string {
  const random = randomBytes(RANDOM_BYTES);
  return Buffer.concat([random, check(random)]).toString("base64url");
}

/**
 * Check a version id that a client sent.
 *
 * @throws {S3Error} InvalidArgument when it can't be a version of this bucket
 */
export function checkVersionId(versionId: string, bucket: Bucket): void {
  if (versionId === "null" || (bucket.settings.versioning !== undefined && isOurs(versionId)))
    return;
  const message =
    versionId === "" ? "Version id cannot be the empty string" : "Invalid version id specified";
  throw new S3Error("InvalidArgument", message, {
    details: { ArgumentName: "versionId", ArgumentValue: versionId.slice(0, 100) },
  });
}

function isOurs(versionId: string): boolean {
  const bytes = Buffer.from(versionId, "base64url");
  return (
    versionId.length === 32 &&
    bytes.subarray(RANDOM_BYTES).equals(check(bytes.subarray(0, RANDOM_BYTES)))
  );
}

function check(random: Uint8Array): Buffer {
  return createHash("sha256").update(random).digest().subarray(0, 4);
}
