import { unlessAborted } from "@cloudapi/core/internal";
import { sourceError } from "../errors/source-failure.ts";
import { mysqlFailure } from "./mysql-failure.ts";
import {
  ask,
  connectionOf,
  type MysqlConnection,
  type MysqlPool,
  type MysqlRow,
} from "./mysql-pool.ts";
import { literal } from "./mysql-sql.ts";

/**
 * What is set for a session, and set back: values in UTC; text in UTF-8; the server's own rules where modes differ; a reader that may pause for an
 * hour, where the server would hang up after one minute; keys compared to their last byte.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  time_zone: "'+00:00'",
  character_set_results: "utf8mb4",
  sql_mode: "''",
  net_write_timeout: "3600",
  max_sort_length: "4096",
};

/** One connection in a read-only transaction, until it is closed or lost. */
export class MysqlSession {
  readonly source: string;
  readonly pool: MysqlPool;
  readonly connection: MysqlConnection;
  /** Its number at the server. */
  #id = "";
  #before: MysqlRow = [];
  #isLost = false;
  #isClosed = false;

  private constructor(pool: MysqlPool, connection: MysqlConnection, source: string) {
    this.pool = pool;
    this.connection = connection;
    this.source = source;
  }

  static async begin(
    pool: MysqlPool,
    source: string,
    signal: AbortSignal | undefined,
  ): Promise<MysqlSession> {
    const session = new MysqlSession(pool, await connect(pool, { source, signal }), source);
    try {
      const names = Object.keys(SETTINGS);
      const settings = names.map((name) => `@@SESSION.${name}`).join(", ");
      const [row = []] = await session.ask(`SELECT CONNECTION_ID(), ${settings}`, { signal });
      session.#id = String(row[0]);
      session.#before = row.slice(1);
      const values = names.map((name) => `SESSION ${name} = ${SETTINGS[name]}`);
      await session.ask(`SET ${values.join(", ")}`, { signal });
      await session.ask("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", { signal });
      await session.ask("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", { signal });
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  get id(): string {
    return this.#id;
  }

  /** The rows of an answer, or what went wrong as an `IngestError`. A signal that fires ends the connection, and the statement with it. */
  async ask(sql: string, { table, signal }: MysqlAskOptions = {}): Promise<readonly MysqlRow[]> {
    signal?.throwIfAborted();
    try {
      return await unlessAborted(this.#query(sql), signal);
    } catch (error) {
      if (signal?.aborted === true) this.lose();
      signal?.throwIfAborted();
      throw this.failed(error, table);
    }
  }

  /** An error of the driver in this package's words. A deadlock ends the transaction, and with it the snapshot. */
  failed(error: unknown, table: string | undefined): Error {
    const failure = mysqlFailure(error);
    if (failure === "DEADLOCK" || failure === "CONNECTION_LOST") this.lose();
    return sourceError(error, failure, { source: this.source, table });
  }

  /** End the connection at once. */
  lose(): void {
    this.#isLost = true;
    this.#end(() => this.connection.destroy());
  }

  /** End the transaction and give the connection back as it was; one that can't be is ended. Never rejects. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    try {
      await this.#query("ROLLBACK");
      const values = Object.keys(SETTINGS).map(
        (name, at) => `SESSION ${name} = ${settingText(this.#before[at])}`,
      );
      if (this.#before.length > 0) await this.#query(`SET ${values.join(", ")}`);
      this.#end(() => this.connection.release());
    } catch {
      this.lose();
    }
  }

  #end(how: () => void): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    how();
  }

  async #query(sql: string): Promise<readonly MysqlRow[]> {
    if (this.#isLost)
      throw Object.assign(new Error("its connection has ended before"), {
        code: "PROTOCOL_CONNECTION_LOST",
      });
    return ask(this.connection, sql);
  }
}

/** What belongs to one statement. */
export interface MysqlAskOptions {
  readonly table?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A setting as it was said: a number, or text. */
function settingText(value: MysqlRow[number] | undefined): string {
  const text = String(value ?? "");
  return /^\d+$/.test(text) ? text : literal(text);
}

async function connect(
  pool: MysqlPool,
  { source, signal }: { source: string; signal: AbortSignal | undefined },
): Promise<MysqlConnection> {
  signal?.throwIfAborted();
  const connecting = connectionOf(pool);
  try {
    return await unlessAborted(connecting, signal);
  } catch (error) {
    if (signal?.aborted === true) connecting.then((late) => late.release(), ignore);
    signal?.throwIfAborted();
    const failure = mysqlFailure(error);
    throw sourceError(error, failure === "CONNECTION_LOST" ? "CONNECTION_REFUSED" : failure, {
      source,
    });
  }
}

function ignore(): void {}
