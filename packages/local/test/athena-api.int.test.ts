import {
  BatchGetQueryExecutionCommand,
  CreatePreparedStatementCommand,
  CreateWorkGroupCommand,
  DeleteWorkGroupCommand,
  GetDatabaseCommand,
  GetDataCatalogCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListDatabasesCommand,
  ListDataCatalogsCommand,
  ListQueryExecutionsCommand,
  ListTableMetadataCommand,
  ListWorkGroupsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from "@aws-sdk/client-athena";
import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { BUCKET, OUTPUT, refusal, useAthena } from "./athena/use-athena.ts";
import { textLike } from "./matchers.ts";

const test = useAthena();
const TOKEN = "a".repeat(40);

describe("StartQueryExecution", () => {
  it("knows a database by its name in backticks, as DDL writes it", async () => {
    await test.rows("CREATE DATABASE `odd-name`");
    const context = { QueryExecutionContext: { Database: "`odd-name`" } };
    await test.run(
      `CREATE EXTERNAL TABLE t (a int) STORED AS PARQUET LOCATION 's3://${BUCKET}/odd/'`,
      context,
    );
    expect((await test.run("SELECT * FROM t LIMIT 1", context)).state).toBe("SUCCEEDED");
    expect((await test.run("SHOW TABLES", context)).rows).toEqual([["t"]]);
    const { execution } = await test.run("DESCRIBE t", context);
    expect(execution.QueryExecutionContext?.Database).toBe("odd-name");
    expect((await test.run("SHOW TABLES IN `odd-name`")).rows).toEqual([["t"]]);
    expect((await test.run('SELECT * FROM "odd-name".t')).state).toBe("SUCCEEDED");
    await test.rows("DROP DATABASE `odd-name` CASCADE");
  });

  it("runs a statement to an end with its times, place and kind", async () => {
    const { execution } = await test.run("  SELECT 1 AS one ; ", {
      QueryExecutionContext: { Database: "Default", Catalog: "AwsDataCatalog" },
      ResultReuseConfiguration: {
        ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 5 },
      },
    });
    expect(execution).toMatchObject({
      Query: "SELECT 1 AS one",
      StatementType: "DML",
      SubstatementType: "SELECT",
      QueryExecutionContext: { Catalog: "awsdatacatalog", Database: "Default" },
      WorkGroup: "primary",
      EngineVersion: {
        SelectedEngineVersion: "AUTO",
        EffectiveEngineVersion: "Athena engine version 3",
      },
      ResultReuseConfiguration: {
        ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 5 },
      },
      Status: { State: "SUCCEEDED" },
      Statistics: {
        DataScannedInBytes: 0,
        ResultReuseInformation: { ReusedPreviousResult: false },
      },
    });
    expect(execution.ResultConfiguration?.OutputLocation).toBe(
      `${OUTPUT}${execution.QueryExecutionId}.csv`,
    );
    const { SubmissionDateTime: from, CompletionDateTime: to } = execution.Status ?? {};
    expect(Number(to) - Number(from)).toBeGreaterThanOrEqual(0);
  });

  it("takes a client's token for the same request, and only for that", async () => {
    const request = { ClientRequestToken: TOKEN };
    const first = await test.start("SELECT 1", request);
    expect(await test.start("SELECT 1", request)).toBe(first);
    await test.wait(first);
    expect(await test.start("SELECT 1", request)).toBe(first);
    const other = await refusal(test.start("SELECT 2", request));
    expect(other).toEqual({
      name: "InvalidRequestException",
      message: "Idempotent parameters do not match",
      code: "IDEMPOTENT_PARAMETER_MISMATCH",
    });
    const short = await refusal(test.start("SELECT 1", { ClientRequestToken: "short" }));
    expect(short.message).toContain("length greater than or equal to 32");
  });

  it.each([
    ["SELEC 1", /^line 1:1: mismatched input 'SELEC'\. Expecting: 'ALTER', 'CREATE'/],
    ["SELECT * FROM\n WHERE x", /^line 2:2: mismatched input 'WHERE'\. Expecting: <identifier>/],
    ["SELECT (1", /^line 1:10: mismatched input '<EOF>'\. Expecting: '\)'/],
    ["SELECT 1; SELECT 2", /^Only one sql statement is allowed/],
    ["-- only", /^line 1:8: mismatched input '<EOF>'/],
    ["CREATE EXTERNAL TABLE t (a int)", /^No location was specified for table/],
    ['DROP TABLE "t"', /^line 1:12: mismatched input '"t"'/],
  ])("refuses %s at once", async (sql, message) => {
    const error = await refusal(test.start(sql));
    expect(error).toEqual({
      name: "InvalidRequestException",
      message: textLike(message),
      code: "MALFORMED_QUERY",
    });
  });

  it.each([
    ["EXPLAIN SELECT 1", "EXPLAIN"],
    ["ALTER TABLE t REPLACE COLUMNS (c int)", "ALTER TABLE REPLACE"],
    ["PREPARE p FROM SELECT 1", "PREPARE"],
  ])("refuses %s by name", async (sql, name) => {
    const error = await refusal(test.start(sql));
    expect(error.name).toBe("InvalidRequestException");
    expect(error.message).toContain(name);
    expect(error.message).toContain("docs/local-athena.md");
  });

  it.each([
    [String.raw`SELECT '\' AS a, 'it"s' AS b`, ["\\", 'it"s']],
    [String.raw`SELECT 'a_b' LIKE 'a\_b' ESCAPE '\' AS a, 'x' AS b`, ["true", "x"]],
    [String.raw`(SELECT replace('a\b', '\', ';') AS a, ';' AS b)`, ["a;b", ";"]],
    [
      String.raw`-- it's
SELECT "a\" AS a, 'b' AS b FROM (SELECT 1 AS "a\") t`,
      ["1", "b"],
    ],
  ])("reads a backslash as any other letter: %s", async (sql, row) => {
    expect(await test.rows(sql)).toEqual([row]);
  });

  it("reads names in double quotes where the statement is of views", async () => {
    await test.rows(String.raw`CREATE VIEW "a view\" AS SELECT '\' AS a, 'b' AS b`);
    expect(await test.rows(String.raw`SELECT * FROM "a view\"`)).toEqual([["\\", "b"]]);
    expect(await test.rows(String.raw`SHOW CREATE VIEW "a view\"`)).toContainEqual([
      String.raw`SELECT '\' AS a, 'b' AS b`,
    ]);
    await test.rows(String.raw`DROP VIEW "a view\"`);
    expect(await test.rows("SHOW VIEWS")).toEqual([]);
  });

  it("has one catalog", async () => {
    const elsewhere = test.start("SELECT 1", { QueryExecutionContext: { Catalog: "mysql" } });
    expect((await refusal(elsewhere)).message).toContain("mysql");
  });

  it("needs a place for the results", async () => {
    const none = await refusal(test.start("SELECT 1", { ResultConfiguration: {} }));
    expect(none.message).toMatch(/^No output location provided/);
    const bad = await refusal(
      test.start("SELECT 1", { ResultConfiguration: { OutputLocation: "/tmp/x" } }),
    );
    expect(bad.message).toBe("outputLocation is not a valid S3 path.");
  });

  it("needs the bucket of the results to be there, and says when it is gone afterwards", async () => {
    const place = { ResultConfiguration: { OutputLocation: "s3://for-a-while/x/" } };
    const missing = await refusal(test.start("SELECT 1", place));
    expect(missing).toMatchObject({
      name: "InvalidRequestException",
      message:
        "Unable to verify/create output bucket for-a-while: The specified bucket does not exist",
    });
    const bucket = { Bucket: "for-a-while" };
    await test.s3.send(new CreateBucketCommand(bucket));
    const first = await test.run("SELECT 1", place);
    expect(first.state).toBe("SUCCEEDED");
    for (const end of [".csv", ".csv.metadata"])
      await test.s3.send(
        new DeleteObjectCommand({ ...bucket, Key: `x/${first.execution.QueryExecutionId}${end}` }),
      );
    await test.s3.send(new DeleteBucketCommand(bucket));
    const later = await test.run("SELECT 1", place);
    expect(later.state).toBe("FAILED");
    expect(later.reason).toMatch(
      /^Unable to write the query's results to s3:\/\/for-a-while\/x\/.*NoSuchBucket/,
    );
  });

  it("refuses options it would have to ignore", async () => {
    const error = await refusal(
      test.start("SELECT 1", {
        ResultConfiguration: {
          OutputLocation: OUTPUT,
          EncryptionConfiguration: { EncryptionOption: "SSE_S3" },
        },
      }),
    );
    expect(error.message).toContain("ResultConfiguration.EncryptionConfiguration");
  });
});

describe("errors of a query", () => {
  it.each([
    [
      "SELECT x FROM (SELECT 1 AS a) t",
      "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved",
      1006,
    ],
    [
      "SELECT * FROM x",
      "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.default.x' does not exist",
      1301,
    ],
    [
      "SELECT *\nFROM nowhere.x",
      "SCHEMA_NOT_FOUND: line 2:6: Schema 'nowhere' does not exist",
      1301,
    ],
    [
      "SELECT 'a' = 1",
      "TYPE_MISMATCH: line 1:12: Cannot apply operator: varchar(1) = integer",
      1002,
    ],
    ["SELECT nope(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'nope' not registered", 1303],
    ["SELECT 1/0", "DIVISION_BY_ZERO: Division by zero", 1001],
    ["SELECT CAST('a' AS integer)", "INVALID_CAST_ARGUMENT: Cannot cast 'a' to INT", 1100],
    [
      "SELECT checksum(1)",
      "NOT_SUPPORTED: line 1:8: The embedded Athena does not support the function checksum",
      1200,
    ],
    [
      "WITH RECURSIVE t(n) AS (SELECT 1) SELECT * FROM t",
      "NOT_SUPPORTED: line 1:6: The embedded Athena does not support WITH RECURSIVE",
      1200,
    ],
  ])("%s", async (sql, reason, type) => {
    const { execution, state } = await test.run(sql);
    expect(state).toBe("FAILED");
    expect(execution.Status?.StateChangeReason).toContain(reason);
    expect(execution.Status?.AthenaError).toEqual({
      ErrorCategory: 2,
      ErrorType: type,
      Retryable: false,
      ErrorMessage: execution.Status?.StateChangeReason,
    });
  });
});

describe("execution parameters", () => {
  it.each([
    [["'abc'"], "abc"],
    [["12"], "12"],
    [["1 + 1"], "2"],
    [["DATE '2025-01-15'"], "2025-01-15"],
    [["NULL"], undefined],
    [["abc"], "abc"],
    [["it's"], "it's"],
    [["x + 1"], "x + 1"],
    [["'it''s ? -- x'"], "it's ? -- x"],
    [["2025-01-15"], "2009"],
    [["' OR 1=1 --"], "' OR 1=1 --"],
  ])("%j", async (parameters, value) => {
    expect(await test.rows("SELECT ? AS v", parameters)).toEqual([[value]]);
  });

  it("fill the places in order, also in LIMIT", async () => {
    const sql = "SELECT x FROM (VALUES 1, 2, 3) t(x) WHERE x >= ? AND x <> ? ORDER BY x LIMIT ?";
    expect(await test.rows(sql, ["1", "2", "1"])).toEqual([["1"]]);
  });

  it("must be as many as there are places; without places they are left out", async () => {
    expect(await test.reason("SELECT ?, ?", ["1"])).toBe(
      "INVALID_PARAMETER_USAGE: line 1:1: Incorrect number of parameters: expected 2 but found 1",
    );
    expect(await test.reason("SELECT ?")).toContain("expected 1 but found 0");
    expect(await test.rows("SELECT '?'", ["1"])).toEqual([["?"]]);
  });
});

describe("GetQueryResults", () => {
  const get = (input: { id: string; MaxResults?: number; NextToken?: string }) =>
    test.athena.send(
      new GetQueryResultsCommand({
        QueryExecutionId: input.id,
        ...(input.MaxResults !== undefined && { MaxResults: input.MaxResults }),
        ...(input.NextToken !== undefined && { NextToken: input.NextToken }),
      }),
    );

  it("pages, with the names in the first row of the first page only", async () => {
    const { execution } = await test.run("SELECT x FROM UNNEST(sequence(1, 5)) t(x) ORDER BY x");
    const id = execution.QueryExecutionId ?? "";
    const pages: (string | undefined)[][] = [];
    let token: string | undefined;
    do {
      const page = await get({
        id,
        MaxResults: 2,
        ...(token !== undefined && { NextToken: token }),
      });
      pages.push((page.ResultSet?.Rows ?? []).map((row) => row.Data?.[0]?.VarCharValue));
      token = page.NextToken;
    } while (token !== undefined);
    expect(pages).toEqual([["x", "1"], ["2", "3"], ["4", "5"], []]);
  });

  it("gives a thousand rows at most, and of all by default", async () => {
    const { execution } = await test.run("SELECT x FROM UNNEST(sequence(1, 1500)) t(x) ORDER BY x");
    const id = execution.QueryExecutionId ?? "";
    const first = await get({ id });
    expect(first.ResultSet?.Rows).toHaveLength(1000);
    expect(first.UpdateCount).toBe(0);
    const second = await get({ id, NextToken: first.NextToken ?? "" });
    expect(second.ResultSet?.Rows).toHaveLength(501);
    expect(second.NextToken).toBeUndefined();
    expect((await refusal(get({ id, MaxResults: 1001 }))).message).toBe(
      "MaxResults is more than maximum allowed length 1000",
    );
    expect((await refusal(get({ id, MaxResults: 0 }))).message).toContain(
      "greater than or equal to 1",
    );
    expect((await refusal(get({ id, NextToken: "junk" }))).message).toBe(
      "Malformed nextPageToken junk",
    );
  });

  it("has nothing for what did not succeed", async () => {
    const failed = await test.run("SELECT 1/0");
    const error = await refusal(get({ id: failed.execution.QueryExecutionId ?? "" }));
    expect(error).toEqual({
      name: "InvalidRequestException",
      message: "Query did not finish successfully. Final query state: FAILED",
      code: "INVALID_QUERY_EXECUTION_STATE",
    });
    const unknown = await refusal(get({ id: "00000000-0000-0000-0000-000000000000" }));
    expect(unknown.code).toBe("QUERY_EXECUTION_NOT_FOUND");
  });
});

describe("StopQueryExecution", () => {
  it("leaves what is finished as it is", async () => {
    const { execution } = await test.run("SELECT 1");
    await test.athena.send(
      new StopQueryExecutionCommand({ QueryExecutionId: execution.QueryExecutionId }),
    );
    expect((await test.wait(execution.QueryExecutionId ?? "")).Status?.State).toBe("SUCCEEDED");
  });
});

describe("lists of executions", () => {
  it("are of a work group, the newest first", async () => {
    const [a, b] = [await test.start("SELECT 1"), await test.start("SELECT 2")];
    const { QueryExecutionIds: ids = [] } = await test.athena.send(
      new ListQueryExecutionsCommand({}),
    );
    expect(ids.slice(0, 2)).toEqual([b, a]);
    const { QueryExecutions: found, UnprocessedQueryExecutionIds: missing } =
      await test.athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: [a, "nope"] }));
    expect(found?.map((each) => each.QueryExecutionId)).toEqual([a]);
    expect(missing).toMatchObject([
      { QueryExecutionId: "nope", ErrorCode: "QUERY_EXECUTION_NOT_FOUND" },
    ]);
  });
});

describe("work groups", () => {
  const create = (Name: string, Configuration: object) =>
    test.athena.send(new CreateWorkGroupCommand({ Name, Configuration }));

  it("are made, read, changed, listed and removed", async () => {
    await create("team", { ResultConfiguration: { OutputLocation: "s3://lake/team/" } });
    const { WorkGroup: group } = await test.athena.send(
      new GetWorkGroupCommand({ WorkGroup: "team" }),
    );
    expect(group).toMatchObject({
      Name: "team",
      State: "ENABLED",
      Configuration: {
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { OutputLocation: "s3://lake/team/" },
      },
    });
    const { WorkGroups: list } = await test.athena.send(new ListWorkGroupsCommand({}));
    expect(list?.map((each) => each.Name)).toEqual(["primary", "team"]);
    expect((await refusal(create("team", {}))).message).toBe("WorkGroup already exists");
    await test.athena.send(new UpdateWorkGroupCommand({ WorkGroup: "team", State: "DISABLED" }));
    expect((await refusal(test.start("SELECT 1", { WorkGroup: "team" }))).message).toContain(
      "disabled",
    );
    await test.athena.send(new DeleteWorkGroupCommand({ WorkGroup: "team" }));
    const gone = await refusal(test.athena.send(new GetWorkGroupCommand({ WorkGroup: "team" })));
    expect(gone).toMatchObject({ message: "WorkGroup is not found.", code: "INVALID_INPUT" });
    expect((await refusal(test.start("SELECT 1", { WorkGroup: "team" }))).message).toBe(
      "WorkGroup is not found.",
    );
  });

  it("enforce their output location, or only offer it", async () => {
    await create("strict", { ResultConfiguration: { OutputLocation: "s3://lake/strict" } });
    const strict = await test.run("SELECT 1", { WorkGroup: "strict" });
    expect(strict.execution.ResultConfiguration?.OutputLocation).toMatch(
      /^s3:\/\/lake\/strict\/[0-9a-f-]{36}\.csv$/,
    );
    await create("easy", {
      EnforceWorkGroupConfiguration: false,
      ResultConfiguration: { OutputLocation: "s3://lake/easy/" },
    });
    const own = await test.run("SELECT 1", { WorkGroup: "easy" });
    expect(own.execution.ResultConfiguration?.OutputLocation).toContain(OUTPUT);
    const theirs = await test.run("SELECT 1", { WorkGroup: "easy", ResultConfiguration: {} });
    expect(theirs.execution.ResultConfiguration?.OutputLocation).toContain("s3://lake/easy/");
  });

  it("stop a query that would read too much", async () => {
    await test.put("big/a.json", `${JSON.stringify({ a: "x".repeat(11_000_000) })}\n`);
    await test.rows(
      `CREATE EXTERNAL TABLE big (a string) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://${BUCKET}/big/'`,
    );
    await create("small", {
      BytesScannedCutoffPerQuery: 10_000_000,
      EnforceWorkGroupConfiguration: false,
    });
    const ran = await test.run("SELECT length(a) FROM big", { WorkGroup: "small" });
    expect(ran).toMatchObject({
      state: "CANCELLED",
      reason: textLike(/Bytes scanned limit was exceeded/),
    });
    expect(ran.bytes).toBeGreaterThan(11_000_000);
    const tiny = await refusal(create("tiny", { BytesScannedCutoffPerQuery: 5 }));
    expect(tiny.message).toContain("greater than or equal to 10000000");
    expect(
      (await refusal(create("odd", { ExecutionRole: "arn:aws:iam::1:role/x" }))).message,
    ).toContain("Configuration.ExecutionRole");
  });
});

describe("the catalog's operations", () => {
  it("describe databases, tables and views", async () => {
    await test.rows("CREATE DATABASE shop COMMENT 'a shop'");
    await test.rows(
      `CREATE EXTERNAL TABLE shop.orders (id bigint COMMENT 'the id', price decimal(10,2)) PARTITIONED BY (day string) STORED AS PARQUET LOCATION 's3://${BUCKET}/orders/' TBLPROPERTIES ('k'='v')`,
    );
    await test.run("CREATE VIEW cheap AS SELECT id FROM orders", {
      QueryExecutionContext: { Database: "shop" },
    });
    const place = { CatalogName: "AwsDataCatalog", DatabaseName: "shop" };
    const { Database: database } = await test.athena.send(new GetDatabaseCommand(place));
    expect(database).toMatchObject({ Name: "shop", Description: "a shop" });
    const { DatabaseList: databases } = await test.athena.send(
      new ListDatabasesCommand({ CatalogName: "AwsDataCatalog" }),
    );
    expect(databases?.map((each) => each.Name)).toEqual(["default", "shop"]);
    const { TableMetadata: table } = await test.athena.send(
      new GetTableMetadataCommand({ ...place, TableName: "orders" }),
    );
    expect(table).toMatchObject({
      Name: "orders",
      TableType: "EXTERNAL_TABLE",
      Columns: [
        { Name: "id", Type: "bigint", Comment: "the id" },
        { Name: "price", Type: "decimal(10,2)" },
      ],
      PartitionKeys: [{ Name: "day", Type: "string" }],
      Parameters: { EXTERNAL: "TRUE", k: "v", location: `s3://${BUCKET}/orders/` },
    });
    const { TableMetadataList: tables } = await test.athena.send(
      new ListTableMetadataCommand({ ...place, Expression: "c*" }),
    );
    expect(tables?.map((each) => [each.Name, each.TableType])).toEqual([["cheap", "VIRTUAL_VIEW"]]);
    const missing = await refusal(
      test.athena.send(new GetTableMetadataCommand({ ...place, TableName: "nope" })),
    );
    expect(missing).toMatchObject({
      name: "MetadataException",
      message: textLike(/Entity Not Found/),
    });
    const { DataCatalogsSummary: catalogs } = await test.athena.send(
      new ListDataCatalogsCommand({}),
    );
    expect(catalogs).toEqual([{ CatalogName: "AwsDataCatalog", Type: "GLUE" }]);
    expect(
      (await refusal(test.athena.send(new GetDataCatalogCommand({ Name: "other" })))).message,
    ).toContain("other");
  });
});

describe("what it has not", () => {
  it("is refused by name", async () => {
    const call = test.athena.send(
      new CreatePreparedStatementCommand({
        StatementName: "p",
        WorkGroup: "primary",
        QueryStatement: "SELECT 1",
      }),
    );
    const error = await refusal(call);
    expect(error.name).toBe("UnknownOperationException");
    expect(error.message).toContain("CreatePreparedStatement");
  });

  it("finds no execution under a made-up id", async () => {
    const error = await refusal(
      test.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: "nope" })),
    );
    expect(error.message).toBe("QueryExecution nope was not found");
  });

  it("refuses a required member that is missing", async () => {
    const error = await refusal(
      test.athena.send(new StartQueryExecutionCommand({ QueryString: undefined })),
    );
    expect(error.message).toBe(
      "1 validation error detected: Value null at 'queryString' failed to satisfy constraint: Member must not be null",
    );
  });
});
