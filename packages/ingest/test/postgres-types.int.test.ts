import { afterAll, beforeAll, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { postgresSource } from "../src/postgres/index.ts";
import type { SourceColumn, SourceTable } from "../src/source/source-table.ts";
import { PATIENCE_MS, type PostgresDatabase, postgresDatabase } from "./postgres-database.ts";
import { makePostgresTypes, POSTGRES_TYPES, TIMESTAMP } from "./postgres-type-cases.ts";
import { readAll } from "./read-all.ts";
import { sectionOf, typeTable } from "./support/type-page.ts";

let database: PostgresDatabase;
let table: SourceTable;

beforeAll(async () => {
  database = await postgresDatabase();
  const { pool } = database;
  await makePostgresTypes(pool);
  const [found] = await postgresSource(pool).discover({ tables: ["kinds"] });
  table = found as SourceTable;
}, PATIENCE_MS);

afterAll(async () => {
  await database.close();
});

it("gives every type its verdict and its place in the contract", () => {
  const said = table.columns.slice(1).map(({ verdict, code }) => ({ verdict, code }));
  expect(said).toEqual(POSTGRES_TYPES.map(({ verdict, code }) => ({ verdict, code })));
});

it("tells of every type as the page of types does", async () => {
  const types = POSTGRES_TYPES.map(({ type }, at) => ({ ...columnAt(at + 1), type }));
  const told = typeTable(types);
  expect(await sectionOf("PostgreSQL", told)).toBe(told);
});

function columnAt(at: number): SourceColumn {
  return table.columns[at] as SourceColumn;
}

it.skipIf(testServer("CLOUDAPI_TEST_POSTGRES") === undefined)("reads xml as its text", async () => {
  await database.pool.query("CREATE TABLE documents (id int PRIMARY KEY, x xml)");
  await database.pool.query("INSERT INTO documents VALUES (1, '<a b=\"ü\">&lt;</a>'), (2, NULL)");
  const source = postgresSource(database.pool);
  const [found] = await source.discover({ tables: ["documents"] });
  expect(found?.columns[1]).toMatchObject({ verdict: "converted", code: "z.string()" });
  expect(await readAll(source, "documents", { orderBy: ["id"] })).toEqual([
    { id: 1, x: '<a b="ü">&lt;</a>' },
    { id: 2, x: null },
  ]);
});

it("reads every type's values as they are, at its edges", async () => {
  const rows = await readAll(postgresSource(database.pool), "kinds");
  const read = POSTGRES_TYPES.map((_, at) =>
    rows.filter((row) => row[`c${at}`] !== null).map((row) => row[`c${at}`]),
  );
  expect(read).toEqual(
    POSTGRES_TYPES.map(({ values }) => values.map(([, canonical]) => canonical)),
  );
});

it("reads null where there is nothing", async () => {
  await database.pool.query("CREATE TABLE nothing AS SELECT * FROM kinds LIMIT 0");
  await database.pool.query("INSERT INTO nothing DEFAULT VALUES");
  const rows = await readAll(postgresSource(database.pool), "nothing");
  expect(rows.map((row) => Object.values(row).filter((value) => value !== null))).toEqual([[]]);
});

it("cuts microseconds only where it is told to, and says that they are lost", async () => {
  const [cut] = await postgresSource(database.pool, { microseconds: "cut" }).discover({
    tables: ["kinds"],
  });
  const finer = cut?.columns.filter(({ verdict }) => verdict === "lossy");
  expect(finer?.map(({ nativeType, code }) => [nativeType, code])).toEqual([
    ["timestamp with time zone", TIMESTAMP],
    ["timestamp without time zone", TIMESTAMP],
  ]);
});

it("leaves the client's settings as they were", async () => {
  const before = await database.pool.query("SHOW timezone");
  await readAll(postgresSource(database.pool), "kinds");
  const after = await database.pool.query("SHOW timezone");
  expect(after.rows).toEqual(before.rows);
  expect(after.rows).toEqual([{ TimeZone: "Asia/Kolkata" }]);
});
