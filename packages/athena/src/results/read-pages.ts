import {
  type AthenaClient,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  type QueryExecution,
} from "@aws-sdk/client-athena";
import { AthenaResultError } from "../errors/athena-result-error.ts";
import { readPollOptions } from "../run/poll-options.ts";
import { type Send, sendPatiently } from "../run/send-patiently.ts";
import { hasHeader, isRowsOnly } from "./has-header.ts";
import type { ResultPage } from "./result-page.ts";
import { utilityPage } from "./utility-page.ts";

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
  const seen = new TokenWatch(queryExecutionId);
  do {
    const command = new GetQueryResultsCommand({
      QueryExecutionId: queryExecutionId,
      MaxResults: pageSize,
      ...(token !== undefined && { NextToken: token }),
    });
    const send: Send<GetQueryResultsCommandOutput> = ({ either }) =>
      athena.send(command, { abortSignal: either });
    const { ResultSet: result, NextToken } = await sendPatiently(send, backOff, signal, {
      queryExecutionId,
    });
    const columns = result?.ResultSetMetadata?.ColumnInfo ?? [];
    const rows = result?.Rows ?? [];
    if (isRowsOnly(execution)) yield utilityPage(columns, rows);
    else {
      const skipped = isFirst && hasHeader(columns, rows[0]) ? 1 : 0;
      yield { columns, rows: rows.slice(skipped) };
    }
    isFirst = false;
    token = NextToken;
    if (token !== undefined) seen.next(token);
  } while (token !== undefined && token !== "");
}

/**
 * Notices tokens that come round again, whatever the length of the circle, in constant memory: one token is kept for
 * twice as many pages as the one before (R. P. Brent, "An improved Monte Carlo factorization algorithm", 1980).
 */
class TokenWatch {
  readonly #queryExecutionId: string;
  #kept: string | undefined;
  #pages = 0;
  #nextKept = 1;

  constructor(queryExecutionId: string) {
    this.#queryExecutionId = queryExecutionId;
  }

  next(token: string): void {
    if (token === this.#kept) {
      throw new AthenaResultError(
        "INVALID_RESPONSE",
        `GetQueryResults gave the same NextToken twice for query ${this.#queryExecutionId}, so its pages would never end. Read the result file at its output location instead.`,
        { queryExecutionId: this.#queryExecutionId },
      );
    }
    if (++this.#pages < this.#nextKept) return;
    this.#kept = token;
    this.#nextKept *= 2;
  }
}
