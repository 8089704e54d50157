import { createHash, type Hash } from "node:crypto";
import type { GlueClient } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import { type DescribedTable, listPartitions } from "@cloudapi/athena/glue";
import { listObjects } from "@cloudapi/s3";

/** How to look at a table. */
export interface VersionLook {
  readonly glue: GlueClient;
  readonly s3: S3Client;
  readonly maxObjects: number;
  readonly signal: AbortSignal;
}

/** A text that changes whenever the rows of a table may have; `undefined` where that can't be told from the table itself. */
export async function rowsVersion(
  look: VersionLook,
  table: DescribedTable,
): Promise<string | undefined> {
  if (table.kind === "iceberg") return table.properties["metadata_location"];
  if (table.kind === "view" || table.location === undefined || isOverList(table)) return undefined;
  const hash = createHash("sha256").update(`${table.version} ${table.updatedAt?.getTime()}`);
  const isKnown =
    (await addPartitions(look, table, hash)) && (await addObjects(look, table.location, hash));
  return isKnown ? hash.digest("base64url") : undefined;
}

/** Its objects are lists of others, anywhere. */
function isOverList({ inputFormat = "" }: DescribedTable): boolean {
  return /symlink/i.test(inputFormat);
}

/** Partitions of a projection are where their rule says; those that are registered may be anywhere, and come and go. */
async function addPartitions(
  { glue, maxObjects, signal }: VersionLook,
  table: DescribedTable,
  hash: Hash,
): Promise<boolean> {
  const { database, partitionColumns, properties, location = "" } = table;
  const isProjected = properties["projection.enabled"]?.toLowerCase() === "true";
  if (partitionColumns.length === 0) return true;
  if (isProjected) return isBelow(properties["storage.location.template"] ?? location, location);
  let count = 0;
  for await (const each of listPartitions(glue, { database, table: table.table }, { signal })) {
    if (++count > maxObjects || !isBelow(each.location ?? "", location)) return false;
    hash.update(JSON.stringify([each.values, each.location]));
  }
  return true;
}

async function addObjects(
  { s3, maxObjects, signal }: VersionLook,
  location: string,
  hash: Hash,
): Promise<boolean> {
  const [, bucket, prefix = ""] = /^s3a?:\/\/([^/]{3,63})\/?(.{0,1024})$/s.exec(location) ?? [];
  if (bucket === undefined) return false;
  let count = 0;
  for await (const each of listObjects(s3, { bucket, prefix }, { signal })) {
    if (++count > maxObjects) return false;
    // With its time: what was away for a while and is back as it was may have been missed by a query meanwhile.
    if (each.kind === "object")
      hash.update(JSON.stringify([each.key, each.etag, each.lastModified.getTime()]));
  }
  return true;
}

function isBelow(place: string, location: string): boolean {
  return `${place}/`.startsWith(location.endsWith("/") ? location : `${location}/`);
}
