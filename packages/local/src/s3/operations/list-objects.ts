import type { Exchange } from "../exchange.ts";
import { readToken, writeToken } from "../listing/continuation-token.ts";
import { type KeyWriter, readEncoding } from "../listing/encoding.ts";
import { type ListPage, listKeys } from "../listing/list-keys.ts";
import { readMax } from "../listing/read-max.ts";
import { storageClassOf } from "../objects/storage-class.ts";
import type { ObjectVersion } from "../store/records.ts";
import type { XmlNode } from "../xml/write-xml.ts";
import { isoSeconds } from "./copy-object.ts";

type Versions = readonly ObjectVersion[];

/** ListObjectsV2. */
export function listObjectsV2(exchange: Exchange): void {
  const { query } = exchange;
  const encoding = readEncoding(query);
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after") ?? "";
  const { page, common, limit } = list(
    exchange,
    encoding.write,
    token === undefined ? startAfter : readToken(token),
  );
  exchange.sendXml("ListBucketResult", {
    ...common,
    StartAfter: startAfter === "" ? undefined : encoding.write(startAfter),
    ContinuationToken: token,
    NextContinuationToken: page.next === undefined ? undefined : writeToken(page.next),
    KeyCount: page.entries.length + page.commonPrefixes.length,
    MaxKeys: limit,
    EncodingType: encoding.type,
    ...writePage(exchange, page, encoding.write, query.get("fetch-owner") === "true"),
  });
}

/** ListObjects, the older form that pages by a marker. */
export function listObjectsV1(exchange: Exchange): void {
  const { query } = exchange;
  const encoding = readEncoding(query);
  const marker = query.get("marker") ?? "";
  const { page, common, limit } = list(exchange, encoding.write, marker);
  const nextMarker = query.get("delimiter") ? page.next : undefined;
  exchange.sendXml("ListBucketResult", {
    ...common,
    Marker: encoding.write(marker),
    NextMarker: nextMarker === undefined ? undefined : encoding.write(nextMarker),
    MaxKeys: limit,
    EncodingType: encoding.type,
    ...writePage(exchange, page, encoding.write, true),
  });
}

function list(
  exchange: Exchange,
  write: KeyWriter,
  after: string,
): { page: ListPage<Versions>; common: XmlNode; limit: number } {
  const { query, bucket } = exchange;
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const limit = readMax(query, "max-keys");
  const page = listKeys(
    bucket.objects,
    { prefix, delimiter, after, limit },
    (versions) => !versions[0]?.deleteMarker,
  );
  const common = {
    Name: bucket.name,
    Prefix: write(prefix),
    Delimiter: delimiter === "" ? undefined : write(delimiter),
    IsTruncated: page.next !== undefined,
  };
  return { page, common, limit };
}

function writePage(
  exchange: Exchange,
  page: ListPage<Versions>,
  write: KeyWriter,
  owner: boolean,
): XmlNode {
  const contents = page.entries.map(([key, [version]]) => ({
    Key: write(key),
    ...describeEntry(version as ObjectVersion),
    ...(owner ? { Owner: { ID: exchange.services.identity.accountId, DisplayName: "local" } } : {}),
    StorageClass: storageClassOf(version as ObjectVersion),
  }));
  return {
    Contents: contents,
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: write(prefix) })),
  };
}

/** What a list says of a version. */
export function describeEntry(version: ObjectVersion): XmlNode {
  return {
    LastModified: isoSeconds(version.lastModified),
    ETag: `"${version.etag}"`,
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: version.size,
  };
}
