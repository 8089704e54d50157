import { S3Error } from "../s3-error.ts";
import type { Bucket } from "../store/bucket.ts";
import { currentVersion } from "./versions.ts";

/** What happened to a key while something else was going on. */
export interface Meanwhile {
  /** When it began, in milliseconds since the epoch. */
  readonly since: number;
  /** Whether the key was deleted since. */
  readonly keyDeleted: boolean;
}

/**
 * Check a write's If-Match and If-None-Match against what is there now; to be called in the same
 * step that writes.
 *
 * @param meanwhile for a multipart upload, which conflicts with whatever happened since it began
 * @throws {S3Error} PreconditionFailed, ConditionalRequestConflict, or NoSuchKey when If-Match meets nothing
 */
export function checkWriteConditions(
  headers: ReadonlyMap<string, string>,
  bucket: Bucket,
  key: string,
  meanwhile?: Meanwhile,
): void {
  const ifNoneMatch = headers.get("if-none-match");
  const ifMatch = headers.get("if-match");
  refuseUnusable(ifMatch, ifNoneMatch);
  const current = currentVersion(bucket, key);
  if (ifNoneMatch !== undefined) {
    if (current !== undefined) throw preconditionFailed("If-None-Match");
    if (meanwhile?.keyDeleted) throw conflict("If-None-Match", key);
  }
  if (ifMatch !== undefined) {
    if (current === undefined) throw new S3Error("NoSuchKey", undefined, { details: { Key: key } });
    if (!matchesEtag(ifMatch, current.etag)) throw preconditionFailed("If-Match");
    if (meanwhile && current.lastModified > meanwhile.since) throw conflict("If-Match", key);
  }
}

/** S3 itself does not implement these. */
function refuseUnusable(ifMatch: string | undefined, ifNoneMatch: string | undefined): void {
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw unusable(
      "If-Match,If-None-Match",
      "Multiple conditional request headers present in the request",
    );
  }
  for (const [name, usable] of [
    ["If-Match", ifMatch?.trim() !== "*"],
    ["If-None-Match", (ifNoneMatch?.trim() ?? "*") === "*"],
  ] as const) {
    if (!usable)
      throw unusable(name, `We don't accept the provided value of ${name} header for this API`);
  }
}

function unusable(header: string, additionalMessage: string): S3Error {
  return new S3Error("NotImplemented", undefined, {
    details: { Header: header, additionalMessage },
  });
}

function conflict(condition: string, key: string): S3Error {
  return new S3Error("ConditionalRequestConflict", undefined, {
    details: { Condition: condition, Key: key },
  });
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
