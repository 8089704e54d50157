import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GetTableCommand,
  GlueClient,
  type Table,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { apiLogs, type Dataset, defineDataset } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { ensureTable } from "../src/glue/index.ts";
import { useLake } from "./use-lake.ts";

const SERVERS: readonly (readonly [name: string, endpoint: string | undefined])[] = [
  ["the embedded cloud", ""],
  ["moto", testServer("CLOUDAPI_TEST_MOTO")],
  ["MiniStack", testServer("CLOUDAPI_TEST_MINISTACK")],
];

function contract(shape: z.core.$ZodLooseShape, input: object = {}): Dataset {
  const schema = z.object({ id: z.int32(), at: z.iso.datetime(), ...shape });
  return defineDataset({
    name: "t",
    schema,
    eventTime: "at",
    partition: {
      granularity: "day",
      layout: "hive",
      range: { from: "2025-01-01", to: "2025-12-31" },
    },
    ...input,
  } as never) as unknown as Dataset;
}

for (const [server, endpoint] of SERVERS)
  describe.skipIf(endpoint === undefined)(`ensureTable on ${server}`, () => {
    let cloud: LocalCloud | undefined;
    let glue: GlueClient;
    const database = `ensure_${crypto.randomUUID().slice(0, 8)}`;
    let tables = 0;

    beforeAll(async () => {
      if (endpoint === "") cloud = await startLocalCloud();
      glue = new GlueClient(
        cloud?.clientConfig ?? {
          endpoint: endpoint ?? "",
          region: "us-east-1",
          credentials: { accessKeyId: "test", secretAccessKey: "test" },
        },
      );
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    });

    afterAll(async () => {
      glue.destroy();
      await cloud?.close();
    });

    function place(input: object = {}) {
      const table = `t_${++tables}`;
      return { database, table, location: `s3://lake/${table}/`, ...input };
    }

    async function read(table: string): Promise<Table> {
      const found = await glue.send(new GetTableCommand({ DatabaseName: database, Name: table }));
      if (found.Table === undefined) throw new Error("no table");
      return found.Table;
    }

    function columnsOf({ StorageDescriptor }: Table): string {
      return (StorageDescriptor?.Columns ?? [])
        .map(({ Name, Type }) => `${Name} ${Type}`)
        .join(", ");
    }

    it("creates a table, and does nothing when it is there", async () => {
      const at = place({ properties: { owner: "us" } });
      expect(await ensureTable(glue, apiLogs, at)).toEqual({ action: "created" });
      const table = await read(at.table);
      expect(table).toMatchObject({
        TableType: "EXTERNAL_TABLE",
        Parameters: {
          classification: "parquet",
          owner: "us",
          "projection.enabled": "true",
          "cloudapi.contract_hash": apiLogs.contractHash,
          "storage.location.template": `${at.location}year=\${year}/month=\${month}/day=\${day}/`,
        },
        PartitionKeys: [{ Name: "year", Type: "int" }, { Name: "month" }, { Name: "day" }],
        StorageDescriptor: {
          SerdeInfo: {
            SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
          },
        },
      });
      expect(columnsOf(table)).toContain("timestamp timestamp, endpoint string");
      expect(await ensureTable(glue, apiLogs, at)).toEqual({ action: "none" });
      expect((await read(at.table)).VersionId).toBe(table.VersionId);
    });

    it("alters a table to the contract, and keeps what others gave it", async () => {
      const at = place();
      await ensureTable(glue, contract({ n: z.int32(), old: z.string() }), at);
      const { Name, StorageDescriptor, PartitionKeys, Parameters, TableType } = await read(
        at.table,
      );
      const [first, ...others] = StorageDescriptor?.Columns ?? [];
      await glue.send(
        new UpdateTableCommand({
          DatabaseName: database,
          TableInput: {
            Name,
            TableType,
            PartitionKeys,
            Owner: "them",
            Parameters: { ...Parameters, team: "logs" },
            StorageDescriptor: {
              ...StorageDescriptor,
              Columns: [{ Name: "id", ...first, Comment: "the id" }, ...others],
            },
          },
        }),
      );
      const now = contract(
        { n: z.int64(), note: z.string().optional() },
        {
          partition: {
            granularity: "day",
            layout: "hive",
            range: { from: "2024-01-01", to: "2025-12-31" },
          },
        },
      );
      const { action, diff } = await ensureTable(glue, now, at);
      expect([action, diff?.changes.map(({ kind }) => kind)]).toEqual([
        "altered",
        ["partition_range_widened", "type_widened", "column_added", "column_removed"],
      ]);
      const table = await read(at.table);
      expect(columnsOf(table)).toBe("id int, at timestamp, n bigint, note string");
      expect(table.StorageDescriptor?.Columns?.[0]).toMatchObject({ Comment: "the id" });
      expect(table).toMatchObject({
        Owner: "them",
        Parameters: {
          team: "logs",
          "projection.year.range": "2024,2025",
          "cloudapi.contract_hash": now.contractHash,
        },
      });
      expect((await ensureTable(glue, now, at)).action).toBe("none");
    });

    it.each<[string, Dataset, string]>([
      ["another type", contract({ v: z.int32() }), 'column "v" was string, is int32'],
      [
        "a required column",
        contract({ v: z.string(), w: z.int32() }),
        'column "w" is new and required',
      ],
      ["another rule", contract({ v: z.string() }, { partition: undefined }), "partition rule"],
      ["another dataset", contract({ v: z.string() }, { name: "u" }), "the dataset was t, is u"],
    ])("refuses %s, and changes nothing", async (_, now, message) => {
      const at = place();
      await ensureTable(glue, contract({ v: z.string() }), at);
      const before = await read(at.table);
      const refused = ensureTable(glue, now, at);
      await expect(refused).rejects.toMatchObject({
        code: "TABLE_WOULD_BREAK",
        message: expect.stringContaining(message) as string,
        diff: { changes: expect.any(Array) as unknown[] },
      });
      expect(await read(at.table)).toEqual(before);
    });

    it("alters a column that rows are partitioned by, by the rule for all columns", async () => {
      const by = (tenant: z.ZodType) =>
        contract({ tenant }, { partition: { by: ["tenant"], granularity: "day" } });
      const keysOf = ({ PartitionKeys = [] }: Table) =>
        PartitionKeys.map(({ Name, Type }) => `${Name} ${Type}`).join(", ");
      const narrow = by(z.int32().min(0).max(9));
      const wide = by(z.int64().min(0n).max(9n));
      const at = place();
      await ensureTable(glue, narrow, at);
      expect((await ensureTable(glue, wide, at)).action).toBe("altered");
      expect(keysOf(await read(at.table))).toBe("tenant bigint, year int, month int, day int");
      expect((await ensureTable(glue, wide, at)).action).toBe("none");
      await expect(ensureTable(glue, narrow, at)).rejects.toMatchObject({
        code: "TABLE_WOULD_BREAK",
        message: expect.stringContaining('column "tenant" was int64, is int32') as string,
      });
      const { Name, TableType, StorageDescriptor, PartitionKeys = [] } = await read(at.table);
      for (const [Type, message] of [
        ["string", 'column "tenant" was string, is int64'],
        ["binary", 'column "tenant" is new and required'],
      ] as const) {
        const [, ...time] = PartitionKeys;
        const keys = [{ Name: "tenant", Type }, ...time];
        // MiniStack keeps the properties, and the contract among them, where none are sent.
        const table = { Name, TableType, StorageDescriptor, Parameters: {} };
        const TableInput = { ...table, PartitionKeys: keys };
        await glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput }));
        await expect(ensureTable(glue, wide, at)).rejects.toMatchObject({
          code: "TABLE_WOULD_BREAK",
          message: expect.stringContaining(message) as string,
        });
      }
    });

    it("refuses other partition columns, and other types of those that spell the time", async () => {
      const at = place();
      await ensureTable(glue, contract({}), at);
      const { Name, TableType, StorageDescriptor, PartitionKeys = [] } = await read(at.table);
      for (const keys of [
        PartitionKeys.toReversed(),
        PartitionKeys.map((key) => ({ ...key, Type: "string" })),
      ]) {
        const TableInput = { Name, TableType, StorageDescriptor, PartitionKeys: keys };
        await glue.send(new UpdateTableCommand({ DatabaseName: database, TableInput }));
        await expect(ensureTable(glue, contract({}), at)).rejects.toMatchObject({
          code: "TABLE_WOULD_BREAK",
          message: expect.stringContaining("it is partitioned by") as string,
        });
      }
    });

    it("remembers the type of a column that is gone", async () => {
      const at = place();
      await ensureTable(glue, contract({ v: z.string() }), at);
      await ensureTable(glue, contract({}), at);
      await ensureTable(glue, contract({ w: z.int32().optional() }), at);
      await expect(
        ensureTable(glue, contract({ v: z.int32().optional() }), at),
      ).rejects.toMatchObject({
        message: expect.stringContaining('column "v" was string, is int32') as string,
      });
      const { action } = await ensureTable(glue, contract({ v: z.string().optional() }), at);
      expect(action).toBe("altered");
      expect(columnsOf(await read(at.table))).toBe("id int, at timestamp, v string");
    });

    it("is not confused by others that do the same at the same time", async () => {
      const at = place();
      const made = await Promise.all(
        Array.from({ length: 6 }, async () => ensureTable(glue, contract({}), at)),
      );
      expect(made.filter(({ action }) => action === "created")).toHaveLength(1);
      const now = contract({ v: z.string().optional() });
      await Promise.all(Array.from({ length: 6 }, async () => ensureTable(glue, now, at)));
      expect(columnsOf(await read(at.table))).toBe("id int, at timestamp, v string");
      expect((await ensureTable(glue, now, at)).action).toBe("none");
    });

    it("refuses what is not the table that is meant", async () => {
      const at = place();
      await ensureTable(glue, contract({}), at);
      await expect(
        ensureTable(glue, contract({}), { ...at, location: "s3://lake/elsewhere/" }),
      ).rejects.toMatchObject({ code: "NOT_THE_TABLE" });
      const csv = place();
      await glue.send(
        new CreateTableCommand({
          DatabaseName: database,
          TableInput: {
            Name: csv.table,
            TableType: "EXTERNAL_TABLE",
            StorageDescriptor: {
              Location: csv.location,
              InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
              OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
              Columns: [{ Name: "id", Type: "int" }],
              SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde" },
            },
          },
        }),
      );
      await expect(ensureTable(glue, contract({}), csv)).rejects.toMatchObject({
        code: "NOT_THE_TABLE",
        message: expect.stringContaining("files other than Parquet") as string,
      });
      await expect(
        ensureTable(glue, contract({}), { ...place(), database: "nowhere" }),
      ).rejects.toMatchObject({
        code: "CATALOG_REQUEST_FAILED",
        message: expect.stringContaining("CREATE DATABASE") as string,
      });
    });
  });

describe("ensureTable and Athena, on the embedded cloud", () => {
  const lake = useLake();
  const shape = { id: z.int32(), n: z.int32() };
  const before = defineDataset({ name: "logs", schema: z.object(shape) });
  const after = defineDataset({
    name: "logs",
    schema: z.object({ ...shape, n: z.int64(), note: z.string().optional() }),
  });

  it("take over a table of CREATE TABLE, whose rows are read as before", async () => {
    const location = await lake.load(before as unknown as Dataset, [{ id: 1, n: 5 }], "logs");
    const glue = new GlueClient(lake.clientConfig);
    const input = { database: "default", location };
    expect((await ensureTable(glue, after as unknown as Dataset, input)).action).toBe("altered");
    expect(await lake.rows("SELECT * FROM logs")).toEqual([{ id: 1, n: 5n, note: null }]);
    glue.destroy();
  });

  it("take Glue's bare Entity Not Found for a table that is missing", async () => {
    const glue = new GlueClient(lake.clientConfig);
    glue.middlewareStack.add(
      (next) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          const { name } = error as Error;
          if (name !== "EntityNotFoundException") throw error;
          throw Object.assign(new Error("Entity Not Found"), { name });
        }
      },
      { step: "initialize" },
    );
    const input = { database: "default", table: "unworded", location: lake.newLocation() };
    const dataset = before as unknown as Dataset;
    expect(await ensureTable(glue, dataset, input)).toEqual({ action: "created" });
    await expect(ensureTable(glue, dataset, { ...input, database: "nope" })).rejects.toMatchObject({
      code: "CATALOG_REQUEST_FAILED",
      message: expect.stringContaining("CREATE DATABASE") as string,
    });
    glue.destroy();
  });

  it("make a table again that another dropped meanwhile", async () => {
    const glue = new GlueClient(lake.clientConfig);
    const input = { database: "default", table: "dropped", location: lake.newLocation() };
    await ensureTable(glue, before as unknown as Dataset, input);
    glue.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === "UpdateTableCommand") await lake.run({ sql: "DROP TABLE dropped" });
          return next(args);
        },
      { step: "initialize" },
    );
    expect(await ensureTable(glue, after as unknown as Dataset, input)).toEqual({
      action: "created",
    });
    glue.destroy();
  });

  it("do not overwrite what another altered meanwhile", async () => {
    const glue = new GlueClient(lake.clientConfig);
    const input = { database: "default", table: "raced", location: lake.newLocation() };
    await ensureTable(glue, before as unknown as Dataset, input);
    let altered = 0;
    const slow = new GlueClient(lake.clientConfig);
    slow.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === "UpdateTableCommand" && altered++ === 0)
            await lake.run({ sql: "ALTER TABLE raced SET TBLPROPERTIES ('team' = 'logs')" });
          return next(args);
        },
      { step: "initialize" },
    );
    expect((await ensureTable(slow, after as unknown as Dataset, input)).action).toBe("altered");
    expect(altered).toBe(2);
    const { Table } = await glue.send(
      new GetTableCommand({ DatabaseName: "default", Name: "raced" }),
    );
    expect(Table?.Parameters).toMatchObject({ team: "logs" });
    for (const client of [glue, slow]) client.destroy();
  });
});
