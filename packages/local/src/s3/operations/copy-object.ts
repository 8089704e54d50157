import { type StoredBody, storeBody } from "../body/store-body.ts";
import {
  type ChecksumAlgorithm,
  checksumElement,
  parseChecksumAlgorithm,
} from "../checksum/checksum.ts";
import { bodyEtag, type Encrypted, encryptionHeaders } from "../encryption/customer-key.ts";
import type { Exchange } from "../exchange.ts";
import { type CopySource, findCopySource } from "../objects/copy-source.ts";
import {
  type ObjectDescription,
  readDescription,
  versionHeader,
} from "../objects/object-headers.ts";
import { reportCreated } from "../objects/report.ts";
import { readTagging } from "../objects/tagging.ts";
import { addVersion } from "../objects/versions.ts";
import { checkWriteConditions } from "../objects/write-conditions.ts";
import { S3Error } from "../s3-error.ts";
import type { ObjectVersion, Segment } from "../store/records.ts";

const MAX_COPY_BYTES = 5 * 1024 ** 3;

/** CopyObject: bytes are shared with the source, never moved. */
export async function copyObject(exchange: Exchange): Promise<void> {
  const { store, key, headers, services } = exchange;
  const source = findCopySource(exchange);
  const description = describeCopy(exchange, source);
  checkSize(source.version);
  const content = await copyContent(exchange, source.version, description);
  try {
    checkWriteConditions(headers, exchange.bucket, key);
  } catch (error) {
    await store.blobs.release(content.segments);
    throw error;
  }
  const { bucket } = exchange;
  const version = await addVersion(store, bucket, key, {
    ...description,
    ...content,
    deleteMarker: false,
    lastModified: services.now(),
    size: source.version.size,
    parts: undefined,
  });
  reportCreated(exchange, bucket, version, "ObjectCreated:Copy");
  const { checksum } = content;
  exchange.sendXml(
    "CopyObjectResult",
    {
      LastModified: isoSeconds(version.lastModified),
      ETag: `"${version.etag}"`,
      [checksumElement(checksum.algorithm)]: checksum.value,
    },
    {
      "x-amz-copy-source-version-id": versionHeader(source.version, source.bucket),
      "x-amz-version-id": versionHeader(version, bucket),
      ...encryptionHeaders(version),
    },
  );
}

/** A time as S3 writes it in XML: whole seconds. */
export function isoSeconds(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString();
}

function describeCopy(exchange: Exchange, source: CopySource): ObjectDescription {
  const { headers, bucket, key } = exchange;
  const fresh = readDescription(headers, bucket);
  const metadata = readDirective(headers, "x-amz-metadata-directive");
  const tagging = readDirective(headers, "x-amz-tagging-directive");
  const ontoItself =
    source.bucket === bucket && source.key === key && source.versionId === undefined;
  if (
    ontoItself &&
    metadata === "COPY" &&
    tagging === "COPY" &&
    !headers.has("x-amz-storage-class") &&
    !headers.has("x-amz-server-side-encryption") &&
    fresh.customerKeyMd5 === source.version.customerKeyMd5
  ) {
    throw new S3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const described = metadata === "REPLACE" ? fresh : source.version;
  const tags =
    tagging === "REPLACE" ? readTagging(headers.get("x-amz-tagging")) : source.version.tags;
  // Where and how a copy is stored is said anew: it is not the source's.
  const { storageClass, customerKeyMd5 } = fresh;
  return {
    headers: described.headers,
    metadata: described.metadata,
    tags,
    storageClass,
    customerKeyMd5,
  };
}

function readDirective(headers: ReadonlyMap<string, string>, name: string): "COPY" | "REPLACE" {
  const value = headers.get(name) ?? "COPY";
  if (value !== "COPY" && value !== "REPLACE") {
    throw new S3Error(
      "InvalidArgument",
      `Unknown ${name.includes("tagging") ? "tagging" : "metadata"} directive.`,
      {
        details: { ArgumentName: name, ArgumentValue: value.slice(0, 100) },
      },
    );
  }
  return value;
}

function checkSize({ size }: ObjectVersion): void {
  if (size <= MAX_COPY_BYTES) return;
  throw new S3Error(
    "InvalidRequest",
    `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`,
  );
}

interface CopiedContent {
  readonly segments: readonly Segment[];
  readonly etag: string;
  readonly checksum: { algorithm: ChecksumAlgorithm; type: "FULL_OBJECT"; value: string };
}

/** A copy is one piece: digests of a multipart source, or of an encrypted one, are taken anew, over the whole. */
async function copyContent(
  exchange: Exchange,
  source: ObjectVersion,
  target: Encrypted,
): Promise<CopiedContent> {
  const { blobs } = exchange.store;
  const algorithm = wantedAlgorithm(exchange.headers) ?? source.checksum?.algorithm ?? "CRC64NVME";
  const same = source.checksum?.algorithm === algorithm && source.checksum.type === "FULL_OBJECT";
  const encrypted = (source.customerKeyMd5 ?? target.customerKeyMd5) !== undefined;
  if (source.parts === undefined && same && !encrypted) {
    const segments = source.segments.map((segment) => ({ ...segment }));
    blobs.retain(segments);
    return {
      segments,
      etag: source.etag,
      checksum: { algorithm, type: "FULL_OBJECT", value: source.checksum.value },
    };
  }
  const body: StoredBody = await storeBody(blobs, blobs.read(source.segments, 0, source.size), [
    algorithm,
  ]);
  return {
    segments: [body.segment],
    etag: bodyEtag(body.md5, target),
    checksum: { algorithm, type: "FULL_OBJECT", value: body.checksums[algorithm] ?? "" },
  };
}

function wantedAlgorithm(headers: ReadonlyMap<string, string>): ChecksumAlgorithm | undefined {
  const name = headers.get("x-amz-checksum-algorithm");
  if (name === undefined) return undefined;
  const algorithm = parseChecksumAlgorithm(name);
  if (algorithm === undefined) {
    throw new S3Error(
      "InvalidRequest",
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  }
  return algorithm;
}
