import { storeBody } from "../body/store-body.ts";
import { checksumHeader } from "../checksum/checksum.ts";
import { bodyEtag, checkPartKey, encryptionHeaders } from "../encryption/customer-key.ts";
import type { Exchange } from "../exchange.ts";
import { addPart, findUpload, readPartNumber } from "../objects/uploads.ts";
import { S3Error } from "../s3-error.ts";

/** UploadPart. */
export async function uploadPart(exchange: Exchange): Promise<void> {
  const { store, services, query } = exchange;
  const partNumber = readPartNumber(query);
  const upload = findUpload(exchange);
  const { checksum } = upload;
  checkPartKey(upload, exchange.headers);
  const incoming = exchange.body();
  const sent = incoming.digests.algorithm;
  if (checksum.declared && sent !== checksum.algorithm) {
    throw new S3Error(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${sent?.toLowerCase() ?? "null"}`,
    );
  }
  const body = await storeBody(store.blobs, incoming.data, [checksum.algorithm], incoming.digests);
  const etag = bodyEtag(body.md5, upload);
  await addPart(exchange, {
    partNumber,
    etag,
    size: body.size,
    lastModified: services.now(),
    segments: [body.segment],
    checksums: body.checksums,
  });
  exchange.send(200, {
    etag: `"${etag}"`,
    ...(sent ? { [checksumHeader(sent)]: body.checksums[sent] } : {}),
    ...encryptionHeaders(upload),
  });
}
