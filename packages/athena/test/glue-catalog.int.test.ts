import {
  BatchDeletePartitionCommand,
  CreateTableCommand,
  GetDatabaseCommand,
  GlueClient,
  type GlueClientConfig,
  UpdateDatabaseCommand,
} from "@aws-sdk/client-glue";
import { apiLogs } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import {
  describeTable,
  dropPartitions,
  dropTable,
  ensureDatabase,
  ensurePartitions,
  ensureTable,
  listPartitions,
  listTables,
} from "../src/glue/index.ts";
import { collect } from "./collect.ts";

const SERVERS: readonly (readonly [name: string, endpoint: string | undefined])[] = [
  ["the embedded cloud", ""],
  ["moto", testServer("CLOUDAPI_TEST_MOTO")],
];

const PARQUET = {
  InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
  OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
  SerdeInfo: {
    SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
  },
};

for (const [server, endpoint] of SERVERS)
  describe.skipIf(endpoint === undefined)(`the catalog through Glue, on ${server}`, () => {
    let cloud: LocalCloud | undefined;
    let config: GlueClientConfig;
    let glue: GlueClient;
    const database = `catalog_${crypto.randomUUID().slice(0, 8)}`;
    let names = 0;

    beforeAll(async () => {
      if (endpoint === "") cloud = await startLocalCloud();
      config = cloud?.clientConfig ?? {
        endpoint: endpoint ?? "",
        region: "us-east-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      };
      glue = new GlueClient(config);
      await ensureDatabase(glue, { database });
    });

    afterAll(async () => {
      glue.destroy();
      await cloud?.close();
    });

    /** A table whose partitions have to be registered. */
    async function partitioned(parameters: Record<string, string> = {}) {
      const table = `t_${++names}`;
      await glue.send(
        new CreateTableCommand({
          DatabaseName: database,
          TableInput: {
            Name: table,
            TableType: "EXTERNAL_TABLE",
            Parameters: parameters,
            PartitionKeys: [
              { Name: "dt", Type: "date" },
              { Name: "n", Type: "int" },
              { Name: "region", Type: "string" },
            ],
            StorageDescriptor: {
              ...PARQUET,
              Columns: [{ Name: "id", Type: "bigint", Comment: "the id" }],
              Location: `s3://lake/${table}`,
            },
          },
        }),
      );
      return { database, table };
    }

    it("makes a database, and alters it where it is otherwise", async () => {
      const input = { database: `${database}_more`, description: "one", properties: { team: "a" } };
      const made = await Promise.all(
        Array.from({ length: 4 }, async () => ensureDatabase(glue, input)),
      );
      expect(made.filter(({ action }) => action === "created")).toHaveLength(1);
      expect(made.filter(({ action }) => action === "none")).toHaveLength(3);
      const Name = input.database;
      await glue.send(
        new UpdateDatabaseCommand({
          Name,
          DatabaseInput: { Name, Description: "one", Parameters: { team: "a", theirs: "b" } },
        }),
      );
      expect(await ensureDatabase(glue, input)).toEqual({ action: "none" });
      const location = "s3://lake/of-the-database/";
      const properties = { team: "c" };
      expect(await ensureDatabase(glue, { database: Name, location, properties })).toEqual({
        action: "altered",
      });
      expect((await glue.send(new GetDatabaseCommand({ Name }))).Database).toMatchObject({
        Description: "one",
        LocationUri: location,
        Parameters: { team: "c", theirs: "b" },
      });
    });

    it("lists, describes and drops tables", async () => {
      const at = await partitioned({ theirs: "x" });
      const location = "s3://lake/logs/";
      await ensureTable(glue, apiLogs, { database, table: "listed_logs", location });
      await glue.send(
        new CreateTableCommand({
          DatabaseName: database,
          TableInput: {
            Name: "listed_iceberg",
            TableType: "EXTERNAL_TABLE",
            Parameters: { table_type: "ICEBERG", metadata_location: "s3://lake/m.json" },
            StorageDescriptor: { Columns: [], Location: "s3://lake/ice" },
          },
        }),
      );
      const listed = await collect(listTables(glue, { database, pattern: "listed_.*" }));
      expect(
        listed
          .map(({ table, kind }) => [table, kind])
          .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
      ).toEqual([
        ["listed_iceberg", "iceberg"],
        ["listed_logs", "external"],
      ]);
      const logs = listed.find(({ table }) => table === "listed_logs");
      expect(logs).toMatchObject({ location, contractHash: apiLogs.contractHash });
      expect(await describeTable(glue, at)).toMatchObject({
        ...at,
        kind: "external",
        columns: [{ name: "id", type: "bigint", comment: "the id" }],
        partitionColumns: [
          { name: "dt", type: "date" },
          { name: "n", type: "int" },
          { name: "region" },
        ],
        properties: { theirs: "x" },
        location: `s3://lake/${at.table}`,
      });
      expect(await dropTable(glue, at)).toEqual({ action: "dropped" });
      expect(await dropTable(glue, at)).toEqual({ action: "none" });
      expect(await describeTable(glue, at)).toBeUndefined();
      expect(await dropTable(glue, { database: "of_nobody", table: "t" })).toEqual({
        action: "none",
      });
    });

    it("registers partitions, finds them by their values, and drops them", async () => {
      const at = await partitioned();
      const regions = ["eu", "it's", "us"];
      const partitions = Array.from({ length: 130 }, (_, i) => ({
        values: {
          dt: `2025-01-${String((i % 28) + 1).padStart(2, "0")}`,
          n: i,
          region: regions[i % 3] ?? "",
        },
        ...(i % 3 === 1 && { location: `s3://lake/elsewhere/${i}` }),
      }));
      expect(await ensurePartitions(glue, { ...at, partitions })).toEqual({
        created: 130,
        altered: 0,
        unchanged: 0,
      });
      expect(await ensurePartitions(glue, { ...at, partitions })).toEqual({
        created: 0,
        altered: 0,
        unchanged: 130,
      });
      const [first] = partitions;
      if (first === undefined) throw new Error("no partition");
      const moved = [
        { ...first, location: "s3://lake/moved/" },
        { values: { ...first.values, n: 999 } },
      ];
      expect(await ensurePartitions(glue, { ...at, partitions: moved })).toEqual({
        created: 1,
        altered: 1,
        unchanged: 0,
      });

      const all = await collect(listPartitions(glue, at));
      expect(all).toHaveLength(131);
      expect(all.find(({ values }) => values["n"] === "0")?.location).toBe("s3://lake/moved/");
      expect(all.find(({ values }) => values["n"] === "999")?.location).toBe(
        `s3://lake/${at.table}/dt=2025-01-01/n=999/region=eu/`,
      );
      const some = await collect(
        listPartitions(glue, { ...at, where: { region: "it's", n: [1, 4n, "7", 8] } }),
      );
      expect(
        some.map(({ values }) => values["n"]).sort((a = "", b = "") => (a < b ? -1 : 1)),
      ).toEqual(["1", "4", "7"]);

      const gone = [...some.map(({ values }) => values), { dt: "1999-01-01", n: 1, region: "eu" }];
      expect(await dropPartitions(glue, { ...at, partitions: gone })).toEqual({
        dropped: 3,
        missing: 1,
      });
      expect(await collect(listPartitions(glue, at))).toHaveLength(128);
    });

    it("refuses partitions that are none of the table's", async () => {
      const at = await partitioned();
      const values = { dt: "2025-01-15", n: 1, region: "eu" };
      const ensure = async (partitions: object[]) =>
        ensurePartitions(glue, { ...at, partitions: partitions as never });
      await expect(ensure([{ values: { dt: "2025-01-15" } }])).rejects.toThrow(
        "values must be of the partition columns dt, n, region, not of dt",
      );
      await expect(ensure([{ values: { ...values, n: 1.5 } }])).rejects.toThrow(
        "the value of n must be a text",
      );
      await expect(ensure([{ values: { ...values, region: "a/b" } }])).rejects.toThrow(
        '"a/b" of region has "/"',
      );
      await expect(ensure([{ values }, { values: { ...values, n: "1" } }])).rejects.toThrow(
        "is given twice",
      );
      await expect(ensure([{ values, location: "lake/x" }])).rejects.toThrow(
        "location must be s3://bucket/prefix/",
      );
      await expect(collect(listPartitions(glue, { ...at, where: { id: 1 } }))).rejects.toThrow(
        "id is no partition column; these are dt, n, region",
      );
      await expect(
        collect(
          listPartitions(glue, {
            ...at,
            where: { region: Array.from({ length: 500 }, (_, i) => `region-${i}`) },
          }),
        ),
      ).rejects.toThrow(RangeError);
      expect(await collect(listPartitions(glue, at))).toEqual([]);
    });

    it("says which tables have no partitions to register, or are not there", async () => {
      const projected = await partitioned({ "projection.enabled": "true" });
      const iceberg = await partitioned({ table_type: "ICEBERG" });
      for (const [place, code, message] of [
        [{ database, table: "nope" }, "NO_SUCH_TABLE", "Make it first, with CREATE EXTERNAL TABLE"],
        [projected, "NOT_THE_TABLE", "partition projection"],
        [iceberg, "NOT_THE_TABLE", "an Iceberg table"],
      ] as const)
        await expect(ensurePartitions(glue, { ...place, partitions: [] })).rejects.toMatchObject({
          code,
          message: expect.stringContaining(message) as string,
          table: `${database}.${place.table}`,
        });
      await expect(collect(listTables(glue, { database: "of_nobody" }))).rejects.toMatchObject({
        code: "CATALOG_REQUEST_FAILED",
        message: expect.stringContaining("ensureDatabase") as string,
      });
      expect(() => listTables(glue, { database, patern: "x" } as never)).toThrow("patern");
      await expect(dropTable(glue, { database } as never)).rejects.toThrow(
        "table must be the name of a table",
      );
    });

    it("is not confused by others who register and drop the same at the same time", async () => {
      const at = await partitioned();
      const partitions = Array.from({ length: 20 }, (_, n) => ({
        values: { dt: "2025-01-15", n, region: "eu" },
      }));
      const slow = new GlueClient(config);
      let meddled = 0;
      slow.middlewareStack.add(
        (next, { commandName }) =>
          async (args) => {
            if (commandName === "BatchCreatePartitionCommand" && meddled++ === 0)
              await ensurePartitions(glue, { ...at, partitions: partitions.slice(0, 5) });
            if (commandName === "BatchUpdatePartitionCommand" && meddled++ === 1)
              await glue.send(
                new BatchDeletePartitionCommand({
                  DatabaseName: database,
                  TableName: at.table,
                  PartitionsToDelete: [{ Values: ["2025-01-15", "7", "eu"] }],
                }),
              );
            return next(args);
          },
        { step: "initialize" },
      );
      expect(await ensurePartitions(slow, { ...at, partitions })).toEqual({
        created: 15,
        altered: 0,
        unchanged: 5,
      });
      const moved = partitions.map((each) => ({
        ...each,
        location: `s3://lake/to/${each.values.n}/`,
      }));
      expect(await ensurePartitions(slow, { ...at, partitions: moved })).toEqual({
        created: 1,
        altered: 19,
        unchanged: 0,
      });
      expect(await collect(listPartitions(glue, at))).toHaveLength(20);
      slow.destroy();
    });
  });
