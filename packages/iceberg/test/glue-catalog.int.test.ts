import {
  CreateTableCommand,
  GetTableCommand,
  GlueClient,
  type Table,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { glueCatalog } from "../src/glue/index.ts";
import type { IcebergCatalog, LoadedTable } from "../src/index.ts";
import { collect } from "./collect.ts";
import { emptyMetadata } from "./empty-metadata.ts";
import { useBucket } from "./s3-servers.ts";

const SERVERS = [
  { name: "the embedded cloud", endpoint: "" },
  { name: "MiniStack", endpoint: testServer("CLOUDAPI_TEST_MINISTACK") },
];

function setting(key: string, value = "1") {
  const updates = [{ action: "set-properties", updates: { [key]: value } }] as const;
  return { requirements: [], updates };
}

for (const server of SERVERS)
  describe.skipIf(server.endpoint === undefined)(`glueCatalog on ${server.name}`, () => {
    const lake = useBucket(server);
    const database = `lake_${crypto.randomUUID().slice(0, 8)}`;
    let glue: GlueClient;
    let catalog: IcebergCatalog;
    let tables = 0;
    beforeAll(async () => {
      const { endpoint, credentials } = lake;
      glue = new GlueClient({ endpoint, region: "us-east-1", credentials });
      catalog = glueCatalog(glue, lake.s3, { location: `s3://${lake.bucket}/lake` });
      await catalog.ensureNamespace(database);
      await catalog.ensureNamespace(database);
    });

    async function create(): Promise<LoadedTable> {
      const name = { namespace: database, name: `t${tables++}` };
      return catalog.create(name, emptyMetadata(catalog.defaultLocation(name) ?? ""));
    }

    async function entry({ name }: LoadedTable): Promise<Table> {
      const input = { DatabaseName: name.namespace, Name: name.name };
      const { Table: table } = await glue.send(new GetTableCommand(input));
      return table as Table;
    }

    it("makes a table that Glue and Athena know as one of Iceberg", async () => {
      const table = await create();
      expect(table.metadata.location).toBe(`s3://${lake.bucket}/lake/${database}.db/t0`);
      expect(table.metadataLocation).toMatch(/\/metadata\/00000-[-0-9a-f]{36}\.metadata\.json$/);
      expect(await entry(table)).toMatchObject({
        TableType: "EXTERNAL_TABLE",
        Parameters: {
          EXTERNAL: "TRUE",
          table_type: "ICEBERG",
          metadata_location: table.metadataLocation,
        },
        StorageDescriptor: {
          Location: table.metadata.location,
          Columns: [
            {
              Name: "id",
              Type: "bigint",
              Parameters: { "iceberg.field.id": "1", "iceberg.field.optional": "false" },
            },
            { Name: "note", Type: "string", Comment: "What was said." },
          ],
        },
      });
      const loaded = await catalog.load(table.name);
      expect(loaded?.metadata).toEqual(table.metadata);
      expect(loaded?.storage.root).toBe(`${table.metadata.location}/`);
    });

    it("commits to the version that was read, or to that which it made itself", async () => {
      const created = await create();
      const first = await catalog.commit(created, setting("a"));
      const second = await catalog.commit(first, setting("b"));
      expect(second.metadataLocation).toMatch(/\/00002-/);
      expect((await entry(created)).Parameters).toMatchObject({
        metadata_location: second.metadataLocation,
        previous_metadata_location: first.metadataLocation,
      });
      const loaded = (await catalog.load(created.name)) as LoadedTable;
      expect(loaded.metadata.properties).toMatchObject({ a: "1", b: "1" });
      expect(loaded.metadata["metadata-log"].map((each) => each["metadata-file"])).toEqual([
        created.metadataLocation,
        first.metadataLocation,
      ]);
      await catalog.commit(loaded, setting("c"));
      for (const stale of [created, first, loaded])
        await expect(catalog.commit(stale, setting("d"))).rejects.toMatchObject({
          code: "COMMIT_CONFLICT",
          table: `${database}.${created.name.name}`,
        });
      const files = await collect(created.storage.list(`${created.metadata.location}/metadata`));
      expect(files).toHaveLength(4);
    });

    it("keeps what others have set of the table", async () => {
      const table = await create();
      const { Name, StorageDescriptor, Parameters } = await entry(table);
      const SerdeInfo = { SerializationLibrary: "org.example.Serde" };
      const TableInput = {
        Name,
        Description: "Orders of the shop",
        Owner: "sales",
        StorageDescriptor: { ...StorageDescriptor, SerdeInfo },
        Parameters: { ...Parameters, classification: "parquet" },
      };
      await glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput }));
      const loaded = (await catalog.load(table.name)) as LoadedTable;
      await catalog.commit(loaded, setting("a"));
      expect(await entry(table)).toMatchObject({
        Description: "Orders of the shop",
        Owner: "sales",
        Parameters: { classification: "parquet" },
        StorageDescriptor: { SerdeInfo },
      });
    });

    it("says what is there already, missing, or of another kind", async () => {
      const table = await create();
      const { location } = table.metadata;
      await expect(catalog.create(table.name, emptyMetadata(location))).rejects.toMatchObject({
        code: "TABLE_EXISTS",
      });
      const nowhere = { namespace: "no_such_database", name: "t" };
      await expect(catalog.create(nowhere, emptyMetadata(`${location}/x`))).rejects.toMatchObject({
        code: "NO_SUCH_NAMESPACE",
      });
      const files = await collect(table.storage.list(location));
      expect(files.map(({ uri }) => uri)).toEqual([table.metadataLocation]);
      expect(await catalog.load(nowhere)).toBeUndefined();
      await table.storage.remove([table.metadataLocation]);
      await expect(catalog.load(table.name)).rejects.toMatchObject({ code: "METADATA_NOT_FOUND" });
      const TableInput = {
        Name: "hive",
        StorageDescriptor: {
          Columns: [{ Name: "id", Type: "int" }],
          Location: `${location}/hive/`,
          InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
          SerdeInfo: {
            SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
          },
        },
      };
      await glue.send(new CreateTableCommand({ DatabaseName: database, TableInput }));
      await expect(catalog.load({ namespace: database, name: "hive" })).rejects.toMatchObject({
        code: "NOT_AN_ICEBERG_TABLE",
      });
    });

    it("drops the table and keeps its files", async () => {
      const table = await create();
      await catalog.drop(table.name);
      expect(await catalog.load(table.name)).toBeUndefined();
      expect(await table.storage.exists(table.metadataLocation)).toBe(true);
      await expect(catalog.drop(table.name)).rejects.toMatchObject({ code: "NO_SUCH_TABLE" });
      await expect(catalog.commit(table, setting("a"))).rejects.toMatchObject({
        code: "NO_SUCH_TABLE",
      });
      const files = await collect(table.storage.list(table.metadata.location));
      expect(files).toHaveLength(1);
    });
  });
