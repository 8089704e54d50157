import { memorySink } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { ingest, ndjsonTarget, type Source } from "../src/index.ts";
import { postgresSource } from "../src/postgres/index.ts";
import { PATIENCE_MS, type PostgresDatabase, postgresDatabase } from "./postgres-database.ts";

function load(source: Source) {
  return ingest({ source, target: ndjsonTarget(memorySink()), tables: ["first", "seen", "last"] });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe.skipIf(testServer("CLOUDAPI_TEST_POSTGRES") === undefined)("on PostgreSQL", () => {
  let database: PostgresDatabase;
  let source: Source;

  beforeAll(async () => {
    database = await postgresDatabase();
    // What is read holds the table one, waits for the gate, and then wants the table two.
    await database.pool.query(`
      CREATE TABLE first (id int); INSERT INTO first VALUES (1);
      CREATE TABLE last (id int); INSERT INTO last VALUES (1);
      CREATE TABLE one (id int); INSERT INTO one VALUES (1);
      CREATE TABLE two (id int);
      CREATE FUNCTION looked() RETURNS int LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_xact_lock_shared(1);
        RETURN (SELECT count(*) FROM two);
      END $$;
      CREATE VIEW seen AS SELECT id, looked() AS n FROM one`);
    // The reader looks for deadlocks, and nobody else.
    const reading = database.connect({ options: "-c deadlock_timeout=50ms" });
    source = postgresSource(reading, { name: "shop" });
  }, PATIENCE_MS);

  afterAll(async () => {
    await database?.close();
  });

  /** Whether somebody of this database waits for a lock of the kind. */
  async function isAwaited(kind: string): Promise<boolean> {
    const { rows } = await database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_locks JOIN pg_database d ON d.oid = database
       WHERE d.datname = current_database() AND NOT granted AND locktype = $1`,
      [kind],
    );
    return (rows[0]?.n ?? 0) > 0;
  }

  /** Others who have the reader found in a deadlock, so many times; resolves when they have let go of everything. */
  async function deadlocks(times: number): Promise<{ readonly over: Promise<void> }> {
    const [gate, holder] = await Promise.all([database.pool.connect(), database.pool.connect()]);
    await holder.query("SET deadlock_timeout = '1h'");
    const close = async () => {
      await gate.query("SELECT pg_advisory_lock(1)");
      await holder.query("BEGIN; LOCK TABLE two IN ACCESS EXCLUSIVE MODE");
    };
    const meet = async () => {
      await until(() => isAwaited("advisory"));
      const locked = holder.query("LOCK TABLE one IN ACCESS EXCLUSIVE MODE");
      await until(() => isAwaited("relation"));
      await gate.query("SELECT pg_advisory_unlock(1)");
      await locked;
    };
    await close();
    const run = async () => {
      await meet();
      for (let again = 1; again < times; again++) {
        await gate.query("SELECT pg_advisory_lock(1)");
        await holder.query("ROLLBACK; BEGIN; LOCK TABLE two IN ACCESS EXCLUSIVE MODE");
        await meet();
      }
      await holder.query("ROLLBACK");
      holder.release(true);
      gate.release(true);
    };
    return { over: run() };
  }

  it(
    "reads a table again that was given up in a deadlock, and the others of that later moment",
    async () => {
      const { over } = await deadlocks(1);
      const report = await load(source);
      await over;
      expect(report).toMatchObject({ failed: [], rowsWritten: 3, consistency: { kind: "table" } });
    },
    PATIENCE_MS,
  );

  it(
    "says which table was given up twice, and what to do, and has the others",
    async () => {
      const { over } = await deadlocks(2);
      const report = await load(source);
      await over;
      expect(report.tables).toMatchObject([
        { table: "first", status: "done" },
        {
          table: "seen",
          status: "failed",
          code: "DEADLOCK",
          message: expect.stringMatching(
            /^Table "seen" of shop was given up .*deadlock detected.*Run it again/,
          ) as string,
        },
        { table: "last", status: "done" },
      ]);
      expect((await load(source)).failed).toEqual([]);
    },
    PATIENCE_MS,
  );
});
