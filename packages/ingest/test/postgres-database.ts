import { randomUUID } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { hstore } from "@electric-sql/pglite/contrib/hstore";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { Pool, type PoolConfig } from "pg";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { freePort } from "./failure-of.ts";

/** How long the start of PGlite may take on a busy machine. */
export const PATIENCE_MS = 120_000;

/** A database of its own. */
export interface PostgresDatabase {
  /** A server by itself, which has several sessions at a time, users and settings; or else PGlite in this process. */
  readonly isServer: boolean;
  readonly pool: Pool;
  /** Another pool of the same database. */
  connect(options?: PoolConfig): Pool;
  close(): Promise<void>;
}

/** A database on the server that the environment names, or in PGlite. */
export async function postgresDatabase(): Promise<PostgresDatabase> {
  const url = testServer("CLOUDAPI_TEST_POSTGRES");
  return url === undefined ? inProcess() : onServer(new URL(url));
}

async function onServer({ hostname, port }: URL): Promise<PostgresDatabase> {
  const place = { host: hostname, port: Number(port), user: "app", password: "app" };
  const database = `test_${randomUUID().slice(0, 8)}`;
  const admin = new Pool({ ...place, database: "postgres", max: 1 });
  await admin.query(`CREATE DATABASE ${database}`);
  const pools: Pool[] = [];
  const connect = (options: PoolConfig = {}) => {
    const pool = new Pool({ ...place, database, ...options });
    pool.on("error", ignore);
    pools.push(pool);
    return pool;
  };
  return {
    isServer: true,
    pool: connect(),
    connect,
    async close() {
      await Promise.all(pools.map((pool) => pool.end().catch(ignore)));
      await admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** Its start takes seconds, so that the suites of a process have one, which each finds empty. */
let started: Promise<PGlite> | undefined;

async function inProcess(): Promise<PostgresDatabase> {
  started ??= PGlite.create({ extensions: { hstore, citext } });
  const db = await started;
  await db.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  await db.exec("SET timezone = 'Asia/Kolkata'");
  const port = await freePort();
  const server = new PGLiteSocketServer({ db, port, host: "127.0.0.1", maxConnections: 10 });
  await server.start();
  const pools: Pool[] = [];
  const connect = (options: PoolConfig = {}) => {
    const place = { host: "127.0.0.1", port, user: "postgres", database: "postgres", max: 1 };
    const pool = new Pool({ ...place, ...options });
    pool.on("error", ignore);
    pools.push(pool);
    return pool;
  };
  return {
    isServer: false,
    pool: connect(),
    connect,
    async close() {
      await Promise.all(pools.map((pool) => pool.end().catch(ignore)));
      await server.stop();
    },
  };
}

function ignore(): void {}
