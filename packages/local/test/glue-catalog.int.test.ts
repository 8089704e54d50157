import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchDeleteTableCommand,
  BatchDeleteTableVersionCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeletePartitionCommand,
  DeleteTableCommand,
  DeleteTableVersionCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  type GetPartitionsCommandInput,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionCommand,
  GetTableVersionsCommand,
  GetTagsCommand,
  GetUserDefinedFunctionsCommand,
  GlueClient,
  SearchTablesCommand,
  type TableInput,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDatabaseCommand,
  UpdatePartitionCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, useCloud } from "./use-cloud.ts";

const test = useCloud();
let glue: GlueClient;
let names = 0;

beforeAll(() => {
  glue = new GlueClient({ ...test.cloud.clientConfig, maxAttempts: 1 });
});
afterAll(() => glue.destroy());

async function newDatabase(): Promise<string> {
  const Name = `db_${++names}`;
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name } }));
  return Name;
}

/** A table with everything that an external table can have. */
function full(Name: string, more: Partial<TableInput> = {}): TableInput {
  return {
    Name,
    Description: "what it is\nin two lines",
    Owner: "them",
    Retention: 3,
    TableType: "EXTERNAL_TABLE",
    Parameters: { classification: "parquet", empty: "" },
    PartitionKeys: [
      { Name: "dt", Type: "date" },
      { Name: "n", Type: "int", Comment: "a number" },
    ],
    StorageDescriptor: {
      Columns: [{ Name: "id", Type: "bigint", Comment: "the id", Parameters: { a: "b" } }],
      Location: "s3://lake/t/",
      InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
      OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
      Compressed: true,
      NumberOfBuckets: 4,
      SerdeInfo: {
        Name: "s",
        SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        Parameters: { "serialization.format": "1" },
      },
      BucketColumns: ["id"],
      SortColumns: [{ Column: "id", SortOrder: 1 }],
      Parameters: { c: "d" },
      SkewedInfo: { SkewedColumnNames: ["id"], SkewedColumnValues: ["1"] },
      StoredAsSubDirectories: true,
    },
    ...more,
  };
}

async function newTable(more: Partial<TableInput> = {}) {
  const DatabaseName = await newDatabase();
  const Name = `t_${++names}`;
  await glue.send(new CreateTableCommand({ DatabaseName, TableInput: full(Name, more) }));
  return { DatabaseName, Name, TableName: Name };
}

describe("databases of the Glue catalog", () => {
  it("are made, listed in pages, changed and deleted with their tables", async () => {
    const input = {
      Name: "Mixed_Case",
      Description: "d",
      LocationUri: "s3://lake/db/",
      Parameters: { a: "b" },
    };
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: input, Tags: { team: "logs" } }));
    const { Database } = await glue.send(new GetDatabaseCommand({ Name: "MIXED_case" }));
    expect(Database).toMatchObject({
      ...input,
      Name: "mixed_case",
      CatalogId: test.cloud.accountId,
    });
    expect(Database?.CreateTime).toBeInstanceOf(Date);
    await glue.send(
      new UpdateDatabaseCommand({ Name: "mixed_case", DatabaseInput: { Name: "mixed_case" } }),
    );
    const changed = (await glue.send(new GetDatabaseCommand({ Name: "mixed_case" }))).Database;
    expect(changed).toMatchObject({ Parameters: {}, CreateTime: Database?.CreateTime });
    expect(changed?.Description).toBeUndefined();
    await glue.send(new CreateTableCommand({ DatabaseName: "mixed_case", TableInput: full("t") }));
    await glue.send(new DeleteDatabaseCommand({ Name: "mixed_case" }));
    expect(await failure(glue.send(new GetDatabaseCommand({ Name: "mixed_case" })))).toEqual({
      name: "EntityNotFoundException",
      status: 400,
      message: "Database mixed_case not found.",
    });
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: "mixed_case" } }));
    expect(
      (await glue.send(new GetTablesCommand({ DatabaseName: "mixed_case" }))).TableList,
    ).toEqual([]);
  });

  it("come each on one page, though others come and go between pages", async () => {
    const made = await Promise.all(Array.from({ length: 7 }, newDatabase));
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await glue.send(new GetDatabasesCommand({ MaxResults: 2, NextToken }));
      expect(page.DatabaseList?.length).toBeLessThanOrEqual(2);
      seen.push(...(page.DatabaseList ?? []).map(({ Name }) => Name));
      NextToken = page.NextToken;
      const [first] = seen;
      if (seen.length === 2 && first !== undefined && made.includes(first))
        await glue.send(new DeleteDatabaseCommand({ Name: first }));
    } while (NextToken !== undefined);
    expect(seen).toEqual(expect.arrayContaining(made));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it("have tags, and the only ones", async () => {
    const Name = await newDatabase();
    const { region, accountId } = test.cloud;
    const ResourceArn = `arn:aws:glue:${region}:${accountId}:database/${Name}`;
    await glue.send(new TagResourceCommand({ ResourceArn, TagsToAdd: { a: "1", b: "2" } }));
    await glue.send(new UntagResourceCommand({ ResourceArn, TagsToRemove: ["a"] }));
    expect((await glue.send(new GetTagsCommand({ ResourceArn }))).Tags).toEqual({ b: "2" });
    const table = new GetTagsCommand({ ResourceArn: ResourceArn.replace("database", "table") });
    expect(await failure(glue.send(table))).toMatchObject({ name: "InvalidInputException" });
  });
});

describe("tables of the Glue catalog", () => {
  it("are given back as they were given, names in lower case", async () => {
    const { DatabaseName, Name } = await newTable({
      StorageDescriptor: { Columns: [{ Name: "UserId", Type: "struct<Inner:string>" }] },
    });
    const { Table } = await glue.send(
      new GetTableCommand({ DatabaseName, Name: Name.toUpperCase() }),
    );
    expect(Table?.StorageDescriptor?.Columns).toEqual([
      { Name: "userid", Type: "struct<Inner:string>" },
    ]);
    await glue.send(new UpdateTableCommand({ DatabaseName, TableInput: full(Name) }));
    const updated = (await glue.send(new GetTableCommand({ DatabaseName, Name }))).Table;
    expect(updated).toMatchObject(full(Name));
    expect(updated).toMatchObject({ DatabaseName, VersionId: "1", CreateTime: Table?.CreateTime });
  });

  it("have versions, of which an update keeps the last unless it skips that", async () => {
    const { DatabaseName, Name, TableName } = await newTable();
    const update = (note: string, more: object = {}) =>
      glue.send(
        new UpdateTableCommand({
          DatabaseName,
          TableInput: full(Name, { Parameters: { note } }),
          ...more,
        }),
      );
    await update("one", { VersionId: "0" });
    await update("two", { SkipArchive: true, VersionId: "1" });
    await update("three");
    const late = await failure(update("late", { VersionId: "1" }));
    expect(late).toEqual({
      name: "ConcurrentModificationException",
      status: 400,
      message: "Update table failed due to concurrent modifications.",
    });
    const { TableVersions = [] } = await glue.send(
      new GetTableVersionsCommand({ DatabaseName, TableName, MaxResults: 2 }),
    );
    expect(TableVersions.map(({ VersionId }) => VersionId)).toEqual(["3", "2"]);
    expect(TableVersions.map(({ Table }) => Table?.Parameters?.["note"])).toEqual(["three", "two"]);
    await glue.send(new DeleteTableVersionCommand({ DatabaseName, TableName, VersionId: "2" }));
    const { Errors } = await glue.send(
      new BatchDeleteTableVersionCommand({ DatabaseName, TableName, VersionIds: ["0", "9", "3"] }),
    );
    expect(
      Errors?.map(({ VersionId, ErrorDetail }) => [VersionId, ErrorDetail?.ErrorCode]),
    ).toEqual([
      ["9", "EntityNotFoundException"],
      ["3", "InvalidInputException"],
    ]);
    const { TableVersion } = await glue.send(
      new GetTableVersionCommand({ DatabaseName, TableName }),
    );
    expect(TableVersion?.Table?.Parameters).toEqual({ note: "three" });
    expect(
      await failure(
        glue.send(new GetTableVersionCommand({ DatabaseName, TableName, VersionId: "1" })),
      ),
    ).toMatchObject({ name: "EntityNotFoundException" });
  });

  it("let one of many writers win a version", async () => {
    const { DatabaseName, Name } = await newTable();
    const commit = (note: string) =>
      glue
        .send(
          new UpdateTableCommand({
            DatabaseName,
            TableInput: full(Name, { Parameters: { note } }),
            VersionId: "0",
            SkipArchive: true,
          }),
        )
        .then(
          () => note,
          () => undefined,
        );
    const won = (await Promise.all(Array.from({ length: 20 }, (_, i) => commit(`w${i}`)))).flatMap(
      (note) => note ?? [],
    );
    expect(won).toHaveLength(1);
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
    expect(Table).toMatchObject({ VersionId: "1", Parameters: { note: won[0] } });
  });

  it("are listed in pages, by a pattern of their names", async () => {
    const DatabaseName = await newDatabase();
    for (const name of ["logs_a", "logs_b", "events", "logs_c"])
      await glue.send(new CreateTableCommand({ DatabaseName, TableInput: { Name: name } }));
    const list = async (Expression: string, more: object = {}) => {
      const page = await glue.send(new GetTablesCommand({ DatabaseName, Expression, ...more }));
      return [page.TableList?.map(({ Name }) => Name), page.NextToken] as const;
    };
    expect(await list("logs*")).toEqual([["logs_a", "logs_b", "logs_c"], undefined]);
    expect(await list("events|logs_[ab]")).toEqual([["events", "logs_a", "logs_b"], undefined]);
    expect(await list("LOGS_A")).toEqual([["logs_a"], undefined]);
    expect(await list("logs")).toEqual([[], undefined]);
    const [first, NextToken] = await list("logs.*", { MaxResults: 2 });
    expect([first, (await list("logs.*", { NextToken }))[0]]).toEqual([
      ["logs_a", "logs_b"],
      ["logs_c"],
    ]);
    expect(await failure(list("(logs"))).toMatchObject({ name: "InvalidInputException" });
    expect(await failure(list("logs*", { NextToken: "bm9uZQ" }))).toMatchObject({
      name: "InvalidInputException",
    });
    const { TableList } = await glue.send(
      new GetTablesCommand({ DatabaseName, AttributesToGet: ["NAME"] }),
    );
    expect(TableList?.[0]).toEqual({ Name: "events", DatabaseName });
    const { Errors } = await glue.send(
      new BatchDeleteTableCommand({ DatabaseName, TablesToDelete: ["events", "nope"] }),
    );
    expect(Errors).toEqual([
      {
        TableName: "nope",
        ErrorDetail: {
          ErrorCode: "EntityNotFoundException",
          ErrorMessage: "Table nope not found.",
        },
      },
    ]);
  });

  it("are lost with their partitions when they are deleted", async () => {
    const { DatabaseName, Name, TableName } = await newTable();
    const PartitionInput = { Values: ["2025-01-15", "1"] };
    await glue.send(new CreatePartitionCommand({ DatabaseName, TableName, PartitionInput }));
    await glue.send(new DeleteTableCommand({ DatabaseName, Name }));
    await glue.send(new CreateTableCommand({ DatabaseName, TableInput: full(Name) }));
    const { Partitions } = await glue.send(new GetPartitionsCommand({ DatabaseName, TableName }));
    expect(Partitions).toEqual([]);
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
    expect(Table?.VersionId).toBe("0");
  });
});

describe("partitions of the Glue catalog", () => {
  const partition = (...Values: string[]) => ({
    Values,
    StorageDescriptor: { Location: `s3://lake/${Values.join("/")}/` },
  });

  it("are made, read, changed and deleted, one by one", async () => {
    const table = await newTable();
    const { DatabaseName, TableName } = table;
    const PartitionInput = { ...partition("2025-01-15", "1"), Parameters: { rows: "5" } };
    await glue.send(new CreatePartitionCommand({ ...table, PartitionInput }));
    const PartitionValues = PartitionInput.Values;
    const { Partition } = await glue.send(new GetPartitionCommand({ ...table, PartitionValues }));
    expect(Partition).toMatchObject({ ...PartitionInput, DatabaseName, TableName });
    expect(Partition?.CreationTime).toBeInstanceOf(Date);
    expect(
      await failure(glue.send(new CreatePartitionCommand({ ...table, PartitionInput }))),
    ).toEqual({
      name: "AlreadyExistsException",
      status: 400,
      message: "Partition already exists.",
    });
    await glue.send(
      new UpdatePartitionCommand({
        ...table,
        PartitionValueList: PartitionValues,
        PartitionInput: partition("2025-01-15", "2"),
      }),
    );
    expect(
      await failure(glue.send(new DeletePartitionCommand({ ...table, PartitionValues }))),
    ).toMatchObject({ name: "EntityNotFoundException" });
    await glue.send(new DeletePartitionCommand({ ...table, PartitionValues: ["2025-01-15", "2"] }));
    expect(
      await failure(glue.send(new GetPartitionCommand({ ...table, PartitionValues: ["x"] }))),
    ).toMatchObject({ name: "InvalidInputException" });
  });

  it("are made, read, changed and deleted many at once, and each failure is told", async () => {
    const table = await newTable();
    const values = Array.from({ length: 5 }, (_, i) => ["2025-01-15", String(i)]);
    const [one = [], two = []] = values;
    const create = async () =>
      glue.send(
        new BatchCreatePartitionCommand({
          ...table,
          PartitionInputList: values.map((each) => partition(...each)),
        }),
      );
    expect((await create()).Errors).toEqual([]);
    expect(
      (await create()).Errors?.map(({ PartitionValues, ErrorDetail }) => [
        PartitionValues,
        ErrorDetail?.ErrorCode,
      ]),
    ).toEqual(values.map((each) => [each, "AlreadyExistsException"]));
    const missing = ["2025-01-15", "99"];
    const found = await glue.send(
      new BatchGetPartitionCommand({
        ...table,
        PartitionsToGet: [{ Values: one }, { Values: missing }],
      }),
    );
    expect(found.Partitions?.map(({ Values }) => Values)).toEqual([one]);
    const updated = await glue.send(
      new BatchUpdatePartitionCommand({
        ...table,
        Entries: [one, missing].map((PartitionValueList) => ({
          PartitionValueList,
          PartitionInput: { Values: PartitionValueList, Parameters: { new: "yes" } },
        })),
      }),
    );
    expect(updated.Errors?.map(({ PartitionValueList }) => PartitionValueList)).toEqual([missing]);
    const deleted = await glue.send(
      new BatchDeletePartitionCommand({
        ...table,
        PartitionsToDelete: [{ Values: two }, { Values: missing }],
      }),
    );
    expect(deleted.Errors).toEqual([
      {
        PartitionValues: missing,
        ErrorDetail: {
          ErrorCode: "EntityNotFoundException",
          ErrorMessage: "Cannot find partition.",
        },
      },
    ]);
    const { Partitions } = await glue.send(new GetPartitionsCommand(table));
    expect(Partitions?.map(({ Values, Parameters }) => [Values?.[1], Parameters])).toEqual([
      ["0", { new: "yes" }],
      ["2", {}],
      ["3", {}],
      ["4", {}],
    ]);
  });

  it("are listed by segment, page and expression, without columns if these aren't wanted", async () => {
    const table = await newTable();
    const values = Array.from({ length: 57 }, (_, i) => [
      `2025-01-${String((i % 28) + 1).padStart(2, "0")}`,
      String(i),
    ]);
    await glue.send(
      new BatchCreatePartitionCommand({
        ...table,
        PartitionInputList: values.map((each) => ({
          ...partition(...each),
          StorageDescriptor: { Columns: [{ Name: "id" }] },
        })),
      }),
    );
    const all = async (input: Partial<GetPartitionsCommandInput>) => {
      const seen: string[] = [];
      let NextToken: string | undefined;
      do {
        const page = await glue.send(
          new GetPartitionsCommand({ ...table, MaxResults: 10, ...input, NextToken }),
        );
        seen.push(...(page.Partitions ?? []).map(({ Values }) => Values?.[1] ?? ""));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return seen.sort((a, b) => Number(a) - Number(b));
    };
    const everything = values.map(([, n]) => n);
    expect(await all({})).toEqual(everything);
    const segments = await Promise.all(
      [0, 1, 2].map((SegmentNumber) => all({ Segment: { SegmentNumber, TotalSegments: 3 } })),
    );
    expect(segments.every((each) => each.length > 5)).toBe(true);
    expect(segments.flat().sort((a, b) => Number(a) - Number(b))).toEqual(everything);
    expect(await all({ Expression: "n >= 9 AND n < 12 OR dt = '2025-01-01'" })).toEqual([
      "0",
      "9",
      "10",
      "11",
      "28",
      "56",
    ]);
    const { Partitions } = await glue.send(
      new GetPartitionsCommand({ ...table, ExcludeColumnSchema: true }),
    );
    expect(Partitions?.[0]?.StorageDescriptor?.Columns).toBeUndefined();
    expect(await failure(all({ Segment: { SegmentNumber: 3, TotalSegments: 3 } }))).toMatchObject({
      name: "InvalidInputException",
    });
  });
});

describe("what the Glue catalog refuses", () => {
  it("is refused with all that is wrong with it, in AWS's words", async () => {
    const DatabaseName = await newDatabase();
    const input = {
      Name: "x".repeat(256),
      StorageDescriptor: { Columns: [{ Name: "a" }, { Name: "b", Comment: "two\nlines" }] },
    };
    const refused = await failure(
      glue.send(new CreateTableCommand({ DatabaseName, TableInput: input })),
    );
    expect(refused).toMatchObject({ name: "ValidationException", status: 400 });
    expect(refused.message).toContain("2 validation errors detected: ");
    expect(refused.message).toContain(
      "at 'table.name' failed to satisfy constraint: Member must have length less than or equal to 255",
    );
    expect(refused.message).toContain(
      "at 'table.storageDescriptor.columns.2.member.comment' failed to satisfy constraint: Member must satisfy regular expression pattern",
    );
    expect(
      await failure(glue.send(new GetTableCommand({ DatabaseName, Name: undefined }))),
    ).toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    });
  });

  it("is named when it isn't here", async () => {
    const DatabaseName = await newDatabase();
    const refusals: [Promise<unknown>, string][] = [
      [glue.send(new SearchTablesCommand({ SearchText: "x" })), "the operation SearchTables"],
      [
        glue.send(
          new CreateTableCommand({
            DatabaseName,
            TableInput: { Name: "t", TargetTable: { Name: "u" } },
          }),
        ),
        "TableInput with TargetTable",
      ],
      [
        glue.send(new GetTablesCommand({ DatabaseName, TransactionId: "1" })),
        "GetTables with TransactionId",
      ],
      [
        glue.send(new GetDatabaseCommand({ CatalogId: "123456789012", Name: DatabaseName })),
        `that of the account ${test.cloud.accountId}`,
      ],
    ];
    for (const [call, words] of refusals) expect((await failure(call)).message).toContain(words);
    const { UserDefinedFunctions } = await glue.send(
      new GetUserDefinedFunctionsCommand({ DatabaseName, Pattern: "*" }),
    );
    expect(UserDefinedFunctions).toEqual([]);
  });
});
