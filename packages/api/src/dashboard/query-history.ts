import {
  type AthenaClient,
  BatchGetQueryExecutionCommand,
  ListQueryExecutionsCommand,
  type QueryExecution,
} from "@aws-sdk/client-athena";
import { checkOptionNames } from "@cloudapi/core/internal";

/** A query that was run, and what it cost. */
export interface PastQuery {
  readonly sql: string;
  readonly state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  readonly submittedAt: Date;
  readonly scannedBytes: number;
  readonly engineMs: number;
}

/** What was run from one instant to another, newest first, and whether there was more than is told. */
export type QueryHistory = (
  range: { readonly from: Date; readonly to: Date },
  signal: AbortSignal,
) => Promise<{ readonly queries: readonly PastQuery[]; readonly isCut: boolean }>;

const PAGE = 50;

/**
 * The history of an Athena work group, which Athena keeps for 45 days: at most the newest `maxQueries` are looked at.
 *
 * IAM: `athena:ListQueryExecutions` and `athena:BatchGetQueryExecution` on the work group.
 *
 * @throws {TypeError} for an unknown option
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { athenaHistory } from "@cloudapi/api/dashboard";
 *
 * const athena = new AthenaClient();
 * const history = athenaHistory(athena, { workGroup: "primary", maxQueries: 100 });
 * const range = { from: new Date("2025-01-01"), to: new Date("2025-01-02") };
 * const { queries } = await history(range, AbortSignal.timeout(10_000));
 * console.log(queries.length); // => 0
 * athena.destroy();
 * ```
 */
export function athenaHistory(
  athena: AthenaClient,
  options: { readonly workGroup?: string; readonly maxQueries?: number } = {},
): QueryHistory {
  checkOptionNames("athenaHistory", options, ["workGroup", "maxQueries"]);
  const { workGroup = "primary", maxQueries = 1_000 } = options;
  return async ({ from, to }, signal) => {
    const queries: PastQuery[] = [];
    let seen = 0;
    let next: string | undefined;
    do {
      const page = await athena.send(
        new ListQueryExecutionsCommand({ WorkGroup: workGroup, MaxResults: PAGE, NextToken: next }),
        { abortSignal: signal },
      );
      next = page.NextToken;
      const ids = page.QueryExecutionIds ?? [];
      seen += ids.length;
      const found = ids.length === 0 ? [] : await executionsOf(athena, ids, signal);
      queries.push(...found.filter(({ submittedAt }) => submittedAt >= from && submittedAt < to));
      // They come newest first: those that follow a page that is older than the range are older still.
      if (found.length > 0 && found.every(({ submittedAt }) => submittedAt < from)) break;
    } while (next !== undefined && seen < maxQueries);
    return { queries: queries.sort(newestFirst), isCut: next !== undefined && seen >= maxQueries };
  };
}

async function executionsOf(
  athena: AthenaClient,
  ids: string[],
  signal: AbortSignal,
): Promise<PastQuery[]> {
  const { QueryExecutions = [] } = await athena.send(
    new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids }),
    { abortSignal: signal },
  );
  return QueryExecutions.map(pastQuery);
}

function pastQuery({ Query, Status, Statistics }: QueryExecution): PastQuery {
  return {
    sql: Query ?? "",
    state: (Status?.State?.toLowerCase() ?? "running") as PastQuery["state"],
    submittedAt: Status?.SubmissionDateTime ?? new Date(0),
    scannedBytes: Statistics?.DataScannedInBytes ?? 0,
    engineMs: Statistics?.EngineExecutionTimeInMillis ?? 0,
  };
}

function newestFirst(a: PastQuery, b: PastQuery): number {
  return b.submittedAt.getTime() - a.submittedAt.getTime();
}
