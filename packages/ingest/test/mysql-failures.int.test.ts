import { createPool, type PoolOptions } from "mysql2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mySqlSource } from "../src/mysql/index.ts";
import type { Source } from "../src/source/source.ts";
import type { SourceTable } from "../src/source/source-table.ts";
import { failureOf, freePort } from "./failure-of.ts";
import { MYSQL_SERVERS, type MysqlDatabase, mysqlDatabase } from "./mysql-database.ts";
import { readAll, rowsOf } from "./read-all.ts";

const SECRET = "not-the-pass-word";

it("says that nothing listens", async () => {
  const pool = createPool({ host: "127.0.0.1", port: await freePort(), password: SECRET });
  expect(await failureOf(mySqlSource(pool).discover(), SECRET)).toEqual({
    code: "CONNECTION_REFUSED",
    source: "mysql",
  });
});

it("says that there is no such host", async () => {
  const pool = createPool(`mysql://u:${SECRET}@no-such-host.invalid/db`);
  expect(await failureOf(mySqlSource(pool).open(), SECRET)).toMatchObject({
    code: "CONNECTION_REFUSED",
  });
});

describe.each(MYSQL_SERVERS)("$variable", ({ variable, url }) => {
  const isThere = url !== undefined;
  const isMariadb = variable === "CLOUDAPI_TEST_MARIADB";
  let database: MysqlDatabase;

  beforeAll(async () => {
    if (url === undefined) return;
    database = await mysqlDatabase(url);
    const { name } = database;
    await database.run(
      "CREATE TABLE open_ (id int PRIMARY KEY)",
      "INSERT INTO open_ VALUES (1)",
      "CREATE TABLE closed (id int)",
      "CREATE VIEW slow AS SELECT SLEEP(30) AS id",
      "CREATE USER IF NOT EXISTS 'restricted'@'%' IDENTIFIED BY 'app'",
      `GRANT SELECT ON ${name}.open_ TO 'restricted'@'%'`,
      `GRANT INSERT ON ${name}.closed TO 'restricted'@'%'`,
      "CREATE USER IF NOT EXISTS 'must_encrypt'@'%' IDENTIFIED BY 'app' REQUIRE SSL",
      `GRANT SELECT ON ${name}.* TO 'must_encrypt'@'%'`,
    );
  });

  afterAll(async () => {
    await database?.close();
  });

  function sourceOf(options: PoolOptions): Source {
    return mySqlSource(database.connect(options), { name: "shop" });
  }

  /** Until the server has none left of the user: a connection that is to end may still answer. */
  async function killAll(user: string): Promise<void> {
    const pool = database.pool.promise();
    const query = "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = ?";
    for (;;) {
      const [rows] = (await pool.query(query, [user])) as unknown as [{ ID: number }[]];
      if (rows.length === 0) return;
      for (const { ID } of rows) await pool.query("KILL ?", [ID]).catch(() => undefined);
    }
  }

  it.skipIf(!isThere)("says that the password is wrong", async () => {
    const failure = failureOf(sourceOf({ password: SECRET }).discover(), SECRET);
    expect(await failure).toEqual({ code: "LOGIN_REFUSED", source: "shop" });
  });

  it.skipIf(!isThere)("says that there is no such database, or none chosen", async () => {
    const elsewhere = failureOf(sourceOf({ database: "elsewhere" }).discover(), SECRET);
    expect(await elsewhere).toMatchObject({ code: "LOGIN_REFUSED" });
    const { hostname, port } = new URL(String(url));
    const pool = createPool({ host: hostname, port: Number(port), user: "app", password: "app" });
    const none = await failureOf(mySqlSource(pool).discover(), SECRET);
    const chosen = mySqlSource(pool, { database: database.name });
    expect(none).toMatchObject({ code: "SOURCE_FAILED" });
    expect(await chosen.discover()).toHaveLength(3);
    await pool.promise().end();
  });

  it.skipIf(!isThere)("says that a login without encryption was refused", async () => {
    const plain = sourceOf({ user: "must_encrypt" });
    expect(await failureOf(plain.discover(), SECRET)).toMatchObject({ code: "LOGIN_REFUSED" });
  });

  it.skipIf(!isThere)("says that encryption failed", async () => {
    const failure = failureOf(sourceOf({ ssl: { rejectUnauthorized: true } }).discover(), SECRET);
    expect(await failure).toMatchObject({ code: "TLS_FAILED" });
  });

  it.skipIf(!isThere)("takes a connection that is encrypted", async () => {
    const source = sourceOf({ user: "must_encrypt", ssl: { rejectUnauthorized: false } });
    expect(await readAll(source, "open_")).toEqual([{ id: 1 }]);
  });

  it.skipIf(!isThere)("says which table may not be read, and reads the others", async () => {
    const source = sourceOf({ user: "restricted" });
    const [open, closed] = (await source.discover({ tables: ["open_", "closed"] })) as [
      SourceTable,
      SourceTable,
    ];
    const snapshot = await source.open();
    const failure = await failureOf(rowsOf(snapshot, closed), SECRET);
    const count = await snapshot.count?.(open);
    await snapshot.close();
    expect(failure).toMatchObject({ code: "SOURCE_ACCESS_DENIED", table: "closed" });
    expect(count).toBe(1);
  });

  it.skipIf(!isThere)("says that a statement took too long, and reads on", async () => {
    const pool = database.connect({ connectionLimit: 1 });
    const limit = isMariadb ? "max_statement_time = 0.3" : "max_execution_time = 300";
    await pool.promise().query(`SET SESSION ${limit}`);
    const source = mySqlSource(pool);
    expect(await failureOf(readAll(source, "slow"), SECRET)).toMatchObject({
      code: "STATEMENT_TIMEOUT",
      table: "slow",
    });
    expect(await readAll(source, "open_")).toEqual([{ id: 1 }]);
  });

  it.skipIf(!isThere)("says that a table is held by another", async () => {
    const holder = await database.pool.promise().getConnection();
    await holder.query("LOCK TABLES open_ WRITE");
    const pool = database.connect({ connectionLimit: 1 });
    await pool.promise().query("SET SESSION lock_wait_timeout = 1");
    const failure = await failureOf(readAll(mySqlSource(pool), "open_"), SECRET);
    await holder.query("UNLOCK TABLES");
    holder.release();
    expect(failure).toMatchObject({ code: "STATEMENT_TIMEOUT" });
  });

  it.skipIf(!isThere)(
    "says that the connection was lost midway, and the next run has another",
    async () => {
      const source = sourceOf({ user: "must_encrypt", ssl: { rejectUnauthorized: false } });
      const [open] = (await source.discover({ tables: ["open_"] })) as [SourceTable];
      const snapshot = await source.open();
      await killAll("must_encrypt");
      const failure = await failureOf(Promise.resolve(snapshot.count?.(open)), SECRET);
      await snapshot.close();
      expect(failure).toMatchObject({ code: "CONNECTION_LOST" });
      expect(await readAll(source, "open_")).toEqual([{ id: 1 }]);
    },
  );

  it.skipIf(!isThere)("leaves the connection's settings as they were", async () => {
    const pool = database.connect({ connectionLimit: 1 });
    const settings =
      "SELECT @@SESSION.time_zone, @@SESSION.sql_mode, @@SESSION.net_write_timeout, @@SESSION.max_sort_length, @@SESSION.character_set_results";
    await pool.promise().query("SET SESSION time_zone = 'SYSTEM', sql_mode = 'ANSI_QUOTES'");
    const before = await pool.promise().query({ sql: settings, rowsAsArray: true });
    await readAll(mySqlSource(pool), "open_");
    const after = await pool.promise().query({ sql: settings, rowsAsArray: true });
    expect(after[0]).toEqual(before[0]);
  });
});
