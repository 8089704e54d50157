import { createPool as createPromisePool } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mySqlSource } from "../src/mysql/index.ts";
import type { SourceColumn, SourceTable } from "../src/source/source-table.ts";
import { MYSQL_SERVERS, type MysqlDatabase, mysqlDatabase } from "./mysql-database.ts";
import { MYSQL_TYPES, makeMysqlTypes } from "./mysql-type-cases.ts";
import { readAll } from "./read-all.ts";
import { sectionOf, typeTable } from "./support/type-page.ts";

describe.each(MYSQL_SERVERS)("$variable", ({ url }) => {
  let database: MysqlDatabase;
  let table: SourceTable;

  beforeAll(async () => {
    if (url === undefined) return;
    database = await mysqlDatabase(url);
    await makeMysqlTypes(database);
    [table] = (await mySqlSource(database.pool).discover({ tables: ["kinds"] })) as [SourceTable];
  });

  afterAll(async () => {
    await database?.close();
  });

  it.skipIf(url === undefined)("gives every type its verdict and its place in the contract", () => {
    const said = table.columns.slice(1).map(({ verdict, code }) => ({ verdict, code }));
    expect(said).toEqual(MYSQL_TYPES.map(({ verdict, code }) => ({ verdict, code })));
  });

  it.skipIf(url === undefined)("tells of every type as the page of types does", async () => {
    const columns = table.columns.slice(1) as SourceColumn[];
    const told = typeTable(
      columns.map((each, at) => ({ ...each, type: String(MYSQL_TYPES[at]?.type) })),
    );
    expect(await sectionOf("MySQL and MariaDB", told)).toBe(told);
  });

  it.skipIf(url === undefined)("reads every type's values as they are, at its edges", async () => {
    const rows = await readAll(mySqlSource(database.pool), "kinds");
    expect(valuesOf(rows)).toEqual(
      MYSQL_TYPES.map(({ values }) => values.map(([, canonical]) => canonical)),
    );
  });

  it.skipIf(url === undefined)("reads the same whatever the pool makes of types", async () => {
    const plain = await readAll(mySqlSource(database.pool), "kinds");
    const strange = database.connect({
      typeCast: () => "something else",
      decimalNumbers: true,
      dateStrings: ["DATE"],
      timezone: "+09:00",
      rowsAsArray: true,
      charset: "latin1",
    });
    expect(await readAll(mySqlSource(strange), "kinds")).toEqual(plain);
  });

  it.skipIf(url === undefined)("takes a pool of promises", async () => {
    const { hostname, port } = new URL(String(url));
    const pool = createPromisePool({
      host: hostname,
      port: Number(port),
      user: "app",
      password: "app",
      database: database.name,
    });
    const rows = await readAll(mySqlSource(pool), "kinds", { columns: ["id"] });
    await pool.end();
    expect(rows).toHaveLength(MYSQL_TYPES.flatMap(({ values }) => values).length);
  });

  it.skipIf(url === undefined)(
    "makes null of zero dates where it is told to, and says that this loses",
    async () => {
      const source = mySqlSource(database.pool, { zeroDates: "null", microseconds: "cut" });
      const [told] = await source.discover({ tables: ["kinds"] });
      const lossy = told?.columns.filter(({ verdict }) => verdict === "lossy");
      expect(lossy?.map(({ nativeType }) => nativeType)).toEqual([
        "date",
        "datetime",
        "datetime(6)",
        "timestamp(3)",
      ]);
      const dates = (await readAll(source, "kinds")).map((row) => Object.values(row));
      expect(dates.flat().filter((value) => String(value).startsWith("0000-"))).toEqual([]);
    },
  );

  it.skipIf(url === undefined)("reads tinyint(1) as a boolean where it is told to", async () => {
    const source = mySqlSource(database.pool, { tinyInt1: "boolean" });
    const [told] = await source.discover({ tables: ["kinds"] });
    expect(told?.columns[3]?.code).toBe("z.boolean()");
    const rows = await readAll(source, "kinds");
    expect(valuesOf(rows)[2]).toEqual([false, true, 7]);
  });
});

function valuesOf(rows: readonly Readonly<Record<string, unknown>>[]): unknown[][] {
  return MYSQL_TYPES.map((_, at) =>
    rows.filter((row) => row[`c${at}`] !== null).map((row) => row[`c${at}`]),
  );
}
