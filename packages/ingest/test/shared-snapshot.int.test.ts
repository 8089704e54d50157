import { memorySink } from "@cloudapi/transform";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { ingest, ndjsonTarget, type SourceSnapshot, type SourceTable } from "../src/index.ts";
import { postgresSource } from "../src/postgres/index.ts";
import { PATIENCE_MS, type PostgresDatabase, postgresDatabase } from "./postgres-database.ts";
import { rowsOf } from "./read-all.ts";

/** Several sessions at a time need a server. */
const isThere = testServer("CLOUDAPI_TEST_POSTGRES") !== undefined;

describe.skipIf(!isThere)("a snapshot that connections share", () => {
  let database: PostgresDatabase;
  let tables: readonly SourceTable[];

  beforeAll(async () => {
    database = await postgresDatabase();
    await database.pool.query(`
      CREATE TABLE one (id int PRIMARY KEY); INSERT INTO one SELECT generate_series(1, 100);
      CREATE TABLE two (id int PRIMARY KEY); INSERT INTO two SELECT generate_series(1, 100);
      CREATE TABLE three (id int PRIMARY KEY); INSERT INTO three SELECT generate_series(1, 100)`);
    tables = await postgresSource(database.pool).discover({ tables: ["one", "two", "three"] });
  }, PATIENCE_MS);

  afterAll(async () => {
    await database?.close();
  });

  async function counts(snapshot: SourceSnapshot | undefined): Promise<number[]> {
    const found: number[] = [];
    if (snapshot === undefined) return found;
    for (const table of tables) found.push((await rowsOf(snapshot, table)).length);
    return found;
  }

  it("has all of its readers see one moment, however late they come", async () => {
    const pool = database.connect({ max: 3 });
    const first = await postgresSource(pool).open({ readers: 9 });
    expect(first.others?.most).toBe(2);
    await database.pool.query("DELETE FROM one WHERE id > 10; INSERT INTO two VALUES (101)");
    const second = await first.others?.open();
    await database.pool.query("INSERT INTO three VALUES (101), (102)");
    const third = await first.others?.open();
    const seen = await Promise.all([first, second, third].map((each) => counts(each)));
    expect(seen).toEqual([
      [100, 100, 100],
      [100, 100, 100],
      [100, 100, 100],
    ]);
    for (const each of [third, second, first]) await each?.close();
    const later = await postgresSource(pool).open();
    expect(await counts(later)).toEqual([10, 101, 102]);
    expect(later.others?.most ?? 0).toBe(0);
    await later.close();
  });

  it("takes no more connections than the pool has, and one where nothing is said", async () => {
    for (const { max, concurrency, most } of [
      { max: 1, concurrency: 5, most: 1 },
      { max: 2, concurrency: 5, most: 2 },
      { max: 5, concurrency: undefined, most: 1 },
    ]) {
      const pool = database.connect({ max });
      const target = ndjsonTarget(memorySink());
      const source = postgresSource(pool);
      const names = ["one", "two", "three"];
      const report = await ingest({ source, target, tables: names }, { concurrency });
      expect(report.failed).toEqual([]);
      expect(report.consistency?.kind).toBe("snapshot");
      expect(report.tables.map(({ table }) => table)).toEqual(names);
      expect(pool.totalCount).toBeLessThanOrEqual(most);
    }
  });
});
