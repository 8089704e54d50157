import { compareUtf8 } from "@cloudapi/core/internal";
import type { Exchange } from "../exchange.ts";
import { versionHeader } from "../objects/object-headers.ts";
import { report } from "../objects/report.ts";
import { readTaggingXml, writeTagging } from "../objects/tagging.ts";
import { replaceVersion, taggableVersion } from "../objects/versions.ts";
import type { Tag } from "../store/records.ts";

/** PutObjectTagging: the tags change, the bytes and the modification time stay. */
export async function putObjectTagging(exchange: Exchange): Promise<void> {
  const tags = readTaggingXml(await exchange.xmlBody(), "object");
  await setTags(exchange, tags, "ObjectTagging:Put", 200);
}

/** DeleteObjectTagging. */
export async function deleteObjectTagging(exchange: Exchange): Promise<void> {
  await setTags(exchange, [], "ObjectTagging:Delete", 204);
}

/** GetObjectTagging: in order of the keys, as a set has none of its own. */
export function getObjectTagging(exchange: Exchange): void {
  const { bucket, key, query } = exchange;
  const version = taggableVersion(bucket, key, query.get("versionId"), exchange.method);
  const versionId = versionHeader(version, bucket);
  exchange.sendXml(
    "Tagging",
    writeTagging(version.tags.toSorted((a, b) => compareUtf8(a.key, b.key))),
    versionId === undefined ? {} : { "x-amz-version-id": versionId },
  );
}

async function setTags(
  exchange: Exchange,
  tags: readonly Tag[],
  eventName: string,
  status: number,
): Promise<void> {
  const { bucket, key, query, store } = exchange;
  const version = taggableVersion(bucket, key, query.get("versionId"), exchange.method);
  const tagged = { ...version, tags };
  await replaceVersion(store, bucket, key, tagged);
  report(exchange, bucket, key, eventName, tagged);
  exchange.send(status, { "x-amz-version-id": versionHeader(version, bucket) });
}
