import { MongoClient } from "mongodb";
import { createPool } from "mysql2/promise";
import { Pool } from "pg";

/** Servers for the examples that need a database. */
export interface DatabaseServers {
  readonly postgres: URL;
  readonly mysql: URL;
  readonly mongo: URL;
}

/** The database `shop` on each server, which the user `reader` may read and no more. */
export interface ExampleDatabases {
  /** What `pg` reads. */
  readonly environment: Readonly<Record<string, string>>;
  /** An example of MySQL or MongoDB with the place of its server. */
  redirect(code: string): string;
  close(): Promise<void>;
}

const ROWS = [
  "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(50) NOT NULL, city VARCHAR(50))",
  "INSERT INTO users VALUES (1, 'Ada', 'Lisbon'), (2, 'Grace', NULL)",
  "CREATE TABLE orders (id INT PRIMARY KEY, user_id INT NOT NULL, total DECIMAL(10,2) NOT NULL)",
  "INSERT INTO orders VALUES (1, 1, 12.30), (2, 1, 0.99), (3, 2, 100)",
];

const SHIPMENTS = [
  { _id: 1, carrier: "Post", updated_at: new Date("2025-01-15T10:30:45Z") },
  { _id: 2, carrier: "Bike", updated_at: new Date("2025-01-15T11:00:00Z") },
];

/** Make the databases that examples find at `localhost`. */
export async function openExampleDatabases(servers: DatabaseServers): Promise<ExampleDatabases> {
  const closers = [await fillPostgres(servers.postgres), await fillMysql(servers.mysql)];
  closers.push(await fillMongo(servers.mongo));
  return {
    environment: {
      PGHOST: servers.postgres.hostname,
      PGPORT: servers.postgres.port,
      PGUSER: "reader",
      PGPASSWORD: "reader",
    },
    redirect: (code) => redirected(code, servers),
    close: async () => {
      for (const close of closers) await close();
    },
  };
}

function redirected(code: string, { mysql, mongo }: DatabaseServers): string {
  if (code.includes('from "pg"')) return code;
  const place = `host: "${mysql.hostname}", port: ${mysql.port}`;
  const elsewhere = code
    .replaceAll('host: "localhost"', place)
    .replaceAll("mongodb://localhost:27017", `mongodb://${mongo.host}/?directConnection=true`);
  if (elsewhere !== code) return elsewhere;
  throw new Error(
    'An example that needs a database names it as host: "localhost" (mysql2), as mongodb://localhost:27017, or is of pg.',
  );
}

async function fillPostgres({ hostname, port }: URL): Promise<() => Promise<void>> {
  const place = { host: hostname, port: Number(port), user: "app", password: "app", max: 1 };
  const admin = new Pool({ ...place, database: "postgres" });
  const drop = async () => {
    await admin.query("DROP DATABASE IF EXISTS shop WITH (FORCE)");
    await admin.query("DROP ROLE IF EXISTS reader");
  };
  await drop();
  await admin.query("CREATE DATABASE shop");
  await admin.query("CREATE ROLE reader LOGIN PASSWORD 'reader'");
  const shop = new Pool({ ...place, database: "shop" });
  for (const statement of ROWS) await shop.query(statement);
  await shop.query("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader");
  await shop.end();
  return async () => {
    await drop();
    await admin.end();
  };
}

async function fillMysql({ hostname, port }: URL): Promise<() => Promise<void>> {
  const place = { host: hostname, port: Number(port), user: "app", password: "app" };
  const admin = createPool({ ...place, connectionLimit: 1 });
  const drop = async () => {
    await admin.query("DROP DATABASE IF EXISTS shop");
    await admin.query("DROP USER IF EXISTS reader");
  };
  await drop();
  await admin.query("CREATE DATABASE shop");
  await admin.query("USE shop");
  for (const statement of ROWS) await admin.query(statement);
  await admin.query("CREATE USER reader");
  await admin.query("GRANT SELECT ON shop.* TO reader");
  return async () => {
    await drop();
    await admin.end();
  };
}

async function fillMongo({ host }: URL): Promise<() => Promise<void>> {
  const client = await MongoClient.connect(`mongodb://${host}/?directConnection=true`);
  const shop = client.db("shop");
  await shop.dropDatabase();
  await shop.collection<{ _id: number }>("shipments").insertMany([...SHIPMENTS]);
  return async () => {
    await shop.dropDatabase();
    await client.close();
  };
}
