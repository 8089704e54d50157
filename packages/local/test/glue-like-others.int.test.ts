import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchGetPartitionCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeletePartitionCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GlueClient,
  UpdateDatabaseCommand,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { useCloud } from "./use-cloud.ts";

const MOTO = testServer("CLOUDAPI_TEST_MOTO");
const MINISTACK = testServer("CLOUDAPI_TEST_MINISTACK");
const test = useCloud();
/** Which is numbered otherwise, is of the server or of the clock, or is left out by some where it is empty. */
const OWN = [
  "$metadata",
  "CreateTime",
  "UpdateTime",
  "CreationTime",
  "VersionId",
  "CatalogId",
  "CreatedBy",
];
const OTHERS_LEAVE_OUT = [
  "CreateTableDefaultPermissions",
  "IsRegisteredWithLakeFormation",
  "IsMultiDialectView",
  "BucketColumns",
  "SortColumns",
  "Compressed",
  "NumberOfBuckets",
  "StoredAsSubDirectories",
  "Retention",
  "ErrorMessage",
];

let own: GlueClient;
const clients: GlueClient[] = [];
beforeAll(() => {
  own = new GlueClient({ ...test.cloud.clientConfig, maxAttempts: 1 });
  clients.push(own);
});
afterAll(() => {
  for (const client of clients) client.destroy();
});

function clientOf(endpoint: string): GlueClient {
  const client = new GlueClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
}

/** What of an answer says what the catalog did. */
function comparable(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  const left = Object.entries(value as Record<string, unknown>).filter(([name, member]) => {
    const isEmpty =
      typeof member === "object" && member !== null && Object.keys(member).length === 0;
    return (
      member !== undefined && !isEmpty && !OWN.includes(name) && !OTHERS_LEAVE_OUT.includes(name)
    );
  });
  return Object.fromEntries(left.map(([name, member]) => [name, comparable(member)]));
}

/** The answers to calls in a row, errors by their names. */
async function answers(glue: GlueClient, calls: readonly unknown[]): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const call of calls)
    all.push(
      await glue.send(call as GetTableCommand).then(comparable, (error: Error) => error.name),
    );
  return all;
}

function history(DatabaseName: string): {
  readonly calls: unknown[];
  readonly onlyMoto: unknown[];
} {
  const at = { DatabaseName, TableName: "t" };
  const storage = (more: object = {}) => ({
    Columns: [
      { Name: "id", Type: "bigint", Comment: "the id" },
      { Name: "at", Type: "timestamp" },
    ],
    Location: "s3://lake/t/",
    InputFormat: "org.apache.hadoop.mapred.TextInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    SerdeInfo: {
      SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
      Parameters: { a: "b" },
    },
    ...more,
  });
  const TableInput = {
    Name: "t",
    Description: "d",
    Owner: "o",
    TableType: "EXTERNAL_TABLE",
    Parameters: { classification: "json" },
    PartitionKeys: [
      { Name: "dt", Type: "string" },
      { Name: "n", Type: "int" },
    ],
    StorageDescriptor: storage(),
  };
  const partition = (...Values: string[]) => ({
    Values,
    Parameters: { p: "q" },
    StorageDescriptor: storage(),
  });
  const calls = [
    new GetDatabaseCommand({ Name: DatabaseName }),
    new CreateDatabaseCommand({
      DatabaseInput: {
        Name: DatabaseName,
        Description: "d",
        LocationUri: "s3://lake/",
        Parameters: { a: "b" },
      },
    }),
    new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }),
    new GetDatabaseCommand({ Name: DatabaseName }),
    new UpdateDatabaseCommand({
      Name: DatabaseName,
      DatabaseInput: { Name: DatabaseName, Description: "e" },
    }),
    new GetTableCommand({ DatabaseName, Name: "t" }),
    new CreateTableCommand({ DatabaseName, TableInput }),
    new CreateTableCommand({ DatabaseName, TableInput }),
    new CreateTableCommand({ DatabaseName: "of_nobody", TableInput }),
    new GetTableCommand({ DatabaseName, Name: "t" }),
    new UpdateTableCommand({ DatabaseName, TableInput: { ...TableInput, Description: "changed" } }),
    new GetTablesCommand({ DatabaseName }),
    new CreatePartitionCommand({ ...at, PartitionInput: partition("a", "1") }),
    new CreatePartitionCommand({ ...at, PartitionInput: partition("a", "1") }),
    new BatchCreatePartitionCommand({
      ...at,
      PartitionInputList: [partition("a", "1"), partition("a", "2"), partition("b", "3")],
    }),
    new GetPartitionCommand({ ...at, PartitionValues: ["a", "2"] }),
    new GetPartitionCommand({ ...at, PartitionValues: ["a", "9"] }),
  ];
  const onlyMoto = [
    new BatchGetPartitionCommand({
      ...at,
      PartitionsToGet: [{ Values: ["b", "3"] }, { Values: ["z", "3"] }],
    }),
    new UpdatePartitionCommand({
      ...at,
      PartitionValueList: ["a", "2"],
      PartitionInput: partition("a", "4"),
    }),
    new UpdatePartitionCommand({
      ...at,
      PartitionValueList: ["a", "2"],
      PartitionInput: partition("a", "4"),
    }),
    new DeletePartitionCommand({ ...at, PartitionValues: ["a", "4"] }),
    new DeletePartitionCommand({ ...at, PartitionValues: ["a", "4"] }),
    new GetPartitionsCommand(at),
    new BatchDeletePartitionCommand({
      ...at,
      PartitionsToDelete: [{ Values: ["a", "1"] }, { Values: ["z", "1"] }],
    }),
    new GetPartitionsCommand(at),
    new DeleteTableCommand({ DatabaseName, Name: "t" }),
    new DeleteTableCommand({ DatabaseName, Name: "t" }),
    new DeleteDatabaseCommand({ Name: DatabaseName }),
    new DeleteDatabaseCommand({ Name: DatabaseName }),
  ];
  return { calls, onlyMoto };
}

describe.skipIf(MOTO === undefined)("the Glue catalog, beside moto's (CLOUDAPI_TEST_MOTO)", () => {
  it("gives the same answers to a history of calls", async () => {
    const { calls, onlyMoto } = history(`like_${crypto.randomUUID().slice(0, 8)}`);
    const all = [...calls, ...onlyMoto];
    expect(await answers(own, all)).toEqual(await answers(clientOf(MOTO ?? ""), all));
  });

  it("finds the same partitions by the same expressions", async () => {
    const moto = clientOf(MOTO ?? "");
    const DatabaseName = `like_${crypto.randomUUID().slice(0, 8)}`;
    const keys = { s: "string", n: "int", d: "decimal(10,2)", dt: "date", at: "timestamp" };
    const rows = PARTITIONS;
    for (const glue of [own, moto]) {
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }));
      const PartitionKeys = Object.entries(keys).map(([Name, Type]) => ({
        Name,
        Type: Type.replace(/\(.*/, ""),
      }));
      const TableInput = { Name: "t", PartitionKeys, StorageDescriptor: { Columns: [] } };
      await glue.send(new CreateTableCommand({ DatabaseName, TableInput }));
      const PartitionInputList = rows.map((Values) => ({ Values, StorageDescriptor: {} }));
      await glue.send(
        new BatchCreatePartitionCommand({ DatabaseName, TableName: "t", PartitionInputList }),
      );
    }
    const find = async (glue: GlueClient, Expression: string) => {
      try {
        const { Partitions = [] } = await glue.send(
          new GetPartitionsCommand({ DatabaseName, TableName: "t", Expression }),
        );
        return Partitions.map(({ Values = [] }) => Values.join()).sort((a, b) => (a < b ? -1 : 1));
      } catch (error) {
        return (error as Error).name;
      }
    };
    await fc.assert(
      fc.asyncProperty(expression, async (text) => {
        expect(await find(own, text)).toEqual(await find(moto, text));
      }),
      { numRuns: 150 },
    );
  });
});

describe.skipIf(MINISTACK === undefined)(
  "the Glue catalog, beside MiniStack's (CLOUDAPI_TEST_MINISTACK)",
  () => {
    it("gives the same answers to a history of calls", async () => {
      const { calls } = history(`like_${crypto.randomUUID().slice(0, 8)}`);
      expect(await answers(own, calls)).toEqual(await answers(clientOf(MINISTACK ?? ""), calls));
    });

    it("refuses the same version that is no longer the last", async () => {
      const DatabaseName = `like_${crypto.randomUUID().slice(0, 8)}`;
      const outcomes = async (glue: GlueClient) => {
        await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: DatabaseName } }));
        const TableInput = { Name: "t", StorageDescriptor: { Columns: [] } };
        await glue.send(new CreateTableCommand({ DatabaseName, TableInput }));
        const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name: "t" }));
        const update = new UpdateTableCommand({
          DatabaseName,
          TableInput,
          VersionId: Table?.VersionId,
          SkipArchive: true,
        });
        return answers(glue, [update, update]);
      };
      const ours = await outcomes(own);
      expect(ours).toEqual([{}, "ConcurrentModificationException"]);
      expect(await outcomes(clientOf(MINISTACK ?? ""))).toEqual(ours);
    });
  },
);

const PARTITIONS = Array.from({ length: 40 }, (_, i) => [
  ["a", "b_c", "B%", "it's", "ä"][i % 5] ?? "",
  String((i % 9) - 3),
  (i % 7) / 4 === 0 ? "0.00" : ((i % 7) / 4).toFixed(2),
  `2025-0${(i % 6) + 1}-1${i % 3}`,
  `2025-01-1${i % 5} 10:00:0${i % 8}`,
]);

/** moto looks at constants only where a partition comes to them, so what is wrong with one is asked of alone. */
const WRONG = [
  "unknown = 1",
  "n = 'x'",
  "n LIKE '1%'",
  "dt = 'x'",
  "d = 'x'",
  "at = '2025-01-15'",
  "n =",
  "s s",
];

const constants: Readonly<Record<string, readonly string[]>> = {
  s: ["'a'", "'b_c'", "'it''s'", "'zz'", "''"],
  n: ["-3", "0", "4", "'2'", "99"],
  d: ["0", "0.25", "'0.50'", "1.5"],
  dt: ["'2025-01-10'", "'2025-03-12'", "'2024-12-31'"],
  at: ["'2025-01-12 10:00:02'", "'2025-01-12 10:00:02.5'", "'2030-01-01 00:00:00'"],
};

/** What both read: moto knows no NOT before a bracket, and has BETWEEN true for bounds the wrong way round. */
const condition = fc.constantFrom(...Object.entries(constants)).chain(([key, values]) => {
  const value = fc.constantFrom(...values);
  return fc.oneof(
    fc
      .tuple(fc.constantFrom("=", "<>", "<", "<=", ">", ">="), value)
      .map(([sign, text]) => `${key} ${sign} ${text}`),
    fc
      .array(value, { minLength: 1, maxLength: 3 })
      .map((texts) => `${key} IN (${texts.join(", ")})`),
    value.map((text) => `${key} NOT IN (${text})`),
    fc.constantFrom("IS NULL", "IS NOT NULL").map((words) => `${key} ${words}`),
    fc.constantFrom("'b%'", "'%s'", "'_'", "'%_c'").map((pattern) => `s LIKE ${pattern}`),
    value.map((text) => `${key} BETWEEN ${text} AND ${text}`),
  );
});

const expression = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...WRONG) },
  {
    weight: 9,
    arbitrary: fc
      .array(fc.tuple(fc.constantFrom("AND", "OR", "and"), condition), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) =>
        parts.map(([joined, text], i) => (i === 0 ? text : `${joined} ${text}`)).join(" "),
      ),
  },
);
