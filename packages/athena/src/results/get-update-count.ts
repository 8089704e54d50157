import {
  type AthenaClient,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
} from "@aws-sdk/client-athena";
import { checkOptionNames } from "@cloudapi/core/internal";
import { readPollOptions } from "../run/poll-options.ts";
import { type Send, sendPatiently } from "../run/send-patiently.ts";

/** Which statement's count to read. */
export interface GetUpdateCountInput {
  readonly queryExecutionId: string;
}

/**
 * How many rows an INSERT, CREATE TABLE AS, UPDATE, DELETE or MERGE wrote; `undefined` for a statement that Athena
 * counts no rows of.
 *
 * IAM: `athena:GetQueryResults` on the work group, `s3:GetObject` on the output location, with a KMS key
 * `kms:Decrypt` on it.
 *
 * @throws {AthenaQueryError} when there is no such query, it has not succeeded, or may not be read
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { getUpdateCount, runQuery } from "@cloudapi/athena";
 *
 * const athena = new AthenaClient();
 * const { queryExecutionId } = await runQuery(athena, {
 *   sql: "SELECT 1",
 *   outputLocation: "s3://cloudapi-logs-processed/athena-results/",
 * });
 * console.log(await getUpdateCount(athena, { queryExecutionId })); // an INSERT gives its number of rows
 * athena.destroy();
 * ```
 */
export async function getUpdateCount(
  athena: AthenaClient,
  input: GetUpdateCountInput,
  options: { readonly signal?: AbortSignal } = {},
): Promise<number | undefined> {
  checkOptionNames("getUpdateCount", input, ["queryExecutionId"]);
  checkOptionNames("getUpdateCount", options, ["signal"]);
  const { queryExecutionId } = input;
  if (typeof queryExecutionId !== "string" || queryExecutionId === "")
    throw new TypeError("getUpdateCount: queryExecutionId must be a string that is not empty.");
  const { signal } = options;
  const command = new GetQueryResultsCommand({ QueryExecutionId: queryExecutionId, MaxResults: 1 });
  const send: Send<GetQueryResultsCommandOutput> = ({ either }) =>
    athena.send(command, { abortSignal: either });
  const { UpdateCount: count } = await sendPatiently(send, readPollOptions(), signal, {
    queryExecutionId,
  });
  return count;
}
