import type { ResultPage } from "../warehouse/warehouse.ts";
import { pageOf } from "./page-of.ts";
import type { PgPool } from "./pg-pool.ts";
import { openSession } from "./pg-session.ts";

/** The rows of a query by a cursor, a page at a time: the next is fetched when it is asked for. */
export async function* fetchPages(
  pool: PgPool,
  { sql, pageRows }: { readonly sql: string; readonly pageRows: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<ResultPage> {
  const session = await openSession(pool, signal);
  let isWhole = false;
  try {
    await session.query("BEGIN");
    await session.query(`DECLARE cloudapi_rows CURSOR FOR ${sql}`);
    for (let count = pageRows; count === pageRows; ) {
      const answer = await session.query(`FETCH FORWARD ${pageRows} FROM cloudapi_rows`);
      count = answer.rows.length;
      if (count > 0) yield pageOf(answer);
    }
    await session.query("COMMIT");
    isWhole = true;
  } catch (error) {
    throw session.failure(error);
  } finally {
    // Who stops early leaves a cursor open: that connection is given to nobody else.
    session.close(isWhole);
  }
}
