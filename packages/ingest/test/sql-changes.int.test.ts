import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SourceSnapshot } from "../src/source/source.ts";
import type { SourceTable } from "../src/source/source-table.ts";
import { SQL_DATABASES, type SqlDatabase } from "./sql-databases.ts";

/** What is changed by others while a snapshot is read needs a server, which has several sessions. */
const isServer = (process.env["CLOUDAPI_TEST_POSTGRES"] ?? "") !== "";
const DATABASES = SQL_DATABASES.filter(({ name }) => name !== "PostgreSQL" || isServer);

describe.each(DATABASES)("$name", ({ isThere, ...server }) => {
  let database: SqlDatabase;

  beforeAll(async () => {
    if (isThere) database = await server.open();
  });

  afterAll(async () => {
    await database?.close();
  });

  it.skipIf(!isThere)(
    "reads all tables as of one moment while rows move between them",
    async () => {
      const rows = Array.from({ length: 200 }, (_, id) => `(${id}, 10)`).join(", ");
      await database.run(
        "CREATE TABLE left_ (id int PRIMARY KEY, amount int NOT NULL)",
        "CREATE TABLE right_ (id int PRIMARY KEY, amount int NOT NULL)",
        `INSERT INTO left_ VALUES ${rows}`,
        `INSERT INTO right_ VALUES ${rows}`,
      );
      const moving = new AbortController();
      const moved = { count: 0 };
      const mover = move(database, moved, moving.signal);
      const sums: number[] = [];
      const tables = await database.source.discover({ tables: ["left_", "right_"] });
      // As many rounds as it takes on a busy machine until rows were moved often enough.
      for (let round = 0; round < 10 || moved.count <= 10; round++) {
        const snapshot = await database.source.open();
        let sum = 0;
        for (const table of tables) sum += await sumOf(snapshot, table);
        await snapshot.close();
        sums.push(sum);
      }
      moving.abort();
      await mover;
      expect(moved.count).toBeGreaterThan(10);
      expect(new Set(sums)).toEqual(new Set([4000]));
    },
  );

  it.skipIf(!isThere)("says that a table was dropped, and reads the others", async () => {
    const read = await withChange(database, "DROP TABLE doomed");
    expect(read).toEqual({ code: "TABLE_CHANGED", table: "doomed", others: 2 });
  });

  it.skipIf(!isThere)("says that a column was dropped, and reads the others", async () => {
    const read = await withChange(database, "ALTER TABLE doomed DROP COLUMN v");
    expect(read).toEqual({ code: "TABLE_CHANGED", table: "doomed", others: 2 });
  });

  it.skipIf(!isThere)("says that a column has another type, and reads the others", async () => {
    const change =
      database.kind === "postgres"
        ? "ALTER TABLE doomed ALTER COLUMN v TYPE varchar(40)"
        : "ALTER TABLE doomed MODIFY COLUMN v varchar(40)";
    const read = await withChange(database, change);
    expect(read).toEqual({ code: "TABLE_CHANGED", table: "doomed", others: 2 });
  });

  it.skipIf(!isThere)("says that a table was emptied, which it would see empty", async () => {
    const read = await withChange(database, "TRUNCATE TABLE doomed");
    expect(read).toEqual({ code: "TABLE_CHANGED", table: "doomed", others: 2 });
  });

  it.skipIf(!isThere)(
    "reads rows that were deleted, and none that came, after the moment",
    async () => {
      await makeTables(database);
      const [doomed] = (await database.source.discover({ tables: ["doomed"] })) as [SourceTable];
      const snapshot = await database.source.open();
      await database.run("DELETE FROM doomed", "INSERT INTO doomed VALUES (9, 9)");
      const rows: unknown[] = [];
      for await (const batch of snapshot.read(doomed, { batchBytes: 1000 }))
        rows.push(...batch.rows);
      await snapshot.close();
      expect(rows).toEqual([
        { id: 1, v: 1 },
        { id: 2, v: 2 },
      ]);
    },
  );

  it.skipIf(!isThere)("lets go of a table that it has read", async () => {
    await makeTables(database);
    const [doomed] = (await database.source.discover({ tables: ["doomed"] })) as [SourceTable];
    const snapshot = await database.source.open();
    expect(await sumOf(snapshot, doomed)).toBe(3);
    await database.run("DROP TABLE doomed");
    await snapshot.close();
    expect(await database.source.discover({ tables: ["spared"] })).toHaveLength(1);
  });

  it.skipIf(!isThere)("reads a row of fifty million characters", async () => {
    await database.run(
      `CREATE TABLE large (id int PRIMARY KEY, v ${database.kind === "postgres" ? "text" : "longtext"})`,
      "INSERT INTO large VALUES (1, repeat('x', 50000000)), (2, 'y')",
    );
    const [large] = (await database.source.discover({ tables: ["large"] })) as [SourceTable];
    const snapshot = await database.source.open();
    const sizes: number[] = [];
    for await (const batch of snapshot.read(large, { batchBytes: 1e6 }))
      sizes.push(...batch.rows.map((row) => String(row["v"]).length));
    await snapshot.close();
    expect(sizes).toEqual([50_000_000, 1]);
  });
});

/** Amounts go from one table to the other, of which every transaction leaves the sum as it is. */
async function move(
  database: SqlDatabase,
  moved: { count: number },
  signal: AbortSignal,
): Promise<void> {
  for (; !signal.aborted; moved.count++) {
    const id = moved.count % 200;
    await database.run(
      "START TRANSACTION",
      `UPDATE left_ SET amount = amount - 1 WHERE id = ${id}`,
      `UPDATE right_ SET amount = amount + 1 WHERE id = ${id}`,
      "COMMIT",
    );
  }
}

async function makeTables(database: SqlDatabase): Promise<void> {
  await database.run(
    "DROP TABLE IF EXISTS doomed",
    "DROP TABLE IF EXISTS spared",
    "CREATE TABLE doomed (id int PRIMARY KEY, v int)",
    "CREATE TABLE spared (id int PRIMARY KEY, v int)",
    "INSERT INTO doomed VALUES (1, 1), (2, 2)",
    "INSERT INTO spared VALUES (1, 1), (2, 2)",
  );
}

/** What reading says of a table that is changed after the snapshot was opened, and how many rows another has in it. */
async function withChange(database: SqlDatabase, change: string): Promise<unknown> {
  await makeTables(database);
  const tables = await database.source.discover({ tables: ["doomed", "spared"] });
  const snapshot = await database.source.open();
  await database.run(change);
  try {
    const error = await sumOf(snapshot, tables[0] as SourceTable).catch(
      (reason: unknown) => reason,
    );
    const { code, table } = error as { code?: string; table?: string };
    return { code, table, others: await snapshot.count?.(tables[1] as SourceTable) };
  } finally {
    await snapshot.close();
  }
}

async function sumOf(snapshot: SourceSnapshot, table: SourceTable): Promise<number> {
  let sum = 0;
  for await (const { rows } of snapshot.read(table, { batchBytes: 200 }))
    for (const row of rows) sum += Number(row["amount"] ?? row["v"]);
  return sum;
}
