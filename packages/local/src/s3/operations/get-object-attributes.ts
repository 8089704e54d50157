import { checksumElement } from "../checksum/checksum.ts";
import { checkCustomerKey } from "../encryption/customer-key.ts";
import type { Exchange } from "../exchange.ts";
import { readMax } from "../listing/read-max.ts";
import { versionHeader } from "../objects/object-headers.ts";
import { storageClassOf } from "../objects/storage-class.ts";
import { readableVersion } from "../objects/versions.ts";
import { S3Error } from "../s3-error.ts";
import type { ObjectVersion } from "../store/records.ts";
import type { XmlNode } from "../xml/write-xml.ts";

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

/** GetObjectAttributes. */
export function getObjectAttributes(exchange: Exchange): void {
  const { bucket, key, query, headers } = exchange;
  const wanted = readWanted(headers.get("x-amz-object-attributes"));
  const version = readableVersion(bucket, key, query.get("versionId"));
  checkCustomerKey(version, headers);
  const versionId = versionHeader(version, bucket);
  exchange.sendXml(
    "GetObjectAttributesResponse",
    {
      ETag: wanted.has("ETag") ? version.etag : undefined,
      Checksum: wanted.has("Checksum") ? writeChecksum(version) : undefined,
      ObjectParts: wanted.has("ObjectParts") ? writeParts(version, headers) : undefined,
      StorageClass: wanted.has("StorageClass") ? storageClassOf(version) : undefined,
      ObjectSize: wanted.has("ObjectSize") ? version.size : undefined,
    },
    {
      "last-modified": new Date(version.lastModified).toUTCString(),
      ...(versionId === undefined ? {} : { "x-amz-version-id": versionId }),
    },
  );
}

function readWanted(header: string | undefined): ReadonlySet<string> {
  const names = (header ?? "").split(",").map((name) => name.trim());
  if (!names.every((name) => ATTRIBUTES.includes(name))) {
    throw new S3Error("InvalidArgument", "Invalid attribute name specified.", {
      details: { ArgumentName: "x-amz-object-attributes" },
    });
  }
  return new Set(names);
}

function writeChecksum({ checksum }: ObjectVersion): XmlNode | undefined {
  if (checksum === undefined) return undefined;
  const value =
    checksum.type === "COMPOSITE" ? checksum.value.replace(/-\d+$/, "") : checksum.value;
  return { [checksumElement(checksum.algorithm)]: value, ChecksumType: checksum.type };
}

/** Parts are listed one by one only when their checksums are part of the object's. */
function writeParts(
  { parts, checksum }: ObjectVersion,
  headers: ReadonlyMap<string, string>,
): XmlNode | undefined {
  if (parts === undefined) return undefined;
  if (checksum?.type !== "COMPOSITE") return { PartsCount: parts.length };
  const limit = readMax(headers, "x-amz-max-parts");
  const marker = readMax(headers, "x-amz-part-number-marker", 0, 10_000);
  const rest = parts.filter(({ partNumber }) => partNumber > marker);
  const page = rest.slice(0, limit);
  return {
    PartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? marker,
    MaxParts: limit,
    IsTruncated: page.length < rest.length,
    Part: page.map((part) => ({
      PartNumber: part.partNumber,
      Size: part.size,
      [checksumElement(checksum.algorithm)]: part.checksum,
    })),
  };
}
