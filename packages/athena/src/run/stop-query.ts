import { type AthenaClient, StopQueryExecutionCommand } from "@aws-sdk/client-athena";

/** How long stopping a query may hold up the error that made us stop it. */
export const STOP_TIMEOUT_MS = 5_000;

/** Ask Athena to stop a query; never throws, because something else is being reported already. */
export async function stopQuery(athena: AthenaClient, queryExecutionId: string): Promise<void> {
  try {
    await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: queryExecutionId }), {
      abortSignal: AbortSignal.timeout(STOP_TIMEOUT_MS),
    });
  } catch {
    // The query may have ended by itself, or can't be reached; the caller learns why it was to be stopped.
  }
}
