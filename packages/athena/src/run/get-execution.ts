import {
  type AthenaClient,
  GetQueryExecutionCommand,
  type GetQueryExecutionCommandOutput,
  type QueryExecution,
} from "@aws-sdk/client-athena";
import type { BackOff } from "@cloudapi/core/internal";
import { AthenaQueryError } from "../errors/athena-query-error.ts";
import { type Send, sendPatiently } from "./send-patiently.ts";

/** One look at a query. */
export async function getExecution(
  athena: AthenaClient,
  queryExecutionId: string,
  backOff: BackOff,
  signal: AbortSignal | undefined,
): Promise<QueryExecution> {
  const command = new GetQueryExecutionCommand({ QueryExecutionId: queryExecutionId });
  const send: Send<GetQueryExecutionCommandOutput> = ({ either }) =>
    athena.send(command, { abortSignal: either });
  const { QueryExecution } = await sendPatiently(send, backOff, signal, { queryExecutionId });
  if (QueryExecution?.Status?.State !== undefined) return QueryExecution;
  throw new AthenaQueryError("REQUEST_FAILED", {
    reason: "GetQueryExecution answered without the state of the query.",
    queryExecutionId,
  });
}
