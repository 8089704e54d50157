import {
  type AthenaClient,
  type ColumnInfo,
  GetQueryResultsCommand,
  type QueryExecution,
  type Row,
} from "@aws-sdk/client-athena";
import { readPollOptions } from "../run/poll-options.ts";
import { sendPatiently } from "../run/send-patiently.ts";
import { hasHeader } from "./has-header.ts";

/** One page of a result, without the header. */
export interface ResultPage {
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly Row[];
}

/** Every page of a result, in order. */
export async function* readPages(
  athena: AthenaClient,
  execution: QueryExecution & { readonly QueryExecutionId: string },
  pageSize: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ResultPage> {
  const backOff = readPollOptions();
  const queryExecutionId = execution.QueryExecutionId;
  let token: string | undefined;
  let isFirst = true;
  do {
    const command = new GetQueryResultsCommand({
      QueryExecutionId: queryExecutionId,
      MaxResults: pageSize,
      ...(token !== undefined && { NextToken: token }),
    });
    const send = () => athena.send(command, signal === undefined ? {} : { abortSignal: signal });
    const { ResultSet: result, NextToken } = await sendPatiently(send, backOff, signal, {
      queryExecutionId,
    });
    const columns = result?.ResultSetMetadata?.ColumnInfo ?? [];
    const rows = result?.Rows ?? [];
    const skipped = isFirst && hasHeader(execution, columns, rows[0]) ? 1 : 0;
    yield { columns, rows: rows.slice(skipped) };
    isFirst = false;
    token = NextToken;
  } while (token !== undefined && token !== "");
}
