import type { Source } from "@cloudapi/ingest";
import { mongoSource } from "@cloudapi/ingest/mongo";
import { mySqlSource } from "@cloudapi/ingest/mysql";
import { postgresSource } from "@cloudapi/ingest/postgres";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { BSON, MongoClient } from "mongodb";
import { createConnection, createPool, type RowDataPacket } from "mysql2/promise";
import { Pool, type PoolConfig } from "pg";
import { type Kind, type Name, SEEDS, type Seed } from "./seeds.ts";

const { env } = process;

/** What each source's host is, where it isn't PostgreSQL in this process. */
export const HOSTS: Readonly<Record<Name, string | undefined>> = {
  ms1: env["MYSQL_HOST"],
  ms2: env["POSTGRES_HOST"],
  ms3: env["MONGO_HOST"],
};

/** Open a source of the lake: the database that the environment names, or one in this process. */
export function openSource(name: Name, inProcess: PoolConfig | undefined): Promise<Opened> {
  const host = HOSTS[name];
  if (!host) return openPostgres(name, new Pool(inProcess), name);
  if (name === "ms1") return openMySql(name, host);
  if (name === "ms3") return openMongo(name, host);
  const [user, password] = [env["POSTGRES_USER"], env["POSTGRES_PASSWORD"]];
  const place = { host, port: Number(env["POSTGRES_PORT"] ?? 5432), user, password };
  const db = env["POSTGRES_DATABASE"] ?? env["POSTGRES_DB"] ?? name;
  return openPostgres(name, new Pool({ ...place, database: db }), "public");
}

const TYPES: Readonly<Record<Kind, string>> = {
  int: "integer",
  text: "varchar(100)",
  decimal: "decimal(10, 2)",
  double: "double precision",
  day: "date",
  time: "timestamp(3) NULL",
  list: "text[]",
};

function createTable(table: string, { columns }: Seed, types = TYPES): string {
  const list = columns.map(([name, kind]) => `${name} ${types[kind]}`);
  return `CREATE TABLE ${table} (${list.join(", ")}, PRIMARY KEY (${columns[0]?.[0] ?? ""}))`;
}

/** The tables that a database lacks. */
function missing(name: Name, there: readonly unknown[]): [string, Seed][] {
  return Object.entries(SEEDS[name]).filter(([table]) => !there.includes(table));
}

/** A source, and how it is let go of. */
export type Opened = { readonly source: Source; readonly close: () => Promise<unknown> };

async function openPostgres(name: Name, pool: Pool, schema: string): Promise<Opened> {
  if (schema === name) await pool.query(`CREATE SCHEMA ${schema}`);
  const sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = $1";
  const { rows } = await pool.query<{ table_name: string }>(sql, [schema]);
  const there = rows.map((row) => row.table_name);
  const types = { ...TYPES, time: "timestamptz(3)" };
  for (const [table, each] of missing(name, there)) {
    await pool.query(createTable(`${schema}.${table}`, each, types));
    const places = each.columns.map(([, kind], index) =>
      kind === "list" ? `string_to_array($${index + 1}, ',')` : `$${index + 1}`,
    );
    const insert = `INSERT INTO ${schema}.${table} VALUES (${places.join(", ")})`;
    for (const row of each.rows) await pool.query(insert, [...row]);
  }
  return { source: postgresSource(pool, { name, schemas: [schema] }), close: () => pool.end() };
}

async function openMySql(name: Name, host: string): Promise<Opened> {
  const place = {
    host,
    port: Number(env["MYSQL_PORT"] ?? 3306),
    user: env["MYSQL_USER"] ?? "root",
    password: env["MYSQL_PASSWORD"] ?? "",
    database: env["MYSQL_DATABASE"] ?? name,
  };
  const connection = await createConnection({ ...place, timezone: "Z" });
  await connection.query("SET time_zone = '+00:00'");
  const [there] = await connection.query<RowDataPacket[]>("SHOW TABLES");
  for (const [table, each] of missing(name, there.flatMap(Object.values))) {
    await connection.query(createTable(table, each));
    const rows = each.rows.map((row) => row.map((cell) => cell?.replace(/Z$/, "") ?? null));
    await connection.query(`INSERT INTO ${table} VALUES ?`, [rows]);
  }
  await connection.end();
  const pool = createPool(place);
  return { source: mySqlSource(pool, { name }), close: () => pool.end() };
}

async function openMongo(name: Name, host: string): Promise<Opened> {
  const [username, password] = [env["MONGO_USER"], env["MONGO_PASSWORD"] ?? ""];
  const client = new MongoClient(`mongodb://${host}:${env["MONGO_PORT"] ?? 27017}/`, {
    directConnection: true,
    ...(username && { auth: { username, password } }),
    ...(username && { authSource: env["MONGO_AUTH_SOURCE"] ?? "admin" }),
  });
  const db = client.db(env["MONGO_DATABASE"] ?? name);
  const infos = await db.listCollections({}, { nameOnly: true }).toArray();
  const there = infos.map((info) => info.name);
  for (const [table, each] of missing(name, there))
    await db.collection(table).insertMany(each.rows.map((row) => documentOf(each, row)));
  return { source: mongoSource(db, { name }), close: () => client.close() };
}

/** A row as a document, which lacks what the row has nothing for. */
function documentOf({ columns }: Seed, row: readonly (string | null)[]): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const [index, [name, kind]] of columns.entries()) {
    const cell = row[index];
    if (cell == null) continue;
    if (kind === "int") document[name] = Number(cell);
    else if (kind === "double") document[name] = new BSON.Double(Number(cell));
    else if (kind === "decimal") document[name] = BSON.Decimal128.fromString(cell);
    else if (kind === "list") document[name] = cell.split(",");
    else document[name] = kind === "text" ? cell : new Date(cell);
  }
  return document;
}

/** PostgreSQL in this process, for one connection at a time. */
export async function startPostgres() {
  const db = await PGlite.create();
  const server = new PGLiteSocketServer({ db, port: 0, host: "127.0.0.1" });
  await server.start();
  const [host, port] = server.getServerConn().split(":");
  const place: PoolConfig = { host, port: Number(port), user: "postgres", max: 1 };
  return { place, stop: () => server.stop().then(() => db.close()) };
}
