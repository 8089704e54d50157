import { apiLogs } from "@cloudapi/core";
import { createTable, icebergSink, loadTable, snapshots } from "@cloudapi/iceberg";
import { writeRows } from "@cloudapi/transform";
import { beforeEach, expect, it } from "vitest";
import { Catalog } from "../src/athena/catalog/catalog.ts";
import { embeddedCatalog } from "../src/athena/iceberg/embedded-catalog.ts";
import { useCloud } from "./use-cloud.ts";

const test = useCloud();
const NAME = { namespace: "Lake", name: "Orders" };
const ROW = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 };
let catalog: Catalog;
let tables: ReturnType<typeof embeddedCatalog>;

beforeEach(() => {
  catalog = new Catalog();
  tables = embeddedCatalog({ catalog, s3: () => test.s3, now: () => new Date() });
});

async function newTable() {
  const location = `s3://${await test.newBucket()}/orders`;
  return createTable(tables, { ...NAME, dataset: apiLogs, location });
}

it("loses no commit of writers that race, and keeps no version of the table but the last", async () => {
  const table = await newTable();
  const runs = [1, 2, 3, 4].flatMap((writer) =>
    [1, 2, 3].map((run) =>
      writeRows(apiLogs, [[ROW]], icebergSink(table), { sourceId: `${writer}/${run}` }),
    ),
  );
  await Promise.all(runs);
  const now = await loadTable(tables, NAME);
  expect(snapshots(now).map(({ totalRows }) => totalRows)).toEqual(
    Array.from({ length: 12 }, (_, i) => BigInt(i + 1)),
  );
  const entry = catalog.entry("lake", "orders");
  expect(entry?.version).toBe(12);
  expect(entry?.archived).toEqual([]);
  expect(entry?.definition.Parameters).toMatchObject({
    table_type: "ICEBERG",
    metadata_location: now.metadataLocation,
  });
});

it("refuses a commit to a version that Glue's rules call old, and leaves no file of it", async () => {
  const table = await newTable();
  const change = {
    requirements: [],
    updates: [{ action: "set-properties", updates: { a: "b" } } as const],
  };
  const first = await tables.commit(table, change);
  await expect(tables.commit(table, change)).rejects.toMatchObject({ code: "COMMIT_CONFLICT" });
  const files: string[] = [];
  for await (const { uri } of first.storage.list(`${first.metadata.location}/metadata/`))
    files.push(uri);
  expect(files.sort()).toEqual([table.metadataLocation, first.metadataLocation]);
  await tables.drop(NAME);
  await expect(tables.commit(first, change)).rejects.toMatchObject({ code: "NO_SUCH_TABLE" });
  expect(await tables.load(NAME)).toBeUndefined();
  // Made again it is another table, whatever its version.
  const again = await createTable(tables, {
    ...NAME,
    dataset: apiLogs,
    location: `${table.metadata.location}2`,
  });
  const { version } = await tables.commit(again, change);
  expect(version).toBe(first.version);
  await expect(tables.commit(first, change)).rejects.toMatchObject({ code: "COMMIT_CONFLICT" });
});

it("knows a table of another kind, a name that is taken and a database that is gone", async () => {
  const { metadata } = await newTable();
  await expect(tables.create(NAME, metadata)).rejects.toMatchObject({ code: "TABLE_EXISTS" });
  const nowhere = { namespace: "nowhere", name: "t" };
  await expect(tables.create(nowhere, metadata)).rejects.toMatchObject({
    code: "NO_SUCH_NAMESPACE",
  });
  const known = catalog.table("lake", "orders");
  if (known === undefined) throw new Error("no table");
  catalog.put({ ...known, properties: {} }, { now: new Date() });
  await expect(tables.load(NAME)).rejects.toMatchObject({ code: "NOT_AN_ICEBERG_TABLE" });
});
