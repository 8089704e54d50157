import { memorySink } from "@cloudapi/transform";
import { Pool, type PoolConfig } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { ingest, ndjsonTarget, parquetTarget } from "../src/index.ts";
import { postgresSource } from "../src/postgres/index.ts";
import type { SourceTable } from "../src/source/source-table.ts";
import { failureOf, freePort } from "./failure-of.ts";
import { PATIENCE_MS, type PostgresDatabase, postgresDatabase } from "./postgres-database.ts";
import { readAll, rowsOf } from "./read-all.ts";

const url = testServer("CLOUDAPI_TEST_POSTGRES");
const SECRET = "not-the-pass-word";

it("says that nothing listens", async () => {
  const pool = new Pool({ host: "127.0.0.1", port: await freePort(), password: SECRET });
  expect(await failureOf(postgresSource(pool).discover(), SECRET)).toEqual({
    code: "CONNECTION_REFUSED",
    source: "postgres",
  });
});

it("says that there is no such host", async () => {
  const pool = new Pool({ connectionString: `postgres://u:${SECRET}@no-such-host.invalid/db` });
  expect(await failureOf(postgresSource(pool).open(), SECRET)).toMatchObject({
    code: "CONNECTION_REFUSED",
  });
});

describe.skipIf(url === undefined)("rows that are changed under who reads them", () => {
  let database: PostgresDatabase;

  beforeAll(async () => {
    database = await postgresDatabase();
    // What a standby does to who reads rows that its primary has removed: error 40001, after the first of them were sent.
    await database.pool.query(`
      CREATE TABLE conflicts (left_ int); INSERT INTO conflicts VALUES (0);
      CREATE TABLE calm (id int PRIMARY KEY); INSERT INTO calm VALUES (1);
      CREATE TABLE stored (id int PRIMARY KEY, v text);
      INSERT INTO stored SELECT n, repeat('x', 100) FROM generate_series(1, 5000) n;
      CREATE FUNCTION removed(id int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN
        IF id = 4000 AND (SELECT left_ > 0 FROM conflicts) THEN
          RAISE EXCEPTION 'canceling statement due to conflict with recovery' USING ERRCODE = '40001';
        END IF;
        RETURN id;
      END $$;
      CREATE VIEW busy AS SELECT removed(id) AS id, v FROM stored`);
  }, PATIENCE_MS);

  afterAll(async () => {
    await database.close();
  });

  /** A source whose server gives up so many times, counted by the snapshots that are taken. */
  async function conflicting(times: number) {
    const source = postgresSource(database.pool, { name: "shop" });
    await database.pool.query("UPDATE conflicts SET left_ = 1");
    let opened = 0;
    const open: typeof source.open = async (options) => {
      if (opened++ === times) await database.pool.query("UPDATE conflicts SET left_ = 0");
      return source.open(options);
    };
    return { source: { ...source, open }, count: () => opened };
  }

  it.each([
    { name: "JSON Lines", targetOf: ndjsonTarget },
    { name: "Parquet", targetOf: parquetTarget },
  ])("are read again from the start, and are there once: $name", async ({ targetOf }) => {
    const { source, count } = await conflicting(3);
    const sink = memorySink();
    const report = await ingest({ source, target: targetOf(sink), tables: ["busy", "calm"] });
    expect(report).toMatchObject({ failed: [], rowsRead: 5001, rowsWritten: 5001 });
    expect(report.consistency?.kind).toBe("table");
    expect(count()).toBe(4);
    const files = [...sink.objects.keys()].filter((key) =>
      /^busy\/.*(?:data\.json|parquet)$/.test(key),
    );
    expect(files).toHaveLength(1);
  });

  it("fail after some attempts, which says what to set on a replica, and other tables finish", async () => {
    const { source, count } = await conflicting(100);
    const sink = memorySink();
    const target = ndjsonTarget(sink);
    const report = await ingest({ source, target, tables: ["busy", "calm"] });
    expect(report.failed).toEqual(["busy"]);
    expect(report.tables[0]).toMatchObject({
      code: "SERIALIZATION_CONFLICT",
      message: expect.stringMatching(
        /"busy" of shop .*conflict with recovery.*hot_standby_feedback.*max_standby_streaming_delay/,
      ) as string,
    });
    // Four for the table, and one for those after it.
    expect(count()).toBe(5);
    expect([...sink.objects.keys()].filter((key) => key.startsWith("busy/"))).toEqual([]);
  });
});

describe.skipIf(url === undefined)("on a server", () => {
  let database: PostgresDatabase;

  beforeAll(async () => {
    database = await postgresDatabase();
    await database.pool.query(`
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tls_only') THEN CREATE ROLE tls_only; END IF;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'must_encrypt') THEN
          CREATE ROLE must_encrypt LOGIN PASSWORD 'app' IN ROLE tls_only;
        END IF;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'restricted') THEN CREATE ROLE restricted LOGIN PASSWORD 'app'; END IF;
      END $$;
      CREATE TABLE open_ (id int); INSERT INTO open_ VALUES (1); GRANT SELECT ON open_ TO restricted;
      CREATE TABLE closed (id int);
      CREATE TABLE hidden (id int, owner text); INSERT INTO hidden VALUES (1, 'restricted'), (2, 'other');
      ALTER TABLE hidden ENABLE ROW LEVEL SECURITY; GRANT SELECT ON hidden TO restricted;
      CREATE POLICY own ON hidden USING (owner = current_user)`);
  }, PATIENCE_MS);

  afterAll(async () => {
    await database.close();
  });

  function sourceOf(options: PoolConfig) {
    return postgresSource(database.connect(options), { name: "shop" });
  }

  it("says that the password is wrong", async () => {
    const failure = failureOf(sourceOf({ password: SECRET }).discover(), SECRET);
    expect(await failure).toEqual({ code: "LOGIN_REFUSED", source: "shop" });
  });

  it("says that there is no such database", async () => {
    const failure = failureOf(sourceOf({ database: "elsewhere" }).discover(), SECRET);
    expect(await failure).toMatchObject({ code: "LOGIN_REFUSED" });
  });

  it("says that the connection has to be encrypted, and takes one that is", async () => {
    const plain = sourceOf({ user: "must_encrypt" });
    expect(await failureOf(plain.discover(), SECRET)).toMatchObject({ code: "TLS_REQUIRED" });
    const encrypted = sourceOf({ user: "must_encrypt", ssl: { rejectUnauthorized: false } });
    expect(await encrypted.discover({ tables: ["open_"] })).toHaveLength(1);
  });

  it("says that the certificate is not one to trust", async () => {
    const failure = failureOf(sourceOf({ ssl: true }).discover(), SECRET);
    expect(await failure).toMatchObject({ code: "TLS_FAILED" });
  });

  it("says which table may not be read, and reads the others", async () => {
    const source = sourceOf({ user: "restricted" });
    const [open, closed] = (await source.discover({ tables: ["open_", "closed"] })) as [
      SourceTable,
      SourceTable,
    ];
    const snapshot = await source.open();
    const failure = await failureOf(rowsOf(snapshot, closed), SECRET);
    expect(failure).toMatchObject({ code: "SOURCE_ACCESS_DENIED", table: "closed" });
    expect(await snapshot.count?.(open)).toBe(1);
    await snapshot.close();
  });

  it("does not leave out rows that a policy hides, unless it is told to", async () => {
    const pool = database.connect({ user: "restricted" });
    expect(await failureOf(readAll(postgresSource(pool), "hidden"), SECRET)).toMatchObject({
      code: "SOURCE_ACCESS_DENIED",
      table: "hidden",
    });
    const applied = postgresSource(pool, { rowSecurity: "apply" });
    expect(await readAll(applied, "hidden")).toEqual([{ id: 1, owner: "restricted" }]);
  });

  it("says that a statement took too long", async () => {
    await database.pool.query("CREATE VIEW slow AS SELECT 1 AS id FROM pg_sleep(30)");
    const source = sourceOf({ statement_timeout: 300 });
    expect(await failureOf(readAll(source, "slow"), SECRET)).toMatchObject({
      code: "STATEMENT_TIMEOUT",
      table: "slow",
    });
  });

  it("says that a table is held by another", async () => {
    const holder = await database.pool.connect();
    await holder.query("BEGIN; LOCK TABLE open_ IN ACCESS EXCLUSIVE MODE");
    const source = sourceOf({ lock_timeout: 300 });
    const failure = await failureOf(readAll(source, "open_"), SECRET);
    await holder.query("ROLLBACK");
    holder.release();
    expect(failure).toMatchObject({ code: "STATEMENT_TIMEOUT", table: "open_" });
  });

  it("says that the connection was lost midway, and the next run has another", async () => {
    const source = sourceOf({ application_name: "doomed" });
    const [open] = (await source.discover({ tables: ["open_"] })) as [SourceTable];
    const snapshot = await source.open();
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'doomed'",
    );
    const failure = await failureOf(Promise.resolve(snapshot.count?.(open)), SECRET);
    await snapshot.close();
    expect(failure).toMatchObject({ code: "CONNECTION_LOST" });
    expect(await readAll(source, "open_")).toEqual([{ id: 1 }]);
  });

  it("says that the server takes no more connections", async () => {
    await database.pool.query("ALTER ROLE restricted CONNECTION LIMIT 0");
    const failure = await failureOf(sourceOf({ user: "restricted" }).discover(), SECRET);
    await database.pool.query("ALTER ROLE restricted CONNECTION LIMIT -1");
    expect(failure).toMatchObject({ code: "CONNECTION_REFUSED" });
  });
});
