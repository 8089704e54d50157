import { compareUtf8 } from "@cloudapi/core/internal";
import type { Exchange } from "../exchange.ts";
import { readEncoding } from "../listing/encoding.ts";
import { readMax } from "../listing/read-max.ts";
import { storageClassOf } from "../objects/storage-class.ts";
import { notImplemented } from "../s3-error.ts";
import type { Upload } from "../store/records.ts";
import { isoSeconds } from "./copy-object.ts";

/** ListMultipartUploads: in order of key, then of when they began. */
export function listMultipartUploads(exchange: Exchange): void {
  const { bucket, query, services } = exchange;
  if (query.get("delimiter")) throw notImplemented("the delimiter of ListMultipartUploads");
  const encoding = readEncoding(query);
  const prefix = query.get("prefix") ?? "";
  const keyMarker = query.get("key-marker") ?? "";
  const uploadIdMarker = query.get("upload-id-marker") ?? "";
  const limit = readMax(query, "max-uploads");
  const sorted = [...bucket.uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .toSorted(order);
  const rest = afterMarker(sorted, keyMarker, uploadIdMarker);
  const page = rest.slice(0, limit);
  const truncated = page.length < rest.length && limit > 0;
  const last = truncated ? page.at(-1) : undefined;
  const owner = { ID: services.identity.accountId, DisplayName: "local" };
  exchange.sendXml("ListMultipartUploadsResult", {
    Bucket: bucket.name,
    KeyMarker: encoding.write(keyMarker),
    UploadIdMarker: uploadIdMarker,
    NextKeyMarker: last && encoding.write(last.key),
    NextUploadIdMarker: last?.uploadId,
    Prefix: encoding.write(prefix),
    MaxUploads: limit,
    EncodingType: encoding.type,
    IsTruncated: truncated,
    Upload: page.map((upload) => ({
      Key: encoding.write(upload.key),
      UploadId: upload.uploadId,
      Initiator: owner,
      Owner: owner,
      StorageClass: storageClassOf(upload),
      Initiated: isoSeconds(upload.initiated),
      ChecksumAlgorithm: upload.checksum.declared ? upload.checksum.algorithm : undefined,
      ChecksumType: upload.checksum.declared ? upload.checksum.type : undefined,
    })),
  });
}

function order(a: Upload, b: Upload): number {
  return (
    compareUtf8(a.key, b.key) || a.initiated - b.initiated || compareUtf8(a.uploadId, b.uploadId)
  );
}

function afterMarker(
  sorted: readonly Upload[],
  keyMarker: string,
  uploadIdMarker: string,
): readonly Upload[] {
  if (keyMarker === "") return sorted;
  const at = sorted.findIndex(
    ({ key, uploadId }) => key === keyMarker && uploadId === uploadIdMarker,
  );
  if (at !== -1) return sorted.slice(at + 1);
  return sorted.filter(({ key }) => compareUtf8(key, keyMarker) > 0);
}
