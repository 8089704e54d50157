import {
  type AthenaClient,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
} from "@aws-sdk/client-athena";
import { type BackOff, sleep } from "@cloudapi/core/internal";
import { AthenaQueryError } from "../errors/athena-query-error.ts";
import { sendPatiently } from "./send-patiently.ts";
import { STOP_TIMEOUT_MS, stopQuery } from "./stop-query.ts";

/**
 * Start a query and give its id.
 *
 * The request itself is not cut off by an abort: a query whose id is not known could not be stopped. On abort the
 * answer is awaited for some seconds more, so that the caller can stop the query; a later answer is stopped here.
 */
export async function startQuery(
  athena: AthenaClient,
  request: StartQueryExecutionCommandInput,
  backOff: BackOff,
  signal: AbortSignal | undefined,
  graceMs: number = STOP_TIMEOUT_MS,
): Promise<string> {
  const send = async (abortSignal: AbortSignal) => {
    const command = new StartQueryExecutionCommand(request);
    const { QueryExecutionId } = await athena.send(command, { abortSignal });
    if (QueryExecutionId !== undefined) return QueryExecutionId;
    throw new AthenaQueryError("REQUEST_FAILED", {
      reason: "StartQueryExecution answered without a query execution id.",
    });
  };
  return sendPatiently(
    ({ overdue }) => withGrace(send(overdue), athena, signal, graceMs),
    backOff,
    signal,
    { sql: request.QueryString },
  );
}

/** The answer if it comes before the signal is aborted or soon after; else the signal's reason. */
async function withGrace(
  started: Promise<string>,
  athena: AthenaClient,
  signal: AbortSignal | undefined,
  graceMs: number,
): Promise<string> {
  if (signal === undefined) return started;
  const done = new AbortController();
  try {
    return await Promise.race([started, afterGrace(signal, done.signal, graceMs)]);
  } catch (error) {
    if (signal.aborted)
      started.then(
        (id) => stopQuery(athena, id),
        () => undefined,
      );
    throw error;
  } finally {
    done.abort();
  }
}

async function afterGrace(signal: AbortSignal, done: AbortSignal, graceMs: number): Promise<never> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true, signal: done });
    return undefined;
  });
  await sleep(graceMs, done).catch(() => undefined);
  throw signal.reason;
}
