import type { Exchange } from "../exchange.ts";
import { report } from "../objects/report.ts";
import { noteDeletion } from "../objects/uploads.ts";
import { checkVersionId } from "../objects/version-id.ts";
import { addVersion, currentVersion } from "../objects/versions.ts";
import { matchesEtag, preconditionFailed } from "../objects/write-conditions.ts";
import { S3Error } from "../s3-error.ts";
import type { Bucket } from "../store/bucket.ts";

/** DeleteObject. */
export async function deleteObject(exchange: Exchange): Promise<void> {
  const { key, query, headers } = exchange;
  const outcome = await deleteKey(exchange, exchange.bucket, {
    key,
    versionId: query.get("versionId"),
    ifMatch: headers.get("if-match"),
  });
  exchange.send(204, {
    "x-amz-delete-marker": outcome.deleteMarker ? "true" : undefined,
    "x-amz-version-id": outcome.versionId,
  });
}

/** What is to be deleted, and on which condition. */
export interface DeleteRequest {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly ifMatch: string | undefined;
}

/** What a delete did. */
export interface DeleteOutcome {
  /** Whether a delete marker was made, or removed. */
  readonly deleteMarker: boolean;
  /** The version made or removed; none in a bucket that never had versioning. */
  readonly versionId: string | undefined;
}

/** Delete a key or one of its versions; the condition is checked in the same step. */
export async function deleteKey(
  exchange: Exchange,
  bucket: Bucket,
  request: DeleteRequest,
): Promise<DeleteOutcome> {
  checkDeleteCondition(bucket, request);
  const existed = currentVersion(bucket, request.key) !== undefined;
  const outcome = await carryOut(exchange, bucket, request);
  if (existed) await noteDeletion(exchange.store, bucket, request.key);
  return outcome;
}

async function carryOut(
  exchange: Exchange,
  bucket: Bucket,
  request: DeleteRequest,
): Promise<DeleteOutcome> {
  if (request.versionId !== undefined)
    return deleteVersion(exchange, bucket, request.key, request.versionId);
  if (bucket.settings.versioning === undefined) return deleteForGood(exchange, bucket, request.key);
  const marker = await addVersion(exchange.store, bucket, request.key, {
    deleteMarker: true,
    lastModified: exchange.services.now(),
    etag: "",
    size: 0,
    segments: [],
    parts: undefined,
    headers: {},
    metadata: {},
    tags: [],
    checksum: undefined,
  });
  report(exchange, bucket, request.key, "ObjectRemoved:DeleteMarkerCreated", marker);
  return { deleteMarker: true, versionId: marker.versionId };
}

function checkDeleteCondition(bucket: Bucket, { key, ifMatch }: DeleteRequest): void {
  if (ifMatch === undefined) return;
  const newest = bucket.objects.get(key)?.[0];
  if (newest === undefined) throw new S3Error("NoSuchKey", undefined, { details: { Key: key } });
  if (newest.deleteMarker || !matchesEtag(ifMatch, newest.etag))
    throw preconditionFailed("If-Match");
}

async function deleteForGood(
  exchange: Exchange,
  bucket: Bucket,
  key: string,
): Promise<DeleteOutcome> {
  if (bucket.objects.get(key) !== undefined) {
    await exchange.store.setVersions(bucket, key, []);
    report(exchange, bucket, key, "ObjectRemoved:Delete", { versionId: undefined });
  }
  return { deleteMarker: false, versionId: undefined };
}

async function deleteVersion(
  exchange: Exchange,
  bucket: Bucket,
  key: string,
  versionId: string,
): Promise<DeleteOutcome> {
  checkVersionId(versionId, bucket);
  const versions = bucket.objects.get(key) ?? [];
  const doomed = versions.find((version) => version.versionId === versionId);
  if (doomed !== undefined) {
    const kept = versions.filter((version) => version !== doomed);
    await exchange.store.setVersions(bucket, key, kept);
    report(exchange, bucket, key, "ObjectRemoved:Delete", { versionId });
  }
  return { deleteMarker: doomed?.deleteMarker ?? false, versionId };
}
