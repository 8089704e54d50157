import { S3Error } from "../s3-error.ts";
import type { Bucket } from "../store/bucket.ts";
import type { ObjectVersion } from "../store/records.ts";
import type { S3Store } from "../store/s3-store.ts";
import { checkVersionId, newVersionId } from "./version-id.ts";

/** The newest version of a key, unless it is a delete marker. */
export function currentVersion(bucket: Bucket, key: string): ObjectVersion | undefined {
  const newest = bucket.objects.get(key)?.[0];
  return newest?.deleteMarker ? undefined : newest;
}

/**
 * The version a request reads: the one it names, or the newest.
 *
 * @throws {S3Error} NoSuchKey, NoSuchVersion or MethodNotAllowed (a delete marker, by its id)
 */
export function readableVersion(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  method = "GET",
): ObjectVersion {
  const version = findVersion(bucket, key, versionId);
  if (!version.deleteMarker) return version;
  if (versionId !== undefined) throw markerNotAllowed(version, method);
  throw new S3Error("NoSuchKey", undefined, {
    details: { Key: key },
    headers: { "x-amz-delete-marker": "true", "x-amz-version-id": version.versionId },
  });
}

/** The same for tags, which even a newest delete marker can't have. */
export function taggableVersion(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  method: string,
): ObjectVersion {
  const version = findVersion(bucket, key, versionId);
  if (version.deleteMarker) throw markerNotAllowed(version, method);
  return version;
}

function findVersion(bucket: Bucket, key: string, versionId: string | undefined): ObjectVersion {
  const versions = bucket.objects.get(key) ?? [];
  if (versionId === undefined) {
    const newest = versions[0];
    if (newest === undefined) throw new S3Error("NoSuchKey", undefined, { details: { Key: key } });
    return newest;
  }
  checkVersionId(versionId, bucket);
  const version = versions.find((candidate) => candidate.versionId === versionId);
  if (version !== undefined) return version;
  throw new S3Error("NoSuchVersion", undefined, { details: { Key: key, VersionId: versionId } });
}

function markerNotAllowed({ versionId, lastModified }: ObjectVersion, method: string): S3Error {
  return new S3Error("MethodNotAllowed", undefined, {
    details: { Method: method, ResourceType: "DeleteMarker" },
    headers: {
      allow: "DELETE",
      "x-amz-delete-marker": "true",
      "x-amz-version-id": versionId,
      "last-modified": new Date(lastModified).toUTCString(),
    },
  });
}

/** Put a version on top: kept beside older ones, or in place of the `null` version. */
export async function addVersion(
  store: S3Store,
  bucket: Bucket,
  key: string,
  draft: Omit<ObjectVersion, "versionId">,
): Promise<ObjectVersion> {
  const enabled = bucket.settings.versioning === "Enabled";
  const version: ObjectVersion = {
    ...draft,
    versionId: enabled ? newVersionId() : "null",
  };
  const older = bucket.objects.get(key) ?? [];
  const kept = enabled ? older : older.filter(({ versionId }) => versionId !== "null");
  await store.setVersions(bucket, key, [version, ...kept]);
  return version;
}

/** Replace one version by a changed one, in its place. */
export async function replaceVersion(
  store: S3Store,
  bucket: Bucket,
  key: string,
  changed: ObjectVersion,
): Promise<void> {
  const versions = bucket.objects.get(key) ?? [];
  await store.setVersions(
    bucket,
    key,
    versions.map((version) => (version.versionId === changed.versionId ? changed : version)),
  );
}
