import { decodePart } from "../../http/wire-request.ts";
import {
  COPY_SOURCE_KEY_HEADERS,
  COPY_SOURCE_KEY_PREFIX,
  checkCustomerKey,
} from "../encryption/customer-key.ts";
import type { Exchange } from "../exchange.ts";
import { S3Error } from "../s3-error.ts";
import type { Bucket } from "../store/bucket.ts";
import type { ObjectVersion } from "../store/records.ts";
import { failedCondition, readConditions } from "./read-conditions.ts";
import { checkNotArchived } from "./storage-class.ts";
import { readableVersion } from "./versions.ts";
import { preconditionFailed } from "./write-conditions.ts";

/** The object a copy reads. */
export interface CopySource {
  readonly bucket: Bucket;
  readonly key: string;
  /** Set when the request names a version. */
  readonly versionId: string | undefined;
  readonly version: ObjectVersion;
}

/** The `x-amz-copy-source-*` headers that {@link findCopySource} understands. */
export const COPY_SOURCE_HEADERS = [
  "x-amz-copy-source",
  "x-amz-copy-source-if-match",
  "x-amz-copy-source-if-none-match",
  "x-amz-copy-source-if-modified-since",
  "x-amz-copy-source-if-unmodified-since",
  "x-amz-source-expected-bucket-owner",
  ...COPY_SOURCE_KEY_HEADERS,
];

/**
 * Find the source of a copy, and check the conditions on it.
 *
 * @throws {S3Error} InvalidArgument, NoSuchBucket, NoSuchKey, NoSuchVersion or PreconditionFailed
 */
export function findCopySource(exchange: Exchange): CopySource {
  const { headers, store, services } = exchange;
  const { bucketName, key, versionId } = parseCopySource(headers.get("x-amz-copy-source") ?? "");
  const owner = headers.get("x-amz-source-expected-bucket-owner");
  if (owner !== undefined && owner !== services.identity.accountId)
    throw new S3Error("AccessDenied");
  const bucket = store.bucket(bucketName);
  const version = copyableVersion(bucket, key, versionId);
  const failed = failedCondition(readConditions(headers, "x-amz-copy-source-"), version);
  if (failed !== undefined) throw preconditionFailed(`x-amz-copy-source-${failed.name}`);
  checkCustomerKey(version, headers, COPY_SOURCE_KEY_PREFIX);
  checkNotArchived(version);
  return { bucket, key, versionId, version };
}

/** Reading a delete marker by its id is a bad request here, not a bad method. */
function copyableVersion(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): ObjectVersion {
  const named = bucket.objects.get(key)?.find((version) => version.versionId === versionId);
  if (named?.deleteMarker) {
    throw new S3Error(
      "InvalidRequest",
      "The source of a copy request may not specifically refer to a delete marker by version id.",
    );
  }
  return readableVersion(bucket, key, versionId);
}

/** The place that `x-amz-copy-source` names. */
export function parseCopySource(header: string): {
  bucketName: string;
  key: string;
  versionId: string | undefined;
} {
  const mark = header.lastIndexOf("?versionId=");
  const path = decodePart(mark === -1 ? header : header.slice(0, mark))?.replace(/^\//, "") ?? "";
  const slash = path.indexOf("/");
  if (slash < 1 || slash === path.length - 1) {
    throw new S3Error(
      "InvalidArgument",
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      {
        details: { ArgumentName: "x-amz-copy-source", ArgumentValue: header.slice(0, 1200) },
      },
    );
  }
  const versionId = mark === -1 ? undefined : header.slice(mark + "?versionId=".length);
  return { bucketName: path.slice(0, slash), key: path.slice(slash + 1), versionId };
}
