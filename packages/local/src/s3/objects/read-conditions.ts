import { S3Error } from "../s3-error.ts";
import type { ObjectVersion } from "../store/records.ts";
import { matchesEtag, preconditionFailed } from "./write-conditions.ts";

/** The four conditions a read may carry. */
export interface ReadConditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

/** Read the conditions of a request; for a copy they begin with `x-amz-copy-source-`. */
export function readConditions(headers: ReadonlyMap<string, string>, prefix = ""): ReadConditions {
  return {
    ifMatch: headers.get(`${prefix}if-match`),
    ifNoneMatch: headers.get(`${prefix}if-none-match`),
    ifModifiedSince: headers.get(`${prefix}if-modified-since`),
    ifUnmodifiedSince: headers.get(`${prefix}if-unmodified-since`),
  };
}

/**
 * Check conditions against a version, in the order of RFC 9110: an ETag condition outranks the date
 * beside it.
 *
 * @returns the condition that does not hold, with the status it has on a plain read
 */
export function failedCondition(
  conditions: ReadConditions,
  version: ObjectVersion,
): { readonly name: string; readonly status: 304 | 412 } | undefined {
  const modified = Math.floor(version.lastModified / 1000) * 1000;
  const { ifMatch, ifNoneMatch } = conditions;
  const modifiedSince = parseDate(conditions.ifModifiedSince);
  const unmodifiedSince = parseDate(conditions.ifUnmodifiedSince);
  if (ifMatch !== undefined) {
    if (!matchesEtag(ifMatch, version.etag)) return { name: "If-Match", status: 412 };
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    return { name: "If-Unmodified-Since", status: 412 };
  }
  if (ifNoneMatch !== undefined) {
    if (matchesEtag(ifNoneMatch, version.etag)) return { name: "If-None-Match", status: 304 };
  } else if (modifiedSince !== undefined && modified <= modifiedSince) {
    return { name: "If-Modified-Since", status: 304 };
  }
  return undefined;
}

/** @throws {S3Error} NotModified (with the ETag) or PreconditionFailed */
export function checkReadConditions(
  headers: ReadonlyMap<string, string>,
  version: ObjectVersion,
): void {
  const failed = failedCondition(readConditions(headers), version);
  if (failed === undefined) return;
  if (failed.status === 412) throw preconditionFailed(failed.name);
  throw new S3Error("NotModified", undefined, {
    headers: {
      etag: `"${version.etag}"`,
      "last-modified": new Date(version.lastModified).toUTCString(),
    },
  });
}

/** A date that can't be read, or lies ahead, is ignored. */
function parseDate(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) || time > Date.now() ? undefined : time;
}
