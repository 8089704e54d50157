import { checkOptionNames } from "@cloudapi/core/internal";
import type { DiscoverOptions, Source, SourceSnapshot } from "../source/source.ts";
import type { SourceTable } from "../source/source-table.ts";
import { checkChoice } from "../sql/check-choice.ts";
import type { Microseconds } from "../sql/timestamp-type.ts";
import { discoverPostgres } from "./postgres-discover.ts";
import type { PostgresPool } from "./postgres-pool.ts";
import { PostgresSession } from "./postgres-session.ts";
import { PostgresSnapshot } from "./postgres-snapshot.ts";

/** What `postgresSource` takes. */
export interface PostgresSourceOptions {
  /** The name of this source in keys, reports and states; default `postgres`. */
  readonly name?: string;
  /** Schemas whose tables are read; default those of the user's search path. */
  readonly schemas?: readonly string[];
  /**
   * Timestamps with more than three digits after the point, which are most: `text` (the default) keeps them as ISO 8601 text with all digits, `cut`
   * makes timestamps of milliseconds of them, a loss that has to be allowed.
   */
  readonly microseconds?: Microseconds;
  /** Row-level security that would hide rows from this user: `refuse` (the default) has such a table fail, `apply` reads the rows that are left. */
  readonly rowSecurity?: "refuse" | "apply";
}

const OPTIONS = ["name", "schemas", "microseconds", "rowSecurity"] as const;

/**
 * Tables and views of a PostgreSQL database, by a pool of `pg`, of which one client at a time is used, or as many as tables are to be read side by side.
 *
 * All tables are read in one repeatable-read transaction; rows come by COPY, or by a cursor where statements have a
 * time-out or the server has no COPY, so memory does not grow with the table. Values are asked for in
 * UTC and in one spelling, whatever the settings of server and driver; the client is given back as it was.
 *
 * @throws {TypeError} for an unknown option, or what is no pool
 *
 * @example
 * ```ts no-run: needs a database
 * import { postgresSource } from "@cloudapi/ingest/postgres";
 * import { Pool } from "pg";
 *
 * const shop = postgresSource(new Pool({ host: "localhost", database: "shop" }), { name: "shop" });
 * for (const table of await shop.discover({ tables: ["users"] }))
 *   console.log(table.name, table.columns.length); // => users 3
 * ```
 */
export function postgresSource(pool: PostgresPool, options: PostgresSourceOptions = {}): Source {
  checkOptionNames("postgresSource", options, OPTIONS);
  if (typeof (pool as PostgresPool | undefined)?.connect !== "function")
    throw new TypeError("postgresSource: expected a Pool of pg.");
  const { name = "postgres", schemas, microseconds = "text", rowSecurity = "refuse" } = options;
  checkChoice("postgresSource: microseconds", microseconds, ["text", "cut"]);
  checkChoice("postgresSource: rowSecurity", rowSecurity, ["refuse", "apply"]);
  const session = { source: name, rowSecurity };
  return {
    kind: "postgres",
    name,
    async discover({ tables, signal }: DiscoverOptions = {}): Promise<readonly SourceTable[]> {
      const looking = await PostgresSession.begin(pool, session, signal);
      try {
        return await discoverPostgres(looking, { schemas, microseconds, tables, signal });
      } finally {
        await looking.close();
      }
    },
    async open({ signal, readers = 1 } = {}): Promise<SourceSnapshot> {
      const reading = await PostgresSession.begin(pool, session, signal);
      // What has no limit that is known may have none left for a second reader.
      const most = Math.min(readers, pool.options?.max ?? 1);
      try {
        // The moment is that of the first statement that reads.
        const first = most > 1 ? "SELECT pg_catalog.pg_export_snapshot()" : "SELECT 1";
        const snapshot = String((await reading.ask(first, { signal })).rows[0]?.[0]);
        return new PostgresSnapshot(reading, {
          most: most - 1,
          open: async (options = {}) =>
            new PostgresSnapshot(
              await PostgresSession.begin(pool, { ...session, snapshot }, options.signal),
            ),
        });
      } catch (error) {
        await reading.close();
        throw error;
      }
    },
  };
}
