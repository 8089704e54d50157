import { checkOptionNames } from "@cloudapi/core/internal";
import type { DiscoverOptions, Source, SourceSnapshot } from "../source/source.ts";
import type { SourceTable } from "../source/source-table.ts";
import { checkChoice } from "../sql/check-choice.ts";
import type { Microseconds } from "../sql/timestamp-type.ts";
import { discoverMysql } from "./mysql-discover.ts";
import type { MysqlPool, MysqlPromisePool } from "./mysql-pool.ts";
import { MysqlSession } from "./mysql-session.ts";
import { MysqlSnapshot } from "./mysql-snapshot.ts";

/** What `mySqlSource` takes. */
export interface MySqlSourceOptions {
  /** The name of this source in keys, reports and states; default `mysql`. */
  readonly name?: string;
  /** The database whose tables are read; default that of the pool. */
  readonly database?: string;
  /**
   * `DATETIME` and `TIMESTAMP` with more than three digits after the point: `text` (the default) keeps them as ISO 8601 text with all digits, `cut` makes
   * timestamps of milliseconds of them, a loss that has to be allowed.
   */
  readonly microseconds?: Microseconds;
  /** Dates such as `0000-00-00` and `2024-00-00`: `reject` (the default) has their rows rejected, `null` makes null of them, a loss that has to be allowed. */
  readonly zeroDates?: "reject" | "null";
  /** `TINYINT(1)`, which MySQL calls BOOLEAN, and which may be any number from -128 to 127: `integer` (the default), or `boolean`, which rejects rows with others than 0 and 1. */
  readonly tinyInt1?: "integer" | "boolean";
}

const OPTIONS = ["name", "database", "microseconds", "zeroDates", "tinyInt1"] as const;

/**
 * Tables and views of a MySQL or MariaDB database, by a pool of `mysql2` or `mysql2/promise`, of which one connection at a time is used, and a second
 * for the moment that it takes to end a query early.
 *
 * All tables are read in one transaction with a consistent snapshot; rows are read as they are taken, so memory does not grow with the table. Values are
 * asked for in UTC and as text, whatever the settings of server and driver; the connection is given back as it was.
 *
 * @throws {TypeError} for an unknown option, or what is no pool
 *
 * @example
 * ```ts no-run: needs a database
 * import { mySqlSource } from "@cloudapi/ingest/mysql";
 * import { createPool } from "mysql2";
 *
 * const shop = mySqlSource(createPool({ host: "localhost", database: "shop", user: "reader" }), { name: "shop" });
 * for (const table of await shop.discover({ tables: ["users"] }))
 *   console.log(table.name, table.columns.length); // => users 3
 * ```
 */
export function mySqlSource(
  pool: MysqlPool | MysqlPromisePool,
  options: MySqlSourceOptions = {},
): Source {
  checkOptionNames("mySqlSource", options, OPTIONS);
  const plain = plainPool(pool);
  const { name = "mysql", database } = options;
  const { microseconds = "text", zeroDates = "reject", tinyInt1 = "integer" } = options;
  checkChoice("mySqlSource: microseconds", microseconds, ["text", "cut"]);
  checkChoice("mySqlSource: zeroDates", zeroDates, ["reject", "null"]);
  checkChoice("mySqlSource: tinyInt1", tinyInt1, ["integer", "boolean"]);
  const choices = { microseconds, zeroDates, tinyInt1 };
  return {
    kind: "mysql",
    name,
    async discover({ tables, signal }: DiscoverOptions = {}): Promise<readonly SourceTable[]> {
      const session = await MysqlSession.begin(plain, name, signal);
      try {
        return await discoverMysql(session, { database, choices, tables, signal });
      } finally {
        await session.close();
      }
    },
    async open({ signal } = {}): Promise<SourceSnapshot> {
      return new MysqlSnapshot(await MysqlSession.begin(plain, name, signal));
    },
  };
}

function plainPool(pool: MysqlPool | MysqlPromisePool | undefined): MysqlPool {
  if (typeof pool === "object" || typeof pool === "function") {
    if ("pool" in pool && typeof pool.pool.getConnection === "function") return pool.pool;
    if ("getConnection" in pool && typeof pool.getConnection === "function") return pool;
  }
  throw new TypeError("mySqlSource: expected a pool of mysql2 or mysql2/promise.");
}
