import {
  type AthenaClient,
  GetQueryExecutionCommand,
  type QueryExecution,
} from "@aws-sdk/client-athena";
import type { BackOff } from "@cloudapi/core/internal";
import { sendPatiently } from "./send-patiently.ts";

/** One look at a query. */
export async function getExecution(
  athena: AthenaClient,
  queryExecutionId: string,
  backOff: BackOff,
  signal: AbortSignal | undefined,
): Promise<QueryExecution> {
  const command = new GetQueryExecutionCommand({ QueryExecutionId: queryExecutionId });
  const send = () => athena.send(command, signal === undefined ? {} : { abortSignal: signal });
  const { QueryExecution } = await sendPatiently(send, backOff, signal, { queryExecutionId });
  return QueryExecution ?? {};
}
