import { PutObjectCommand } from "@aws-sdk/client-s3";
import { apiLogs, defineDataset } from "@cloudapi/core";
import {
  compact as compactIceberg,
  createTable,
  evolveTable,
  expireSnapshots,
  fileCatalog,
  type IcebergCatalog,
  type IcebergTable,
  icebergSink,
  loadTable,
  removeOrphans,
  rollbackTo,
  snapshots,
  tagSnapshot,
  untagSnapshot,
} from "@cloudapi/iceberg";
import { glueCatalog } from "@cloudapi/iceberg/glue";
import { s3Storage } from "@cloudapi/iceberg/s3";
import {
  compact,
  listDataFiles,
  memorySink,
  removeSource,
  repair,
  type Sink,
  transform,
  vacuum,
  writeSymlinks,
} from "@cloudapi/transform";
import { s3Sink, s3Source } from "@cloudapi/transform/s3";
import * as z from "zod";
import { bytes, failing, KEY, LAKE, MIB, RAW, type Scenario, scenario } from "./scenario.ts";
import { useStorage } from "./use-storage.ts";

const ROW = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/api/users","status_code":200}\n';
const OTHER = ROW.replace("2025-01-15", "2025-01-16");

const TABLE = { namespace: "watched_lake", name: "api_logs" };
const wider = defineDataset({
  name: apiLogs.name,
  schema: z.object({ ...apiLogs.schema.shape, more: z.string().nullable() }),
  eventTime: "timestamp",
  partition: { granularity: "day", layout: "hive" },
});

/** What is done to a table of Parquet objects after it was written. */
async function keepUp(sink: Sink): Promise<void> {
  const table = { dataset: apiLogs };
  await listDataFiles(sink, table);
  await writeSymlinks(sink, table);
  await compact(sink, table);
  await repair(sink, { ...table, olderThanMs: 0 });
  await vacuum(sink, { ...table, olderThanMs: 0 });
  await transform(apiLogs, ROW, sink, { sourceId: "three" });
  await removeSource(sink, { ...table, sourceId: "three" });
}

/** The life of an Iceberg table, whatever its catalog. */
async function inCatalog(catalog: IcebergCatalog): Promise<IcebergTable> {
  const { namespace } = TABLE;
  const table = await createTable(catalog, { namespace, dataset: apiLogs });
  await transform(apiLogs, ROW, icebergSink(table), { sourceId: "one" });
  const again = await loadTable(catalog, TABLE);
  await transform(apiLogs, OTHER, icebergSink(again), { sourceId: "two" });
  const first = snapshots(await loadTable(catalog, TABLE))[0]?.snapshotId ?? 0n;
  await tagSnapshot(await loadTable(catalog, TABLE), { tag: "first", snapshotId: first });
  const evolved = await evolveTable(await loadTable(catalog, TABLE), wider);
  const mode = "overwritePartitions";
  await transform(apiLogs, ROW, icebergSink(evolved, { mode }), { sourceId: "three" });
  await compactIceberg(await loadTable(catalog, TABLE));
  await rollbackTo(await loadTable(catalog, TABLE), { snapshotId: first });
  await untagSnapshot(await loadTable(catalog, TABLE), { tag: "first" });
  await expireSnapshots(await loadTable(catalog, TABLE), { olderThan: new Date() });
  await removeOrphans(await loadTable(catalog, TABLE));
  return table;
}

export const TABLE_SCENARIOS: readonly Scenario[] = [
  scenario(
    { operation: "s3Source", bucket: RAW, prefix: "in/", kmsKeyArn: KEY, cases: ["versions"] },
    async (watched, root) => {
      watched.keys.set(RAW, KEY);
      const object = { bucket: RAW, key: "in/source.ndjson" };
      const put = new PutObjectCommand({ Bucket: RAW, Key: object.key, Body: ROW });
      const { VersionId: versionId = "" } = await root.s3.send(put);
      const { s3 } = watched.clients;
      await transform(apiLogs, s3Source(s3, object), memorySink());
      await transform(apiLogs, s3Source(s3, { ...object, versionId }), memorySink());
    },
  ),
  scenario(
    { operation: "s3Sink", bucket: LAKE, prefix: "table/", kmsKeyArn: KEY },
    async (watched) => {
      watched.keys.set(LAKE, KEY);
      const sink = s3Sink(watched.clients.s3, {
        bucket: LAKE,
        prefix: "table",
        partSizeBytes: 5 * MIB,
      });
      for (const text of [`${ROW}{"bad":1}\n`, OTHER])
        await transform(apiLogs, text, sink, { sourceId: "one" });
      await transform(apiLogs, OTHER, sink, { sourceId: "two" });
      await keepUp(sink);
      const properties = { contentType: "text/plain", metadata: {} };
      const large = await sink.create("table/large.txt", properties);
      await large.write(bytes(6 * MIB));
      await large.publish();
      const dropped = await sink.create("table/dropped.txt", properties);
      await dropped.write(bytes(6 * MIB));
      await dropped.discard();
    },
  ),
  scenario(
    { operation: "s3Storage", bucket: LAKE, prefix: "stored/", kmsKeyArn: KEY },
    async (watched) => {
      watched.keys.set(LAKE, KEY);
      const storage = s3Storage(watched.clients.s3, { bucket: LAKE, prefix: "stored" });
      await useStorage(storage);
      await inCatalog(fileCatalog(storage));
    },
  ),
  scenario(
    {
      operation: "glueCatalog",
      bucket: LAKE,
      prefix: "lake/",
      kmsKeyArn: KEY,
      database: "watched_lake",
      table: "api_logs",
      cases: ["createDatabase", "drop"],
    },
    async (watched) => {
      watched.keys.set(LAKE, KEY);
      const { glue, s3 } = watched.clients;
      const location = `s3://${LAKE}/lake/`;
      const catalog = glueCatalog(glue, s3, { location });
      const table = await inCatalog(catalog);
      const { storage } = table;
      const data = storage.sink(`${storage.root}data`);
      const pending = await data.create(`${data.prefix}a.bin`, {
        contentType: "text/plain",
        metadata: {},
      });
      for (let part = 0; part < 3; part++) await pending.write(bytes(4 * MIB));
      await pending.discard();
      await storage.write(`${storage.root}orphan`, bytes(10));
      await storage.remove([`${storage.root}orphan`]);
      await catalog.drop(TABLE);
      await failing(loadTable(catalog, TABLE));
    },
  ),
];
