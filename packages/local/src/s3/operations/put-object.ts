import { storeBody } from "../body/store-body.ts";
import { checksumHeader } from "../checksum/checksum.ts";
import { bodyEtag, encryptionHeaders } from "../encryption/customer-key.ts";
import type { Exchange } from "../exchange.ts";
import { newVersionHeader, readDescription } from "../objects/object-headers.ts";
import { reportCreated } from "../objects/report.ts";
import { addVersion } from "../objects/versions.ts";
import { checkWriteConditions } from "../objects/write-conditions.ts";

/** PutObject: the body is stored aside; conditions are checked in the step that makes it visible. */
export async function putObject(exchange: Exchange): Promise<void> {
  const { store, key, headers, services } = exchange;
  const description = readDescription(headers, exchange.bucket);
  const incoming = exchange.body();
  const algorithm = incoming.digests.algorithm ?? "CRC64NVME";
  const body = await storeBody(store.blobs, incoming.data, [algorithm], incoming.digests);
  try {
    checkWriteConditions(headers, exchange.bucket, key);
  } catch (error) {
    await store.blobs.release([body.segment]);
    throw error;
  }
  const { bucket } = exchange;
  const version = await addVersion(store, bucket, key, {
    ...description,
    deleteMarker: false,
    lastModified: services.now(),
    etag: bodyEtag(body.md5, description),
    size: body.size,
    segments: [body.segment],
    parts: undefined,
    checksum: { algorithm, type: "FULL_OBJECT", value: body.checksums[algorithm] ?? "" },
  });
  reportCreated(exchange, bucket, version, "ObjectCreated:Put");
  exchange.send(200, {
    etag: `"${version.etag}"`,
    [checksumHeader(algorithm)]: version.checksum?.value,
    "x-amz-checksum-type": "FULL_OBJECT",
    ...encryptionHeaders(version),
    "x-amz-version-id": newVersionHeader(version),
  });
}
