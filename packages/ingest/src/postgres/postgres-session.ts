import { unlessAborted } from "@cloudapi/core/internal";
import { sourceError } from "../errors/source-failure.ts";
import type { TextRows } from "../source/text-rows.ts";
import { copyClient } from "./copy/copy-client.ts";
import { type Copying, CopyOut } from "./copy/copy-out.ts";
import { postgresFailure } from "./postgres-failure.ts";
import {
  ask,
  type PostgresClient,
  type PostgresPool,
  type PostgresResult,
} from "./postgres-pool.ts";

/** What is the same for all statements of a source. */
export interface SessionOptions {
  readonly source: string;
  readonly rowSecurity: "refuse" | "apply";
  /** A snapshot that another session has exported, and reads as well. */
  readonly snapshot?: string | undefined;
}

/** Values are written the same way whatever the server's settings; the client is given back as it was. */
const SETTINGS = [
  "SET LOCAL timezone = 'UTC'",
  "SET LOCAL datestyle = 'ISO, YMD'",
  "SET LOCAL intervalstyle = 'iso_8601'",
  "SET LOCAL bytea_output = 'hex'",
  "SET LOCAL extra_float_digits = 1",
  "SET LOCAL xmlbinary = 'base64'",
  // Compiling the questions to the catalog takes longer than answering them.
  "SET LOCAL jit = off",
  // All rows of a cursor are read.
  "SET LOCAL cursor_tuple_fraction = 1",
];

/** One client in a read-only transaction, until it is closed or lost. */
export class PostgresSession {
  readonly source: string;
  readonly #client: PostgresClient;
  readonly #onError = () => void (this.#isLost = true);
  #isLost = false;
  #isClosed = false;

  readonly #pool: PostgresPool;
  #pid: string | undefined;

  private constructor(
    pool: PostgresPool,
    { client, source }: { readonly client: PostgresClient; readonly source: string },
  ) {
    this.#pool = pool;
    this.#client = client;
    this.source = source;
    // A client that nobody asks anything tells of a lost connection by an event, which would end the process.
    client.on("error", this.#onError);
  }

  static async begin(
    pool: PostgresPool,
    { source, rowSecurity, snapshot }: SessionOptions,
    signal: AbortSignal | undefined,
  ): Promise<PostgresSession> {
    const session = new PostgresSession(pool, {
      client: await connect(pool, source, signal),
      source,
    });
    try {
      await session.ask("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", { signal });
      if (snapshot !== undefined)
        await session.ask(`SET TRANSACTION SNAPSHOT '${snapshot.replaceAll("'", "''")}'`, {
          signal,
        });
      const rows = `SET LOCAL row_security = ${rowSecurity === "apply" ? "on" : "off"}`;
      for (const setting of [...SETTINGS, rows]) await session.ask(setting, { signal });
    } catch (error) {
      await session.close();
      throw error;
    }
    return session;
  }

  /** What the server answers, or what went wrong as an `IngestError`. A signal that fires ends the connection, and the statement with it. */
  async ask(text: string, { values, table, signal }: AskOptions = {}): Promise<PostgresResult> {
    signal?.throwIfAborted();
    try {
      return await unlessAborted(ask(this.#client, text, values), signal);
    } catch (error) {
      if (signal?.aborted === true) this.#lose();
      signal?.throwIfAborted();
      throw sourceError(error, postgresFailure(error), { source: this.source, table });
    }
  }

  /** Rows of a query by COPY, where `canCopy` says so. */
  async *copy(
    copying: Copying,
    { table, signal }: AskOptions,
  ): AsyncGenerator<TextRows, void, undefined> {
    const client = copyClient(this.#client);
    if (client === undefined) return;
    const copy = new CopyOut(client, copying);
    try {
      for (;;) {
        const rows = await unlessAborted(copy.next(), signal);
        if (rows === undefined) return;
        yield rows;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw sourceError(error, postgresFailure(error), { source: this.source, table });
    } finally {
      if (signal?.aborted === true) this.#lose();
      else if (!copy.isOver) await this.#end(copy);
    }
  }

  /** Whether this client can copy, as long as a table takes. */
  async canCopy(signal: AbortSignal | undefined): Promise<boolean> {
    if (copyClient(this.#client) === undefined) return false;
    const { rows } = await this.ask(
      "SELECT pg_catalog.current_setting('statement_timeout'), pg_catalog.pg_backend_pid()",
      { signal },
    );
    this.#pid = rows[0]?.[1] ?? undefined;
    return rows[0]?.[0] === "0";
  }

  /**
   * End a query whose rows nobody wants any more. The server is asked to, by another client; until then, or where the pool has none to give, its
   * rows are read and let go, since the transaction, and with it the snapshot, has to live on.
   */
  async #end(copy: CopyOut): Promise<void> {
    let cancelling: Promise<void> | undefined;
    this.#pool.connect().then((other) => {
      if (copy.isOver) other.release();
      else cancelling = this.#cancel(other);
    }, ignore);
    await copy.drain();
    // It must not end the query that comes next.
    await cancelling;
  }

  async #cancel(other: PostgresClient): Promise<void> {
    // As of the session's own: a connection that is lost now would end the process.
    other.on("error", ignore);
    const asking = ask(other, "SELECT pg_catalog.pg_cancel_backend($1)", [this.#pid ?? "0"]);
    const isLost = await asking.then(
      () => false,
      () => true,
    );
    other.release(isLost);
    if (!isLost) other.off("error", ignore);
  }

  /** End the transaction and give the client back; one that was lost is closed. Never rejects. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    if (!this.#isLost) await ask(this.#client, "ROLLBACK").catch(this.#onError);
    this.#release(this.#isLost);
  }

  #lose(): void {
    this.#isLost = true;
    this.#release(true);
  }

  #release(destroy: boolean): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#client.release(destroy);
    if (!destroy) this.#client.off("error", this.#onError);
  }
}

/** What belongs to one statement. */
export interface AskOptions {
  readonly values?: readonly string[] | undefined;
  readonly table?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

async function connect(
  pool: PostgresPool,
  source: string,
  signal: AbortSignal | undefined,
): Promise<PostgresClient> {
  signal?.throwIfAborted();
  const connecting = pool.connect();
  try {
    return await unlessAborted(connecting, signal);
  } catch (error) {
    if (signal?.aborted === true) connecting.then((client) => client.release(), ignore);
    signal?.throwIfAborted();
    const failure = postgresFailure(error);
    throw sourceError(error, failure === "CONNECTION_LOST" ? "CONNECTION_REFUSED" : failure, {
      source,
    });
  }
}

function ignore(): void {}
