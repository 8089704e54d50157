import { SESSION_SETTINGS, type SqlEngine, type SqlField } from "./sql-engine.ts";

/** A connection of the driver `pg`. */
export interface PostgresClient {
  readonly processID?: number | undefined;
  query(config: object): Promise<{
    readonly fields?: readonly SqlField[];
    readonly rows: readonly unknown[];
    readonly rowCount: number | null;
  }>;
  release(destroy?: boolean): void;
}

/** A pool of the driver `pg`. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
}

/** A PostgreSQL of the user's, by a pool of the driver `pg`: sessions run beside each other. */
export function postgresEngine(pool: PostgresPool): SqlEngine {
  return {
    async open() {
      const client = await pool.connect();
      for (const text of SESSION_SETTINGS) await client.query({ text });
      return {
        async query(text) {
          const answer = await client.query({ text, rowMode: "array", types: AS_TEXT });
          const fields = answer.fields ?? [];
          const rows = fields.length > 0 ? (answer.rows as (string | null)[][]) : [];
          return { fields, rows, count: answer.rowCount ?? 0 };
        },
        async cancel() {
          const other = await pool.connect();
          const text = `SELECT pg_cancel_backend(${Number(client.processID)})`;
          await other.query({ text }).finally(() => other.release());
        },
        // Temporary tables end with a session: as the Data API's do, no session is used twice.
        close: () => Promise.resolve(client.release(true)),
      };
    },
    close: () => Promise.resolve(),
  };
}

const AS_TEXT = { getTypeParser: () => (value: unknown) => value };
