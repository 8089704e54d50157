import { mySqlSource } from "../src/mysql/index.ts";
import { postgresSource } from "../src/postgres/index.ts";
import type { Source } from "../src/source/source.ts";
import { MYSQL_SERVERS, mysqlDatabase } from "./mysql-database.ts";
import { postgresDatabase } from "./postgres-database.ts";

/** A database of its own, whatever its server. */
export interface SqlDatabase {
  readonly kind: "postgres" | "mysql";
  /** Several sessions may be open at a time. */
  readonly isServer: boolean;
  readonly source: Source;
  /** The same tables by a pool that gives one connection at a time. */
  readonly narrow: Source;
  /** The same tables by a pool of another user or place, and with settings of its driver. */
  sourceBy(options: DriverOptions): Source;
  /** Where the server is. */
  readonly place: URL;
  /** Run statements one after the other; a name in double quotes is a name on every server. */
  run(...statements: readonly string[]): Promise<void>;
  /** The first value of the first row. */
  value(query: string): Promise<unknown>;
  close(): Promise<void>;
}

/** What pools of both drivers take, and what each alone does. */
export interface DriverOptions {
  readonly user?: string;
  readonly port?: number;
  /** How long a statement may take. */
  readonly statementMs?: number;
}

/** PostgreSQL, on a server or in process, and the servers of MySQL's family that the environment names. */
export const SQL_DATABASES: readonly {
  readonly name: string;
  readonly isThere: boolean;
  open(): Promise<SqlDatabase>;
}[] = [
  { name: "PostgreSQL", isThere: true, open: openPostgres },
  ...MYSQL_SERVERS.map(({ variable, url }) => ({
    name: variable,
    isThere: url !== undefined,
    open: () => openMysql(String(url), variable === "CLOUDAPI_TEST_MARIADB"),
  })),
];

async function openPostgres(): Promise<SqlDatabase> {
  const database = await postgresDatabase();
  return {
    kind: "postgres",
    isServer: database.isServer,
    source: postgresSource(database.pool),
    narrow: postgresSource(database.connect({ max: 1 })),
    sourceBy({ statementMs = 0, ...options }) {
      const pool = database.connect({ ...options, statement_timeout: statementMs });
      return postgresSource(pool, { name: "shop" });
    },
    place: new URL(`http://${database.pool.options.host}:${database.pool.options.port}`),
    async run(...statements) {
      const client = await database.pool.connect();
      try {
        for (const statement of statements) await client.query(statement);
      } finally {
        client.release(true);
      }
    },
    async value(query) {
      const { rows } = await database.pool.query({ text: query, rowMode: "array" });
      return (rows[0] as unknown[])[0];
    },
    close: () => database.close(),
  };
}

async function openMysql(url: string, isMariadb: boolean): Promise<SqlDatabase> {
  const database = await mysqlDatabase(url);
  return {
    kind: "mysql",
    isServer: true,
    source: mySqlSource(database.pool),
    narrow: mySqlSource(database.connect({ connectionLimit: 1 })),
    sourceBy({ statementMs = 0, ...options }) {
      const pool = database.connect(options);
      const limit = isMariadb
        ? `max_statement_time = ${statementMs / 1000}`
        : `max_execution_time = ${statementMs}`;
      pool.on("connection", (connection) => connection.query(`SET SESSION ${limit}`));
      return mySqlSource(pool, { name: "shop" });
    },
    place: new URL(url),
    run: (...statements) => database.run("SET sql_mode = 'ANSI_QUOTES'", ...statements),
    async value(query) {
      const [rows] = await database.pool.promise().query({ sql: query, rowsAsArray: true });
      return (rows as unknown[][])[0]?.[0];
    },
    close: () => database.close(),
  };
}
