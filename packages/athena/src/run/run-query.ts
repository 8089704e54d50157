import type { AthenaClient, QueryExecution } from "@aws-sdk/client-athena";
import { type BackOff, checkOptionNames, delayMs, sleep } from "@cloudapi/core/internal";
import { AthenaQueryError } from "../errors/athena-query-error.ts";
import { queryFailure } from "../errors/query-failure.ts";
import { getExecution } from "./get-execution.ts";
import { type PollOptions, readPollOptions } from "./poll-options.ts";
import { type QueryRun, queryRun } from "./query-run.ts";
import { startQuery } from "./start-query.ts";
import { type RunQueryInput, startRequest } from "./start-request.ts";
import { stopQuery } from "./stop-query.ts";

/** One look at a running query. */
export interface QueryProgress {
  readonly queryExecutionId: string;
  /** QUEUED, RUNNING, SUCCEEDED, FAILED or CANCELLED. */
  readonly state: string;
  readonly bytesScanned: number;
  readonly elapsedMs: number;
}

/** How to wait for a query. */
export interface RunQueryOptions {
  /** Aborting stops the query in Athena and rejects with the signal's reason; `AbortSignal.timeout(ms)` sets a time limit. */
  readonly signal?: AbortSignal;
  /** Called after each look at the query. */
  readonly onProgress?: (progress: QueryProgress) => void;
  readonly poll?: PollOptions;
  /**
   * How long to keep looking at a query that failed in a way Athena calls retryable; default 10,000 ms. Athena runs
   * such queries again by itself: they go from FAILED back to QUEUED. 0 takes the first failure as final.
   */
  readonly retryGraceMs?: number;
}

const DEFAULT_RETRY_GRACE_MS = 10_000;

/**
 * Run one SQL statement in Athena and wait until it has succeeded.
 *
 * Looks at the query with growing, jittered delays, and waits longer while Athena throttles. A query that is
 * not waited for to its end (aborted, past `maxBytesScanned`, or `onProgress` threw) is stopped. Athena's own limit
 * on scanned bytes belongs to the work group; `maxBytesScanned` is checked at each look and once more at the
 * end, so a fast query may have scanned more before it fails. Read the rows with `getResults`.
 *
 * IAM: `athena:StartQueryExecution`, `athena:GetQueryExecution` and `athena:StopQueryExecution` on the work
 * group; `glue:GetDatabase`, `glue:GetTable` and `glue:GetPartitions` on the tables read, and
 * `glue:CreateTable`, `glue:UpdateTable` or `glue:DeleteTable` for DDL, commits to Iceberg tables and views; `glue:GetPartition`,
 * `glue:BatchCreatePartition` and `glue:DeletePartition` for registered partitions; `s3:GetObject` and `s3:ListBucket` on
 * the tables' data, for statements that write `s3:PutObject` and, for VACUUM and dropped Iceberg tables, `s3:DeleteObject`; `s3:GetBucketLocation`, `s3:GetObject`, `s3:ListBucket`, `s3:PutObject`,
 * `s3:AbortMultipartUpload`, `s3:ListBucketMultipartUploads` and `s3:ListMultipartUploadParts` on the output location; `kms:Decrypt` and
 * `kms:GenerateDataKey` on their KMS keys.
 *
 * @throws {AthenaQueryError} when the query fails, is cancelled or is refused; its `code` says why
 * @throws {TypeError | RangeError} for input that Athena would not take
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { runQuery } from "@cloudapi/athena";
 *
 * const athena = new AthenaClient();
 * const { queryExecutionId, statistics } = await runQuery(athena, {
 *   sql: "SELECT x FROM (VALUES 1, 2, 3) AS t (x) WHERE x > ?",
 *   parameters: [1],
 *   outputLocation: "s3://cloudapi-logs-processed/athena-results/",
 * });
 * console.log(queryExecutionId, statistics.bytesScanned);
 * athena.destroy();
 * ```
 */
export async function runQuery(
  athena: AthenaClient,
  input: RunQueryInput,
  options: RunQueryOptions = {},
): Promise<QueryRun> {
  const request = startRequest(input);
  checkOptionNames("runQuery", options, ["signal", "onProgress", "poll", "retryGraceMs"]);
  const backOff = readPollOptions(options.poll);
  const limit = readLimit(input.maxBytesScanned);
  const retryGraceMs = readRetryGrace(options.retryGraceMs);
  options.signal?.throwIfAborted();
  const queryExecutionId = await startQuery(athena, request, backOff, options.signal);
  const query = { athena, queryExecutionId, sql: input.sql, limit, retryGraceMs, backOff, options };
  return queryRun(queryExecutionId, await waitForEnd(query));
}

interface StartedQuery {
  readonly athena: AthenaClient;
  readonly queryExecutionId: string;
  readonly sql: string;
  /** Bytes that may be scanned. */
  readonly limit: number;
  readonly retryGraceMs: number;
  readonly backOff: BackOff;
  readonly options: RunQueryOptions;
}

function readLimit(limit: number | undefined): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (Number.isSafeInteger(limit) && limit >= 0) return limit;
  throw new RangeError(
    `runQuery: maxBytesScanned must be an integer of at least 0, not ${String(limit)}.`,
  );
}

function readRetryGrace(ms: number = DEFAULT_RETRY_GRACE_MS): number {
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw new RangeError(`runQuery: retryGraceMs must be a number of at least 0, not ${String(ms)}.`);
}

async function waitForEnd(query: StartedQuery): Promise<QueryExecution> {
  let ended = false;
  try {
    const execution = await pollToEnd(query);
    ended = true;
    return checkEnd(query, execution);
  } catch (error) {
    if (!ended) await stopQuery(query.athena, query.queryExecutionId);
    throw error;
  }
}

async function pollToEnd(query: StartedQuery): Promise<QueryExecution> {
  const { athena, queryExecutionId, backOff, options } = query;
  const startedAt = performance.now();
  let failedAt: number | undefined;
  for (let attempt = 0; ; attempt++) {
    await sleep(delayMs(attempt, backOff), options.signal);
    const execution = await getExecution(athena, queryExecutionId, backOff, options.signal);
    const state = execution.Status?.State ?? "QUEUED";
    const bytesScanned = execution.Statistics?.DataScannedInBytes ?? 0;
    options.onProgress?.({
      queryExecutionId,
      state,
      bytesScanned,
      elapsedMs: performance.now() - startedAt,
    });
    if (state === "SUCCEEDED" || state === "CANCELLED") return execution;
    if (state === "FAILED") {
      failedAt ??= performance.now();
      const isOver = performance.now() - failedAt >= query.retryGraceMs;
      if (execution.Status?.AthenaError?.Retryable !== true || isOver) return execution;
    } else if (failedAt !== undefined) {
      // Athena runs it again: look as often as at a query that has just begun.
      failedAt = undefined;
      attempt = 0;
    }
    if (bytesScanned > query.limit) throw overLimit(query, bytesScanned, "It was stopped.");
  }
}

function checkEnd(query: StartedQuery, execution: QueryExecution): QueryExecution {
  if (execution.Status?.State !== "SUCCEEDED")
    throw queryFailure({ QueryExecutionId: query.queryExecutionId, ...execution }, query.sql);
  const bytesScanned = execution.Statistics?.DataScannedInBytes ?? 0;
  if (bytesScanned > query.limit)
    throw overLimit(
      query,
      bytesScanned,
      "It had ended before it could be stopped; its result can still be read.",
    );
  return execution;
}

function overLimit(
  { queryExecutionId, limit }: StartedQuery,
  bytesScanned: number,
  outcome: string,
): AthenaQueryError {
  return new AthenaQueryError("BYTES_SCANNED_LIMIT", {
    reason: `it has scanned ${bytesScanned} bytes, more than maxBytesScanned (${limit}). ${outcome}`,
    hint: "Narrow the query to fewer partitions or columns, or raise maxBytesScanned.",
    queryExecutionId,
    bytesScanned,
  });
}
