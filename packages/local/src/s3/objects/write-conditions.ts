import { notImplemented, S3Error } from "../s3-error.ts";
import type { Bucket } from "../store/s3-store.ts";
import { currentVersion } from "./versions.ts";

/**
 * Check a write's If-Match and If-None-Match against what is there now; to be called in the same
 * step that writes.
 *
 * @throws {S3Error} PreconditionFailed, or NoSuchKey when If-Match meets nothing
 */
export function checkWriteConditions(
  headers: ReadonlyMap<string, string>,
  bucket: Bucket,
  key: string,
): void {
  const ifNoneMatch = headers.get("if-none-match");
  const ifMatch = headers.get("if-match");
  if (ifNoneMatch !== undefined && ifMatch !== undefined) {
    throw notImplemented("If-Match together with If-None-Match on a write");
  }
  const current = currentVersion(bucket, key);
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== "*")
      throw notImplemented("If-None-Match with anything but * on a write");
    if (current !== undefined) throw preconditionFailed("If-None-Match");
  }
  if (ifMatch !== undefined) {
    if (current === undefined) throw new S3Error("NoSuchKey", undefined, { details: { Key: key } });
    if (!matchesEtag(ifMatch, current.etag)) throw preconditionFailed("If-Match");
  }
}

/** Whether an ETag is among those of an If-Match or If-None-Match header. */
export function matchesEtag(header: string, etag: string): boolean {
  return header
    .split(",")
    .map((text) => text.trim().replace(/^W\//, ""))
    .some((text) => text === "*" || text === etag || text === `"${etag}"`);
}

/** A PreconditionFailed error that names the condition. */
export function preconditionFailed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", undefined, { details: { Condition: condition } });
}
