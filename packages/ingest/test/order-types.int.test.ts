import { memorySink } from "@cloudapi/transform";
import { BSON } from "mongodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type IngestMode, ingest, parquetTarget, type Source } from "../src/index.ts";
import { mongoSource } from "../src/mongo/index.ts";
import { MONGO_SERVERS, withDatabase } from "./mongo-servers.ts";
import { SQL_DATABASES, type SqlDatabase } from "./sql-databases.ts";

/** A lake that a table is loaded into again and again. */
function lakeOf(source: Source, table: string, mode: IngestMode = "incremental") {
  const target = parquetTarget(memorySink());
  const cursors = { [table]: { column: "at" } };
  return async () => {
    const report = await ingest({ source, target, tables: [table], mode, cursors });
    return report.tables[0];
  };
}

function typeChange({ kind }: SqlDatabase, table: string, column: string, type: string): string {
  return kind === "postgres"
    ? `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${type} USING ${column}::${type}`
    : `ALTER TABLE ${table} MODIFY COLUMN ${column} ${type} NOT NULL`;
}

describe.each(SQL_DATABASES)("$name", ({ isThere, ...server }) => {
  let database: SqlDatabase;

  beforeAll(async () => {
    if (isThere) database = await server.open();
  });

  afterAll(async () => {
    await database?.close();
  });

  async function made(table: string): Promise<void> {
    const time = database.kind === "postgres" ? "timestamp(3)" : "datetime(3)";
    await database.run(
      `CREATE TABLE ${table} (id int PRIMARY KEY, at ${time} NOT NULL)`,
      `INSERT INTO ${table} VALUES (1, '2025-01-15 10:30:45.5'), (2, '2025-01-15 10:30:45.5')`,
    );
  }

  it.skipIf(!isThere).each(["incremental", "merge"] as const)(
    "refuses to go on by a time that has become a date, though its place still reads: %s",
    async (mode) => {
      const table = `dated_${mode}`;
      await made(table);
      const load = lakeOf(database.source, table, mode);
      expect(await load()).toMatchObject({ status: "done", rowsRead: 2 });
      await database.run(
        typeChange(database, table, "at", "date"),
        `INSERT INTO ${table} VALUES (3, '2025-01-15')`,
      );
      expect(await load()).toMatchObject({
        status: "failed",
        code: "LOADED_OTHERWISE",
        message: expect.stringMatching(
          /a place of "at" when that was .*\(3\).* and it is date/,
        ) as string,
        error: { table, column: "at", source: database.source.name },
      });
    },
  );

  it.skipIf(!isThere)("refuses a key that tells rows apart and has become text", async () => {
    await made("keyed");
    const load = lakeOf(database.source, "keyed");
    expect(await load()).toMatchObject({ status: "done", rowsRead: 2 });
    await database.run(typeChange(database, "keyed", "id", "varchar(20)"));
    expect(await load()).toMatchObject({
      status: "failed",
      code: "LOADED_OTHERWISE",
      error: { table: "keyed", column: "id" },
    });
  });

  it.skipIf(!isThere)("goes on where columns have room for more", async () => {
    await made("wider");
    const load = lakeOf(database.source, "wider", "merge");
    expect(await load()).toMatchObject({ status: "done", rowsRead: 2 });
    const time = database.kind === "postgres" ? "timestamp(6)" : "datetime(6)";
    await database.run(
      typeChange(database, "wider", "at", time),
      "INSERT INTO wider VALUES (3, '2025-01-15 10:30:45.500001')",
    );
    expect(await load()).toMatchObject({ status: "done", rowsRead: 1, rowsInTable: 3 });
  });
});

describe.each(MONGO_SERVERS)("%s", (_, url = "") => {
  it.skipIf(url === "")("refuses to go on by identifiers that have become their text", async () => {
    await withDatabase(url, async (db) => {
      const orders = db.collection<{ _id: number; at: unknown }>("orders");
      const at = (hour: number) => new BSON.ObjectId(BSON.ObjectId.generate(hour));
      await orders.insertMany([1, 2, 3].map((_id) => ({ _id, at: at(_id) })));
      const load = lakeOf(mongoSource(db, { name: "shop" }), "orders");
      expect(await load()).toMatchObject({ status: "done", rowsRead: 3 });
      await orders.deleteMany({});
      await orders.insertMany([4, 5].map((_id) => ({ _id, at: String(at(_id)) })));
      expect(await load()).toMatchObject({
        status: "failed",
        code: "LOADED_OTHERWISE",
        message: expect.stringContaining("when that was objectId, and it is string now") as string,
        error: { source: "shop", table: "orders", column: "at" },
      });
    });
  });
});
