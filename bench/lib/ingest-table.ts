import { type Db, MongoClient } from "mongodb";
import { createPool, type Pool as MysqlPool } from "mysql2/promise";
import { Pool } from "pg";

/** The databases that tables are read from. */
export type DatabaseKind = "postgres" | "mysql" | "mongo";

/** A table of 20 columns on a server: numbers, text, times, some nulls. */
export const BENCH_TABLE = "bench_rows";

const DATABASE = "cloudapi_bench";
const USER = { user: "app", password: "app" };
const AT_ONCE = 10_000;
const CITIES = ["Lisbon", "Porto", "São Paulo", "Kraków", "New York", "Oslo", "Rome"];

export function postgresPool(url: string, database = DATABASE): Pool {
  const { hostname, port } = new URL(url);
  return new Pool({ host: hostname, port: Number(port), ...USER, database, max: 4 });
}

export function mysqlPool(url: string, database: string | undefined = DATABASE): MysqlPool {
  const { hostname, port } = new URL(url);
  return createPool({ host: hostname, port: Number(port), ...USER, database });
}

export async function mongoDatabase(url: string): Promise<{ client: MongoClient; db: Db }> {
  const client = await MongoClient.connect(`${url}/?directConnection=true`);
  return { client, db: client.db(DATABASE) };
}

/** Make the table with so many rows, if it has not as many. */
export async function fillTable(kind: DatabaseKind, url: string, rows: number): Promise<void> {
  await { postgres: fillPostgres, mysql: fillMysql, mongo: fillMongo }[kind](url, rows);
}

const COLUMNS = [
  "id INT PRIMARY KEY",
  "account BIGINT NOT NULL",
  "quantity INT NOT NULL",
  "price DECIMAL(12,2) NOT NULL",
  "discount DECIMAL(5,4)",
  "weight DOUBLE PRECISION NOT NULL",
  "score DOUBLE PRECISION",
  "is_open BOOLEAN NOT NULL",
  "rank_of SMALLINT NOT NULL",
  "year_of INT",
  "name VARCHAR(60) NOT NULL",
  "email VARCHAR(80) NOT NULL",
  "city VARCHAR(40) NOT NULL",
  "country CHAR(2) NOT NULL",
  "status VARCHAR(10) NOT NULL",
  "note VARCHAR(200)",
  "reference VARCHAR(36) NOT NULL",
  "born DATE",
  "created_at TIMESTAMP(3) NOT NULL",
  "updated_at TIMESTAMP(3) NULL",
] as const;

async function fillPostgres(url: string, rows: number): Promise<void> {
  const admin = postgresPool(url, "postgres");
  const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
  if (rowCount === 0) await admin.query(`CREATE DATABASE ${DATABASE}`);
  await admin.end();
  const pool = postgresPool(url);
  await pool.query(`CREATE TABLE IF NOT EXISTS ${BENCH_TABLE} (${COLUMNS.join(", ")})`);
  const found = await pool.query<{ n: string }>(`SELECT count(*) AS n FROM ${BENCH_TABLE}`);
  if (Number(found.rows[0]?.n) !== rows) {
    await pool.query(`TRUNCATE ${BENCH_TABLE}`);
    for (let from = 0; from < rows; from += AT_ONCE) {
      const values = valuesOf(from, Math.min(rows, from + AT_ONCE));
      await pool.query(`INSERT INTO ${BENCH_TABLE} VALUES ${values}`);
    }
    await pool.query(`VACUUM ANALYZE ${BENCH_TABLE}`);
  }
  await pool.end();
}

async function fillMysql(url: string, rows: number): Promise<void> {
  const admin = mysqlPool(url, "information_schema");
  await admin.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4`);
  await admin.end();
  const pool = mysqlPool(url);
  await pool.query(`CREATE TABLE IF NOT EXISTS ${BENCH_TABLE} (${COLUMNS.join(", ")})`);
  const [found] = await pool.query(`SELECT count(*) AS n FROM ${BENCH_TABLE}`);
  if (Number((found as { n: number }[])[0]?.n) !== rows) {
    await pool.query(`TRUNCATE ${BENCH_TABLE}`);
    for (let from = 0; from < rows; from += AT_ONCE) {
      const values = valuesOf(from, Math.min(rows, from + AT_ONCE));
      await pool.query(`INSERT INTO ${BENCH_TABLE} VALUES ${values}`);
    }
  }
  await pool.end();
}

async function fillMongo(url: string, rows: number): Promise<void> {
  const { client, db } = await mongoDatabase(url);
  const collection = db.collection<{ _id: number }>(BENCH_TABLE);
  if ((await collection.countDocuments()) !== rows) {
    await db.dropCollection(BENCH_TABLE).catch(() => undefined);
    for (let from = 0; from < rows; from += AT_ONCE)
      await collection.insertMany(documentsOf(from, Math.min(rows, from + AT_ONCE)));
  }
  await client.close();
}

function valuesOf(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, at) => `(${literalsOf(from + at)})`).join(", ");
}

function literalsOf(id: number): string {
  return Object.values(rowOf(id))
    .map((value) => {
      if (value instanceof Date) return `'${value.toISOString().slice(0, 23).replace("T", " ")}'`;
      return typeof value === "string" ? `'${value}'` : String(value);
    })
    .join(", ");
}

function documentsOf(from: number, to: number) {
  return Array.from({ length: to - from }, (_, at) => {
    const { id: _id, ...fields } = rowOf(from + at);
    return { _id, ...fields };
  });
}

function rowOf(id: number) {
  const mixed = Math.imul(id + 1, 2_654_435_761) >>> 0;
  const time = 1_736_937_045_000 + id * 997;
  return {
    id,
    account: 9_007_199_254 * (mixed % 1000),
    quantity: mixed % 500,
    price: `${mixed % 100_000}.${String(mixed % 100).padStart(2, "0")}`,
    discount: mixed % 7 === 0 ? null : `0.${String(mixed % 10_000).padStart(4, "0")}`,
    weight: (mixed % 1_000_003) / 1024 + 0.5,
    score: mixed % 11 === 0 ? null : (mixed % 9973) / 8 + 0.125,
    is_open: mixed % 3 === 0,
    rank_of: mixed % 30_000,
    year_of: mixed % 13 === 0 ? null : 1950 + (mixed % 75),
    name: `Customer ${mixed}`,
    email: `customer.${mixed}@example.com`,
    city: CITIES[mixed % CITIES.length] ?? "",
    country: mixed % 2 === 0 ? "PT" : "BR",
    status: mixed % 5 === 0 ? "cancelled" : "shipped",
    note: mixed % 4 === 0 ? null : `left at the door of number ${mixed % 200}, ring twice`,
    reference: `${mixed.toString(16).padStart(8, "0")}-0000-4000-8000-${String(id).padStart(12, "0")}`,
    born: mixed % 9 === 0 ? null : new Date(mixed * 1000).toISOString().slice(0, 10),
    created_at: new Date(time),
    updated_at: mixed % 6 === 0 ? null : new Date(time + (mixed % 86_400_000)),
  };
}
