import { storeBody } from "../body/store-body.ts";
import { checksumElement } from "../checksum/checksum.ts";
import { bodyEtag, checkPartKey, encryptionHeaders } from "../encryption/customer-key.ts";
import type { Exchange } from "../exchange.ts";
import { findCopySource } from "../objects/copy-source.ts";
import { versionHeader } from "../objects/object-headers.ts";
import { addPart, findUpload, readPartNumber } from "../objects/uploads.ts";
import { S3Error } from "../s3-error.ts";
import { isoSeconds } from "./copy-object.ts";

/** UploadPartCopy. */
export async function uploadPartCopy(exchange: Exchange): Promise<void> {
  const { store, services, query, headers } = exchange;
  const partNumber = readPartNumber(query);
  const upload = findUpload(exchange);
  const { checksum } = upload;
  checkPartKey(upload, headers);
  const source = findCopySource(exchange);
  const { start, end } = readCopyRange(headers.get("x-amz-copy-source-range"), source.version.size);
  const data = store.blobs.read(source.version.segments, start, end);
  const body = await storeBody(store.blobs, data, [checksum.algorithm]);
  const lastModified = services.now();
  const etag = bodyEtag(body.md5, upload);
  await addPart(exchange, {
    partNumber,
    etag,
    size: body.size,
    lastModified,
    segments: [body.segment],
    checksums: body.checksums,
  });
  exchange.sendXml(
    "CopyPartResult",
    {
      LastModified: isoSeconds(lastModified),
      ETag: `"${etag}"`,
      ...(checksum.declared
        ? { [checksumElement(checksum.algorithm)]: body.checksums[checksum.algorithm] }
        : {}),
    },
    {
      "x-amz-copy-source-version-id": versionHeader(source.version, source.bucket),
      ...encryptionHeaders(upload),
    },
  );
}

function readCopyRange(header: string | undefined, size: number): { start: number; end: number } {
  if (header === undefined) return { start: 0, end: size };
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) {
    throw new S3Error(
      "InvalidArgument",
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      {
        details: { ArgumentName: "x-amz-copy-source-range", ArgumentValue: header.slice(0, 100) },
      },
    );
  }
  if (Number(first) >= size) {
    throw new S3Error(
      "InvalidRequest",
      "The specified copy range is invalid for the source object size",
    );
  }
  if (Number(last) >= size) {
    throw new S3Error(
      "InvalidArgument",
      `Range specified is not valid for source object of size: ${size}`,
      {
        details: { ArgumentName: "x-amz-copy-source-range", ArgumentValue: header },
      },
    );
  }
  return { start: Number(first), end: Number(last) + 1 };
}
