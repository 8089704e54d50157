import { type Checksum, checksumHeader } from "../checksum/checksum.ts";
import {
  CUSTOMER_KEY_HEADERS,
  type Encrypted,
  encryptionHeaders,
  readCustomerKey,
} from "../encryption/customer-key.ts";
import { notImplemented, S3Error } from "../s3-error.ts";
import type { Bucket } from "../store/bucket.ts";
import type { ObjectVersion, StoredHeaders, Tag } from "../store/records.ts";
import { readStorageClass, type Stored } from "./storage-class.ts";
import { readTagging } from "./tagging.ts";

/** What an object is stored with beside its bytes. */
export interface ObjectDescription extends Stored, Encrypted {
  readonly headers: StoredHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly Tag[];
}

/** The `x-amz-*` headers that {@link readDescription} understands. */
export const DESCRIPTION_HEADERS = [
  "x-amz-meta-*",
  "x-amz-tagging",
  "x-amz-storage-class",
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-bucket-key-enabled",
  "x-amz-acl",
  ...CUSTOMER_KEY_HEADERS,
];

const STORED = [
  "content-type",
  "cache-control",
  "content-disposition",
  "content-language",
  "expires",
];
const META = "x-amz-meta-";
const MAX_METADATA_BYTES = 2048;

/**
 * Read what a request says an object is to be stored with.
 *
 * @throws {S3Error} for metadata over 2 KB, bad tags, and whatever the embedded cloud does not store
 */
export function readDescription(
  headers: ReadonlyMap<string, string>,
  bucket: Bucket,
): ObjectDescription {
  refuseUnstored(headers, bucket);
  return {
    headers: readStoredHeaders(headers),
    metadata: readMetadata(headers),
    tags: readTagging(headers.get("x-amz-tagging")),
    storageClass: readStorageClass(headers),
    customerKeyMd5: readCustomerKey(headers),
  };
}

function refuseUnstored(headers: ReadonlyMap<string, string>, bucket: Bucket): void {
  const named = headers.get("x-amz-server-side-encryption");
  if (named !== undefined && CUSTOMER_KEY_HEADERS.some((name) => headers.has(name)))
    throw new S3Error(
      "InvalidArgument",
      "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
    );
  refuseBlocked(headers, bucket);
  const encryption = named ?? "AES256";
  if (encryption !== "AES256")
    throw notImplemented(`the server-side encryption "${encryption}" (only AES256)`);
  checkAcl(headers.get("x-amz-acl"), bucket);
}

/** A bucket may take no objects with customers' keys. */
function refuseBlocked(headers: ReadonlyMap<string, string>, bucket: Bucket): void {
  const { encryption } = bucket.settings;
  const isBlocked = encryption !== "deleted" && encryption?.blocked === "SSE-C";
  if (isBlocked && readCustomerKey(headers) !== undefined) throw new S3Error("AccessDenied");
}

/** With ACLs disabled, as buckets are by default, only the ACL that changes nothing is accepted. */
function checkAcl(acl: string | undefined, bucket: Bucket): void {
  if (acl === undefined || acl === "bucket-owner-full-control") return;
  const ownership = bucket.settings.objectOwnership;
  if (ownership === "BucketOwnerEnforced") throw new S3Error("AccessControlListNotSupported");
  if (acl !== "private") throw notImplemented(`the canned ACL "${acl}"`);
}

function readStoredHeaders(headers: ReadonlyMap<string, string>): StoredHeaders {
  const stored: Record<string, string> = {};
  for (const name of STORED) {
    const value = headers.get(name);
    if (value !== undefined) stored[name] = value;
  }
  stored["content-type"] ||= "binary/octet-stream";
  const encoding = withoutFraming(headers.get("content-encoding") ?? "");
  if (encoding !== "") stored["content-encoding"] = encoding;
  return stored;
}

/** `aws-chunked` is how the body travels, and no encoding of the object; the others stay as they were written. */
function withoutFraming(encodings: string): string {
  return encodings
    .replaceAll(/(^|,)[ \t]*aws-chunked[ \t]*(?=,|$)/gi, "")
    .replace(/^[ \t]*,?[ \t]*/, "")
    .trimEnd();
}

function readMetadata(headers: ReadonlyMap<string, string>): Record<string, string> {
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of headers) {
    if (!name.startsWith(META)) continue;
    if (/[^\u0000-\u007f]/.test(value))
      throw notImplemented(`metadata that is not ASCII ("${name}")`);
    metadata[name.slice(META.length)] = value;
    size += name.length - META.length + value.length;
  }
  if (size > MAX_METADATA_BYTES) {
    throw new S3Error("MetadataTooLarge", undefined, {
      details: { Size: String(size), MaxSizeAllowed: String(MAX_METADATA_BYTES) },
    });
  }
  return metadata;
}

/** Response headers that describe a version, for GET and HEAD. */
export function describeVersion(
  version: ObjectVersion,
  bucket: Bucket,
  checksum?: Checksum,
): Record<string, string | undefined> {
  const metadata = Object.fromEntries(
    Object.entries(version.metadata).map(([name, value]) => [`${META}${name}`, value]),
  );
  return {
    ...version.headers,
    ...metadata,
    ...(checksum
      ? {
          [checksumHeader(checksum.algorithm)]: checksum.value,
          "x-amz-checksum-type": checksum.type,
        }
      : {}),
    "accept-ranges": "bytes",
    etag: `"${version.etag}"`,
    "last-modified": new Date(version.lastModified).toUTCString(),
    ...encryptionHeaders(version),
    "x-amz-storage-class": version.storageClass,
    "x-amz-version-id": versionHeader(version, bucket),
    "x-amz-tagging-count": version.tags.length === 0 ? undefined : String(version.tags.length),
  };
}

/** The version id to answer with: none in a bucket that never had versioning. */
export function versionHeader(version: ObjectVersion, bucket: Bucket): string | undefined {
  return bucket.settings.versioning === undefined ? undefined : version.versionId;
}

/** The same for a version just written, which is not told when it is the `null` one. */
export function newVersionHeader({ versionId }: ObjectVersion): string | undefined {
  return versionId === "null" ? undefined : versionId;
}
