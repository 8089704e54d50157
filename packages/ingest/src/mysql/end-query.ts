import { ask, connectionOf, type MysqlConnection } from "./mysql-pool.ts";
import type { MysqlSession } from "./mysql-session.ts";
import type { RowStream } from "./mysql-stream.ts";

/**
 * Ends a query whose rows nobody wants any more. The server is asked to, by another connection; until then, or where the pool has none to give, its
 * rows are read and let go, since the transaction, and with it the snapshot, has to live on.
 */
export async function endQuery(session: MysqlSession, stream: RowStream<unknown>): Promise<void> {
  let killing: Promise<void> | undefined;
  connectionOf(session.pool).then((other) => {
    if (stream.isOver) other.release();
    else killing = kill(other, session.id);
  }, ignore);
  await stream.drain();
  // It must not end the query that comes next.
  await killing;
}

async function kill(other: MysqlConnection, id: string): Promise<void> {
  await ask(other, `KILL QUERY ${id}`).catch(ignore);
  other.release();
}

function ignore(): void {}
