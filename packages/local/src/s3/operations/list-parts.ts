import { checksumElement } from "../checksum/checksum.ts";
import type { Exchange } from "../exchange.ts";
import { readMax } from "../listing/read-max.ts";
import { storageClassOf } from "../objects/storage-class.ts";
import { findUpload } from "../objects/uploads.ts";
import { isoSeconds } from "./copy-object.ts";

/** ListParts. */
export function listParts(exchange: Exchange): void {
  const { query, bucket, key, services } = exchange;
  const upload = findUpload(exchange);
  const { algorithm, type, declared } = upload.checksum;
  const limit = readMax(query, "max-parts");
  const marker = readMax(query, "part-number-marker", 0, 10_000);
  const rest = [...upload.parts.values()]
    .filter(({ partNumber }) => partNumber > marker)
    .toSorted((a, b) => a.partNumber - b.partNumber);
  const page = rest.slice(0, limit);
  const owner = { ID: services.identity.accountId, DisplayName: "local" };
  exchange.sendXml("ListPartsResult", {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.uploadId,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? marker,
    MaxParts: limit,
    IsTruncated: page.length < rest.length,
    Part: page.map((part) => ({
      PartNumber: part.partNumber,
      LastModified: isoSeconds(part.lastModified),
      ETag: `"${part.etag}"`,
      Size: part.size,
      ...(declared ? { [checksumElement(algorithm)]: part.checksums[algorithm] } : {}),
    })),
    Initiator: owner,
    Owner: owner,
    StorageClass: storageClassOf(upload),
    ChecksumAlgorithm: declared ? algorithm : undefined,
    ChecksumType: declared ? type : undefined,
  });
}
