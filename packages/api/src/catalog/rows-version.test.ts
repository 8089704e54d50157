import type { GlueClient } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { rowsVersion } from "./rows-version.ts";

const TABLE = {
  database: "default",
  table: "orders",
  kind: "external",
  columns: [],
  partitionColumns: [],
  properties: {},
  location: "s3://bucket/orders/",
} as const;

/** The version of a table over these objects. */
function versionOf(objects: readonly { readonly ETag: string; readonly at: string }[]) {
  const Contents = objects.map(({ ETag, at }, i) => ({
    Key: `orders/${i}`,
    Size: 1,
    ETag,
    LastModified: new Date(at),
  }));
  const s3 = { send: async () => ({ IsTruncated: false, Contents }) } as unknown as S3Client;
  const signal = new AbortController().signal;
  return rowsVersion({ glue: {} as GlueClient, s3, maxObjects: 10, signal }, TABLE);
}

it("changes with an object that is written again, also as it was: a query may have missed it meanwhile", async () => {
  const first = { ETag: '"a"', at: "2025-01-15T10:00:00Z" };
  const version = await versionOf([first]);
  expect(await versionOf([first])).toBe(version);
  expect(await versionOf([{ ...first, ETag: '"b"' }])).not.toBe(version);
  expect(await versionOf([{ ...first, at: "2025-01-15T10:00:01Z" }])).not.toBe(version);
  expect(await versionOf([])).not.toBe(version);
});
