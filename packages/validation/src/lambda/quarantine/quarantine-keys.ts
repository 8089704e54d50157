import { createHash } from "node:crypto";
import type { ObjectRef } from "../objects/object-ref.ts";

/** Keys of what a validation leaves behind. */
export interface QuarantineKeys {
  /** The verdict: one JSON object. */
  readonly verdict: string;
  /** The rejected rows as JSON Lines; there only if there are any. */
  readonly rows: string;
}

/** S3 keys have at most 1,024 bytes; the prefix, the bucket and the hash take their share. */
const MAX_PATH_LENGTH = 500;

/**
 * Where the verdict and the rejected rows of an object lie: a function of bucket, key and version (or ETag),
 * so that the same object validated again writes to the same place.
 *
 * `<prefix>verdicts/<bucket>/<key>/<hash>.json` and `<prefix>rows/<bucket>/<key>/<hash>.ndjson`; in the key,
 * characters other than letters, digits and `/ ! - _ . ' ( ) =` are `_`, and a long one is cut, which the hash
 * makes up for.
 *
 * @throws {TypeError} when neither version nor ETag is given
 *
 * @example
 * ```ts
 * import { quarantineKeys } from "@cloudapi/validation/lambda";
 *
 * const keys = quarantineKeys("quarantine/", { bucket: "raw", key: "2025/01/15/logs.csv", eTag: "0cc175b9c0f1b6a831c399e269772661" });
 * console.log(keys.verdict); // => "quarantine/verdicts/raw/2025/01/15/logs.csv/9b4aa1d3bb7d34d1f7cd.json"
 * ```
 */
export function quarantineKeys(prefix: string, object: ObjectRef): QuarantineKeys {
  const { bucket, key, versionId, eTag } = object;
  const identity = versionId === undefined ? eTag?.replaceAll('"', "") : versionId;
  if (identity === undefined || identity === "") {
    throw new TypeError("quarantineKeys: give the versionId or the eTag of the object; HeadObject tells both.");
  }
  const kind = versionId === undefined ? "etag" : "version";
  const hash = createHash("sha256").update(JSON.stringify([bucket, key, kind, identity])).digest("hex").slice(0, 20);
  const path = `${bucket}/${readable(key)}/${hash}`;
  return { verdict: `${prefix}verdicts/${path}.json`, rows: `${prefix}rows/${path}.ndjson` };
}

/** Parts that are dots only would be a folder's own or its parent's for tools that know folders. */
function readable(key: string): string {
  return key
    .replaceAll(/[^\w/!.'()=-]/g, "_")
    .split("/")
    .map((part) => (/^\.*$/.test(part) ? "_".repeat(Math.max(1, part.length)) : part))
    .join("/")
    .slice(0, MAX_PATH_LENGTH);
}
