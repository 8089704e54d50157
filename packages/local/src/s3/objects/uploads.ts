import type { Exchange } from "../exchange.ts";
import { S3Error } from "../s3-error.ts";
import type { Bucket } from "../store/bucket.ts";
import type { Upload, UploadedPart } from "../store/records.ts";
import type { S3Store } from "../store/s3-store.ts";

/**
 * The upload a request names, for its key.
 *
 * @throws {S3Error} NoSuchUpload
 */
export function findUpload({ bucket, key, query }: Exchange): Upload {
  const uploadId = query.get("uploadId") ?? "";
  const upload = bucket.uploads.get(uploadId);
  if (upload === undefined || upload.key !== key)
    throw new S3Error("NoSuchUpload", undefined, { details: { UploadId: uploadId.slice(0, 200) } });
  return upload;
}

/** The part number of a request. */
export function readPartNumber(query: ReadonlyMap<string, string>): number {
  const text = query.get("partNumber") ?? "";
  const number = Number(text);
  if (!/^\d{1,5}$/.test(text) || number < 1 || number > 10_000) {
    throw new S3Error(
      "InvalidArgument",
      "Part number must be an integer between 1 and 10000, inclusive",
      {
        details: { ArgumentName: "partNumber", ArgumentValue: text.slice(0, 100) },
      },
    );
  }
  return number;
}

/** Add a part to an upload that may have gone on, or away, since the part began to arrive. */
export async function addPart(exchange: Exchange, part: UploadedPart): Promise<void> {
  const { store } = exchange;
  let upload: Upload;
  try {
    upload = findUpload(exchange);
  } catch (error) {
    await store.blobs.release(part.segments);
    throw error;
  }
  const replaced = upload.parts.get(part.partNumber);
  const parts = new Map(upload.parts).set(part.partNumber, part);
  await store.setUpload(exchange.bucket, { ...upload, parts });
  if (replaced !== undefined) await store.blobs.release(replaced.segments);
}

/** Tell the uploads of a key that it is being deleted. */
export async function noteDeletion(store: S3Store, bucket: Bucket, key: string): Promise<void> {
  for (const upload of bucket.uploads.values()) {
    if (upload.key === key && !upload.keyDeleted)
      await store.setUpload(bucket, { ...upload, keyDeleted: true });
  }
}
