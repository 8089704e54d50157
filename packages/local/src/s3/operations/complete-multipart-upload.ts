import { createHash } from "node:crypto";
import { badChecksum, readChecksum, severalChecksums } from "../body/expected-digests.ts";
import { assembleChecksum } from "../checksum/assemble-checksum.ts";
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  checksumElement,
  checksumHeader,
} from "../checksum/checksum.ts";
import { checkPartKey, encryptionHeaders, readCustomerKey } from "../encryption/customer-key.ts";
import type { Exchange } from "../exchange.ts";
import { newVersionHeader } from "../objects/object-headers.ts";
import { reportCreated } from "../objects/report.ts";
import { findUpload } from "../objects/uploads.ts";
import { addVersion } from "../objects/versions.ts";
import { checkWriteConditions } from "../objects/write-conditions.ts";
import { S3Error } from "../s3-error.ts";
import type { ObjectVersion, Upload, UploadedPart } from "../store/records.ts";
import { malformed } from "../xml/malformed-xml.ts";
import type { XmlElement } from "../xml/parse-xml.ts";
import { children, childText, expectOnly, expectRoot } from "../xml/read-element.ts";

const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_PARTS = 10_000;

/** CompleteMultipartUpload: the object is the list of its parts; nothing is copied. */
export async function completeMultipartUpload(exchange: Exchange): Promise<void> {
  const { store, key, headers } = exchange;
  findUpload(exchange);
  const listed = readParts(
    await exchange.xmlBody({ limitBytes: MAX_BODY_BYTES, headers: aboutTheList(headers) }),
  );
  const upload = findUpload(exchange);
  // The key may be left out here, and is compared when it is not.
  if (readCustomerKey(headers) !== undefined) checkPartKey(upload, headers);
  const { bucket } = exchange;
  const parts = selectParts(upload, listed);
  const draft = assemble(exchange, upload, parts);
  const { initiated: since, keyDeleted } = upload;
  checkWriteConditions(headers, bucket, key, { since, keyDeleted });
  store.blobs.retain(draft.segments);
  const [version] = await Promise.all([
    addVersion(store, bucket, key, draft),
    store.deleteUpload(bucket, upload),
  ]);
  reportCreated(exchange, bucket, version, "ObjectCreated:CompleteMultipartUpload");
  const checksum = version.checksum as Checksum;
  exchange.sendXml(
    "CompleteMultipartUploadResult",
    {
      Location: `${exchange.origin}/${bucket.name}/${encodeURIComponent(key)}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${version.etag}"`,
      [checksumElement(checksum.algorithm)]: checksum.value,
      ChecksumType: checksum.type,
    },
    {
      ...encryptionHeaders(version),
      "x-amz-version-id": newVersionHeader(version),
    },
  );
}

/** The checksum headers of this request are about the object, not about the list of parts that is its body. */
function aboutTheList(headers: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...headers].filter(([name]) => !/^x-amz-(checksum-|sdk-checksum-algorithm$)/.test(name)),
  );
}

interface ListedPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly checksums: Readonly<Record<string, string>>;
}

function readParts(root: XmlElement): ListedPart[] {
  expectRoot(root, "CompleteMultipartUpload");
  expectOnly(root, ["Part"]);
  const parts = children(root, "Part").map(readPart);
  if (parts.length === 0) throw malformed("<CompleteMultipartUpload> lacks <Part>");
  if (parts.length > MAX_PARTS) throw malformed(`more than ${MAX_PARTS} parts`);
  return parts;
}

function readPart(element: XmlElement): ListedPart {
  expectOnly(element, ["PartNumber", "ETag", ...CHECKSUM_ALGORITHMS.map(checksumElement)]);
  const number = childText(element, "PartNumber")?.trim() ?? "";
  const etag = childText(element, "ETag")?.trim();
  if (!/^\d{1,5}$/.test(number) || etag === undefined)
    throw malformed("<Part> lacks <PartNumber> or <ETag>");
  const checksums: Record<string, string> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = childText(element, checksumElement(algorithm));
    if (value !== undefined) checksums[algorithm] = value.trim();
  }
  return { partNumber: Number(number), etag: etag.replaceAll('"', ""), checksums };
}

/** The uploaded parts in the order listed, each checked against what was listed of it. */
function selectParts(upload: Upload, listed: readonly ListedPart[]): UploadedPart[] {
  const last = listed.length - 1;
  const ascending = listed.every(
    ({ partNumber }, i) => i === 0 || partNumber > (listed[i - 1]?.partNumber ?? 0),
  );
  if (!ascending) throw new S3Error("InvalidPartOrder");
  return listed.map((wanted, i) => {
    const part = upload.parts.get(wanted.partNumber);
    if (part === undefined || part.etag !== wanted.etag) throw invalidPart(upload, wanted);
    checkPartChecksums(upload, wanted, part);
    if (i < last && part.size < MIN_PART_BYTES) throw tooSmall(part);
    return part;
  });
}

function checkPartChecksums(upload: Upload, wanted: ListedPart, part: UploadedPart): void {
  const { algorithm, type, declared } = upload.checksum;
  if (declared && type === "COMPOSITE" && wanted.checksums[algorithm] === undefined) {
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${wanted.partNumber} in the request.`,
    );
  }
  const known: Readonly<Record<string, string | undefined>> = part.checksums;
  for (const [name, value] of Object.entries(wanted.checksums)) {
    if (known[name] !== value) throw invalidPart(upload, wanted);
  }
}

function invalidPart(upload: Upload, { partNumber, etag }: ListedPart): S3Error {
  return new S3Error("InvalidPart", undefined, {
    details: { UploadId: upload.uploadId, PartNumber: String(partNumber), ETag: etag },
  });
}

function tooSmall({ size, partNumber, etag }: UploadedPart): S3Error {
  return new S3Error("EntityTooSmall", undefined, {
    details: {
      ProposedSize: String(size),
      MinSizeAllowed: String(MIN_PART_BYTES),
      PartNumber: String(partNumber),
      ETag: etag,
    },
  });
}

function assemble(
  exchange: Exchange,
  upload: Upload,
  parts: readonly UploadedPart[],
): Omit<ObjectVersion, "versionId"> {
  const { headers, metadata, tags, storageClass, customerKeyMd5 } = upload;
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const checksum = assembleChecksum(upload.checksum, parts);
  checkWhole(exchange.headers, checksum, size);
  const md5s = parts.map(({ etag }) => Buffer.from(etag, "hex"));
  return {
    deleteMarker: false,
    lastModified: exchange.services.now(),
    etag: `${createHash("md5").update(Buffer.concat(md5s)).digest("hex")}-${parts.length}`,
    size,
    segments: parts.flatMap((part) => part.segments),
    parts: parts.map((part) => ({
      partNumber: part.partNumber,
      size: part.size,
      checksum: part.checksums[checksum.algorithm],
    })),
    headers,
    metadata,
    tags,
    storageClass,
    customerKeyMd5,
    checksum,
  };
}

/** Compare what the request claims of the whole object. */
function checkWhole(headers: ReadonlyMap<string, string>, checksum: Checksum, size: number): void {
  const claimedSize = headers.get("x-amz-mp-object-size");
  if (claimedSize !== undefined && claimedSize !== String(size)) {
    throw new S3Error(
      "InvalidRequest",
      `The provided 'x-amz-mp-object-size' header value ${claimedSize.slice(0, 30)} does not match what was computed: ${size}`,
    );
  }
  const claimedType = headers.get("x-amz-checksum-type")?.toUpperCase();
  if (claimedType !== undefined && claimedType !== checksum.type) {
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using the ${checksum.type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const claims = CHECKSUM_ALGORITHMS.filter((algorithm) => headers.has(checksumHeader(algorithm)));
  if (claims.length > 1) throw severalChecksums();
  for (const algorithm of claims) {
    const claimed = readClaim(algorithm, headers.get(checksumHeader(algorithm)) ?? "", checksum);
    if (algorithm !== checksum.algorithm || claimed !== checksum.value)
      throw badChecksum(algorithm);
  }
}

/** A composite checksum is claimed with the number of parts behind it, or without. */
function readClaim(algorithm: ChecksumAlgorithm, text: string, { type, value }: Checksum): string {
  if (type === "FULL_OBJECT") return readChecksum(algorithm, text);
  const [digest = "", count = value.replace(/^.*-/, "")] = text.split("-");
  return `${readChecksum(algorithm, digest)}-${count}`;
}
