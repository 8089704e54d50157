import { textLiteral } from "../sql/text-literal.ts";
import { pgFailure } from "./pg-failure.ts";
import type { PgAnswer, PgClient, PgPool } from "./pg-pool.ts";

/** One connection of a pool, for as long as it is held. */
export interface PgSession {
  query(sql: string): Promise<PgAnswer>;
  /** The error for what a query threw: the signal's reason after an abort. */
  failure(error: unknown): unknown;
  /** Give the connection back, or end it where it may be left in the middle of something. */
  close(isClean: boolean): void;
}

/** Values come as the server writes them: the driver's own parsers lose digits and shift dates. */
const AS_TEXT = { getTypeParser: () => (value: unknown) => value };

/** Take a connection. On abort the statement that runs is cancelled. */
export async function openSession(
  pool: PgPool,
  signal: AbortSignal | undefined,
): Promise<PgSession> {
  const client = await connect(pool);
  const former = await writeIsoDates(client).catch((error: unknown) => {
    client.release(true);
    throw pgFailure(error);
  });
  const stop = () => void cancel(pool, client);
  signal?.addEventListener("abort", stop, { once: true });
  return {
    async query(text) {
      signal?.throwIfAborted();
      return (await client.query({ text, rowMode: "array", types: AS_TEXT })) as PgAnswer;
    },
    failure: (error) => (signal?.aborted === true ? (signal.reason as unknown) : pgFailure(error)),
    close(isClean) {
      signal?.removeEventListener("abort", stop);
      void giveBack(client, { isClean, former });
    },
  };
}

/**
 * Dates and times are read in the form of ISO 8601: a connection that writes them otherwise is told to.
 *
 * @returns how it wrote them, where that was otherwise
 */
async function writeIsoDates(client: PgClient): Promise<string | undefined> {
  const ask = { text: "SHOW datestyle", rowMode: "array", types: AS_TEXT };
  const { rows } = (await client.query(ask)) as PgAnswer;
  const style = rows[0]?.[0] ?? "ISO";
  if (/^ISO\b/i.test(style)) return undefined;
  await client.query("SET datestyle TO 'ISO'");
  return style;
}

/** The connection is given back as it came. */
async function giveBack(
  client: PgClient,
  { isClean, former }: { readonly isClean: boolean; readonly former: string | undefined },
): Promise<void> {
  let isLeft = !isClean;
  if (isClean && former !== undefined)
    await client.query(`SET datestyle TO ${textLiteral(former)}`).catch(() => {
      isLeft = true;
    });
  client.release(isLeft);
}

/** Do something with a connection of the pool; one on which something failed does not go back. */
export async function withSession<T>(
  pool: PgPool,
  signal: AbortSignal | undefined,
  work: (session: PgSession) => Promise<T>,
): Promise<T> {
  const session = await openSession(pool, signal);
  let isClean = false;
  try {
    const result = await work(session);
    isClean = true;
    return result;
  } catch (error) {
    throw session.failure(error);
  } finally {
    session.close(isClean);
  }
}

async function connect(pool: PgPool): Promise<PgClient> {
  try {
    const client = await pool.connect();
    // Of a connection that breaks while nothing runs on it, the next statement tells.
    if (client.listenerCount("error") === 0) client.on("error", () => undefined);
    return client;
  } catch (error) {
    throw pgFailure(error);
  }
}

/** One connection cancels another's statement by its process. What has none is left to end by itself. */
async function cancel(pool: PgPool, client: PgClient): Promise<void> {
  const { processID } = client as { readonly processID?: number };
  if (!Number.isInteger(processID)) return;
  const other = await pool.connect().catch(() => undefined);
  await other?.query(`SELECT pg_cancel_backend(${processID})`).catch(() => undefined);
  other?.release();
}

/** Do something in one transaction: all of it is committed, or nothing. */
export async function inTransaction<T>(session: PgSession, work: () => Promise<T>): Promise<T> {
  await session.query("BEGIN");
  try {
    const result = await work();
    await session.query("COMMIT");
    return result;
  } catch (error) {
    await session.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
