import { createHash } from "node:crypto";
import type { ObjectRef } from "@cloudapi/s3/internal";

/** S3 keys have at most 1,024 bytes; prefix, bucket and version take their share. */
const MAX_KEY_BYTES = 700;

/**
 * The key of an object's verdict, one JSON object: `<prefix>verdicts/<bucket>/<key>/<version or ETag>.json`, the same
 * for every event about the same state of the object.
 *
 * A key of more than 700 bytes, with control characters or with parts that are `.` or `..` or empty is written as
 * `hashed/<SHA-256>`.
 *
 * @throws {TypeError} when neither version nor ETag is given
 *
 * @example
 * ```ts
 * import { verdictKey } from "@cloudapi/validation/lambda";
 *
 * const key = verdictKey("quarantine/", { bucket: "raw", key: "2025/01/15/logs.csv", etag: "0cc175b9c0f1b6a8" });
 * console.log(key); // => "quarantine/verdicts/raw/2025/01/15/logs.csv/0cc175b9c0f1b6a8.json"
 * ```
 */
export function verdictKey(prefix: string, object: ObjectRef): string {
  return `${prefix}verdicts/${placeOf(object)}.json`;
}

/**
 * The key of an object's rejected rows, JSON Lines: `<prefix>rows/<bucket>/<key>/<version or ETag>.ndjson`. There is
 * such an object only if there are rejected rows.
 *
 * @throws {TypeError} when neither version nor ETag is given
 *
 * @example
 * ```ts
 * import { rowsKey } from "@cloudapi/validation/lambda";
 *
 * console.log(rowsKey("quarantine/", { bucket: "raw", key: "logs.csv", versionId: "v1" })); // => "quarantine/rows/raw/logs.csv/v1.ndjson"
 * ```
 */
export function rowsKey(prefix: string, object: ObjectRef): string {
  return `${prefix}rows/${placeOf(object)}.ndjson`;
}

function placeOf({ bucket, key, versionId, etag }: ObjectRef): string {
  const state = versionId ?? etag?.replaceAll('"', "");
  if (state === undefined || state === "") {
    throw new TypeError(
      "verdictKey: give the versionId or the etag of the object; HeadObject returns both.",
    );
  }
  const name = isPlain(key) ? key : `hashed/${createHash("sha256").update(key).digest("hex")}`;
  return `${bucket}/${name}/${state}`;
}

/** Whether tools that know folders, and listings in XML, leave the key as it is. */
function isPlain(key: string): boolean {
  return (
    Buffer.byteLength(key) <= MAX_KEY_BYTES &&
    !/(^|\/)\.{0,2}(\/|$)|^hashed\/|[\u0000-\u001f\u007f]/.test(key)
  );
}
