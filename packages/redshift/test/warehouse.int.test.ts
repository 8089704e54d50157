import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListDatabasesCommand,
} from "@aws-sdk/client-redshift-data";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { queryRows } from "../src/index.ts";
import { pgWarehouse } from "../src/pg/index.ts";
import { freshDatabase, type StandIn, startStandIn } from "./support/stand-in.ts";

const PLACE = { WorkgroupName: "w", Database: "dev" };
const MANY = "SELECT n, CAST(n AS varchar) AS t FROM (SELECT generate_series(1, 2500) AS n) AS s";

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
}, 240_000);
afterAll(() => standIn.close(), 60_000);

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe("the Data API on the wire", () => {
  it("gives typed values, and a result of several pages whole", async () => {
    const { warehouse } = standIn;
    const sql =
      "SELECT CAST(1 AS bigint) AS i, CAST(2.50 AS decimal(5,2)) AS d, CAST('2025-01-15 10:00:00.5' AS timestamp) AS t, true AS b, CAST(NULL AS varchar) AS n, CAST('NaN' AS double precision) AS f, :word AS w";
    const parameters = { word: "it's \\ :here" };
    expect(await all(queryRows(warehouse, { sql, parameters }))).toEqual([
      {
        i: 1n,
        d: "2.50",
        t: "2025-01-15T10:00:00.500Z",
        b: true,
        n: null,
        f: Number.NaN,
        w: parameters.word,
      },
    ]);
    const rows = await all(queryRows(warehouse, { sql: MANY }));
    expect([rows.length, rows.at(-1)]).toEqual([2500, { n: 2500, t: "2500" }]);
  });

  it("an integer beyond 2^53 is exact or refused, and exact as text", async () => {
    const { warehouse } = standIn;
    const sql = "SELECT CAST(9007199254740993 AS bigint) AS big";
    const read = await all(queryRows(warehouse, { sql })).catch((error: unknown) => error);
    expect([
      [{ big: 9007199254740993n }],
      expect.objectContaining({ code: "INEXACT_INTEGER" }),
    ]).toContainEqual(read);
    const text = "SELECT CAST(CAST(9007199254740993 AS bigint) AS varchar) AS big";
    expect(await all(queryRows(warehouse, { sql: text }))).toEqual([{ big: "9007199254740993" }]);
  });

  it("a batch is one transaction", async () => {
    const { warehouse } = standIn;
    await warehouse.run("CREATE TABLE batched (n integer)");
    const statements = ["INSERT INTO batched VALUES (1), (2)", "SELECT * FROM nowhere"];
    await expect(warehouse.transaction({ statements })).rejects.toMatchObject({
      code: "NO_SUCH_TABLE",
    });
    expect(await all(queryRows(warehouse, { sql: "SELECT n FROM batched" }))).toEqual([]);
    const done = await warehouse.transaction({
      statements: ["INSERT INTO batched VALUES (1), (2)", "SELECT n FROM batched ORDER BY n"],
      resultOf: 1,
    });
    expect(done.statements.map(({ rows }) => rows)).toEqual([2, 2]);
    expect(done.result?.rows).toEqual([[1], [2]]);
  });

  it.each([
    [
      "a statement that is too long",
      new ExecuteStatementCommand({ ...PLACE, Sql: `SELECT '${"x".repeat(100_000)}'` }),
      "ValidationException",
    ],
    [
      "a batch of 41",
      new BatchExecuteStatementCommand({ ...PLACE, Sqls: Array(41).fill("SELECT 1") }),
      "ValidationException",
    ],
    [
      "no place",
      new ExecuteStatementCommand({ Database: "dev", Sql: "SELECT 1" }),
      "ValidationException",
    ],
    [
      "a session",
      new ExecuteStatementCommand({ ...PLACE, Sql: "SELECT 1", SessionKeepAliveSeconds: 60 }),
      "ValidationException",
    ],
    [
      "a statement that is not there",
      new DescribeStatementCommand({ Id: "none" }),
      "ResourceNotFoundException",
    ],
    [
      "an operation that it hasn't",
      new ListDatabasesCommand({ ...PLACE }),
      "UnknownOperationException",
    ],
  ])("refuses %s", async (_, command, name) => {
    await expect(standIn.client.send(command as ExecuteStatementCommand)).rejects.toMatchObject({
      name,
    });
  });

  it("the same token is the same statement, and another request under it is refused", async () => {
    const { client } = standIn;
    const request = { ...PLACE, Sql: "SELECT 1 AS one", ClientToken: "token-1" };
    const first = await client.send(new ExecuteStatementCommand(request));
    const again = await client.send(new ExecuteStatementCommand(request));
    expect(again.Id).toBe(first.Id);
    const other = new ExecuteStatementCommand({ ...request, Sql: "SELECT 2" });
    await expect(client.send(other)).rejects.toMatchObject({ name: "ValidationException" });
  });

  it("a statement that ended can't be cancelled, and one without rows has no result", async () => {
    const { client, warehouse } = standIn;
    await warehouse.run("CREATE TABLE ended (n integer)");
    const { Id } = await client.send(
      new ExecuteStatementCommand({ ...PLACE, Sql: "DELETE FROM ended" }),
    );
    await expect
      .poll(async () => (await client.send(new DescribeStatementCommand({ Id }))).Status, {
        timeout: 20_000,
      })
      .toBe("FINISHED");
    await expect(client.send(new CancelStatementCommand({ Id }))).rejects.toMatchObject({
      name: "ValidationException",
    });
    await expect(client.send(new GetStatementResultCommand({ Id }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  it("what the stand-in does not do is refused by name", async () => {
    const { warehouse } = standIn;
    const refused = [
      "UNLOAD ('SELECT 1') TO 's3://b/p/' IAM_ROLE default",
      "GRANT SELECT ON t TO ROLE r",
      "COPY t FROM 's3://b/p/' IAM_ROLE default FORMAT AS CSV",
      "SELECT 1; DROP TABLE t",
    ];
    for (const sql of refused) await expect(warehouse.run(sql)).rejects.toThrow("does not do");
  });
});

const url = testServer("CLOUDAPI_TEST_POSTGRES");

describe.skipIf(url === undefined)("the driver pg (CLOUDAPI_TEST_POSTGRES)", () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    database = await freshDatabase(new URL(url as string));
  });
  afterAll(() => database.close());

  it("gives the same values as the Data API, page by page", async () => {
    const warehouse = pgWarehouse(database.pool, { pageRows: 1000 });
    const sql =
      "SELECT CAST(9007199254740993 AS bigint) AS i, CAST(2.50 AS decimal(5,2)) AS d, CAST('2025-01-15 10:00:00.5' AS timestamp) AS t, true AS b, :word AS w, ':not' AS c";
    const parameters = { word: "it's \\ :here" };
    expect(await all(queryRows(warehouse, { sql, parameters }))).toEqual([
      {
        i: 9007199254740993n,
        d: "2.50",
        t: "2025-01-15T10:00:00.500Z",
        b: true,
        w: parameters.word,
        c: ":not",
      },
    ]);
    const pages = await all(warehouse.pages({ sql: MANY }));
    expect(pages.map(({ rows }) => rows.length)).toEqual([1000, 1000, 500]);
    await expect(all(queryRows(warehouse, { sql: "SELECT :a AS a" }))).rejects.toMatchObject({
      code: "WRONG_PARAMETERS",
    });
  });

  it("a transaction is done all or not at all, and an abort ends what runs", async () => {
    const warehouse = pgWarehouse(database.pool);
    await warehouse.run("CREATE TABLE kept (n integer NOT NULL)");
    const failing = {
      statements: ["INSERT INTO kept VALUES (1)", "INSERT INTO kept VALUES (NULL)"],
    };
    await expect(warehouse.transaction(failing)).rejects.toMatchObject({
      code: "NULL_IN_REQUIRED_COLUMN",
    });
    expect(await all(queryRows(warehouse, { sql: "SELECT n FROM kept" }))).toEqual([]);
    const signal = AbortSignal.timeout(300);
    const sleeping = warehouse.run("SELECT pg_sleep(60)", { signal });
    await expect(sleeping).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
