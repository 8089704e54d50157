import { compareUtf8 } from "@cloudapi/core/internal";
import type { Exchange } from "../exchange.ts";
import { readEncoding } from "../listing/encoding.ts";
import { readMax } from "../listing/read-max.ts";
import { storageClassOf } from "../objects/storage-class.ts";
import { checkVersionId } from "../objects/version-id.ts";
import { S3Error } from "../s3-error.ts";
import type { Bucket } from "../store/bucket.ts";
import type { ObjectVersion } from "../store/records.ts";
import type { XmlNode } from "../xml/write-xml.ts";
import { isoSeconds } from "./copy-object.ts";
import { describeEntry } from "./list-objects.ts";

interface Place {
  readonly key: string;
  /** Empty for a common prefix, or to begin after every version of the key. */
  readonly versionId: string;
}

interface Row extends Place {
  readonly version: ObjectVersion | undefined;
  readonly isLatest: boolean;
}

/** ListObjectVersions: every version and delete marker, newest first within a key. */
export function listObjectVersions(exchange: Exchange): void {
  const { bucket, query, services } = exchange;
  const encoding = readEncoding(query);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const marker = readMarker(query, bucket);
  const limit = readMax(query, "max-keys");
  const { rows, truncated } = takePage(walk(bucket, prefix, delimiter, marker), limit);
  const last = rows.at(-1);
  const owner = { Owner: { ID: services.identity.accountId, DisplayName: "local" } };
  exchange.sendXml("ListVersionsResult", {
    Name: bucket.name,
    Prefix: encoding.write(prefix),
    Delimiter: delimiter === "" ? undefined : encoding.write(delimiter),
    KeyMarker: encoding.write(marker.key),
    VersionIdMarker: marker.versionId,
    NextKeyMarker: truncated && last ? encoding.write(last.key) : undefined,
    NextVersionIdMarker: truncated && last?.version ? last.versionId : undefined,
    MaxKeys: limit,
    EncodingType: encoding.type,
    IsTruncated: truncated,
    Version: rows
      .filter(({ version }) => version && !version.deleteMarker)
      .map((row) => ({ ...writeRow(row, encoding.write), ...owner })),
    DeleteMarker: rows
      .filter(({ version }) => version?.deleteMarker)
      .map((row) => ({ ...writeRow(row, encoding.write), ...owner })),
    CommonPrefixes: rows
      .filter(({ version }) => !version)
      .map(({ key }) => ({ Prefix: encoding.write(key) })),
  });
}

function readMarker(query: ReadonlyMap<string, string>, bucket: Bucket): Place {
  const key = query.get("key-marker") ?? "";
  const versionId = query.get("version-id-marker") ?? "";
  if (versionId !== "") checkVersionId(versionId, bucket);
  if (versionId !== "" && key === "") {
    throw new S3Error(
      "InvalidArgument",
      "A version-id marker cannot be specified without a key marker.",
    );
  }
  return { key, versionId };
}

function* walk(bucket: Bucket, prefix: string, delimiter: string, marker: Place): Generator<Row> {
  let lastRolled: string | undefined;
  for (const [key, versions] of bucket.objects.from(
    compareUtf8(marker.key, prefix) > 0 ? marker.key : prefix,
  )) {
    if (!key.startsWith(prefix)) return;
    const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const rolled = at === -1 ? undefined : key.slice(0, at + delimiter.length);
    if (rolled !== undefined) {
      if (rolled !== lastRolled && rolled !== marker.key && key !== marker.key) {
        yield { key: rolled, versionId: "", version: undefined, isLatest: false };
      }
      lastRolled = rolled;
      continue;
    }
    if (key === marker.key && marker.versionId === "") continue;
    const seen =
      key === marker.key
        ? versions.findIndex(({ versionId }) => versionId === marker.versionId)
        : -1;
    for (const [i, version] of versions.entries()) {
      if (i > seen) yield { key, versionId: version.versionId, version, isLatest: i === 0 };
    }
  }
}

function takePage(rows: Iterable<Row>, limit: number): { rows: Row[]; truncated: boolean } {
  const page: Row[] = [];
  for (const row of rows) {
    if (page.length === limit) return { rows: page, truncated: limit > 0 };
    page.push(row);
  }
  return { rows: page, truncated: false };
}

function writeRow({ key, version, isLatest }: Row, write: (key: string) => string): XmlNode {
  if (version === undefined) return {};
  const whole = version.deleteMarker
    ? { LastModified: isoSeconds(version.lastModified) }
    : { ...describeEntry(version), StorageClass: storageClassOf(version) };
  return { Key: write(key), VersionId: version.versionId, IsLatest: isLatest, ...whole };
}
