import { storeBody } from "../body/store-body.ts";
import { checksumHeader } from "../checksum/checksum.ts";
import type { Exchange } from "../exchange.ts";
import { addPart, findUpload, readPartNumber } from "../objects/uploads.ts";
import { S3Error } from "../s3-error.ts";

/** UploadPart. */
export async function uploadPart(exchange: Exchange): Promise<void> {
  const { store, services, query } = exchange;
  const partNumber = readPartNumber(query);
  const { checksum } = findUpload(exchange);
  const incoming = exchange.body();
  const sent = incoming.digests.algorithm;
  if (checksum.declared && sent !== checksum.algorithm) {
    throw new S3Error(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${sent?.toLowerCase() ?? "null"}`,
    );
  }
  const body = await storeBody(store.blobs, incoming.data, [checksum.algorithm], incoming.digests);
  await addPart(exchange, {
    partNumber,
    etag: body.md5,
    size: body.size,
    lastModified: services.now(),
    segments: [body.segment],
    checksums: body.checksums,
  });
  exchange.send(200, {
    etag: `"${body.md5}"`,
    ...(sent ? { [checksumHeader(sent)]: body.checksums[sent] } : {}),
    "x-amz-server-side-encryption": "AES256",
  });
}
