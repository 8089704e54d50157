import { randomUUID } from "node:crypto";
import { createPool, type Pool, type PoolOptions } from "mysql2";
import { testServer } from "../../../scripts/lib/test-server.ts";

/** A database of its own on a server. */
export interface MysqlDatabase {
  readonly name: string;
  readonly pool: Pool;
  /** Run statements one after the other. */
  run(...statements: readonly string[]): Promise<void>;
  /** Another pool of the same database. */
  connect(options?: PoolOptions): Pool;
  close(): Promise<void>;
}

/** The servers that the environment names. */
export const MYSQL_SERVERS = (["CLOUDAPI_TEST_MYSQL", "CLOUDAPI_TEST_MARIADB"] as const).map(
  (variable) => ({ variable, url: testServer(variable) }),
);

/** A new database on a server. */
export async function mysqlDatabase(url: string): Promise<MysqlDatabase> {
  const { hostname, port } = new URL(url);
  const name = `test_${randomUUID().slice(0, 8)}`;
  const place = { host: hostname, port: Number(port), user: "app", password: "app" };
  const admin = createPool({ ...place, connectionLimit: 1 });
  await admin.promise().query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const pools: Pool[] = [];
  const connect = (options: PoolOptions = {}) => {
    const pool = createPool({ ...place, database: name, connectionLimit: 4, ...options });
    pools.push(pool);
    return pool;
  };
  const pool = connect();
  return {
    name,
    pool,
    connect,
    async run(...statements) {
      const connection = await pool.promise().getConnection();
      try {
        for (const statement of statements) await connection.query(statement);
      } finally {
        connection.destroy();
      }
    },
    async close() {
      await Promise.all(pools.map((each) => each.promise().end()));
      await admin.promise().query(`DROP DATABASE ${name}`);
      await admin.promise().end();
    },
  };
}
