import { ATHENA_LEAST_BYTES, ATHENA_TB_BYTES } from "@cloudapi/core/internal";
import type { CostData } from "../dashboard-data.ts";
import type { PastQuery, QueryHistory } from "../query-history.ts";
import type { DashboardQuestion } from "../question.ts";
import { bucketLength, bucketStart } from "../time-buckets.ts";

const MAX_STATEMENTS = 100;

/** What queries scanned, over time and by statement. */
export async function costData(
  history: QueryHistory,
  question: DashboardQuestion,
  { signal, pricePerTebibyte }: { signal: AbortSignal; pricePerTebibyte: number },
): Promise<CostData> {
  const { queries, isCut } = await history(question, signal);
  const bucketMs = bucketLength(question);
  const buckets = Map.groupBy(queries, ({ submittedAt }) =>
    Math.floor(submittedAt.getTime() / bucketMs),
  );
  const billed = queries.reduce((sum, { scannedBytes }) => sum + billedBytes(scannedBytes), 0);
  return {
    from: question.from.toISOString(),
    to: question.to.toISOString(),
    bucketMs,
    queries: queries.length,
    failed: failuresIn(queries),
    scannedBytes: scannedBy(queries),
    estimate: (billed / ATHENA_TB_BYTES) * pricePerTebibyte,
    overTime: [...buckets]
      .sort(([a], [b]) => a - b)
      .map(([bucket, list]) => ({
        at: bucketStart(bucket, bucketMs),
        queries: list.length,
        scannedBytes: scannedBy(list),
      })),
    byStatement: [...Map.groupBy(queries, ({ sql }) => sql)]
      .map(([sql, list]) => statementCost(sql, list))
      .sort((a, b) => b.scannedBytes - a.scannedBytes || b.queries - a.queries)
      .slice(0, MAX_STATEMENTS),
    isCut,
  };
}

function statementCost(sql: string, list: readonly PastQuery[]): CostData["byStatement"][number] {
  const newest = list.reduce((a, b) => (a.submittedAt > b.submittedAt ? a : b));
  return {
    sql,
    queries: list.length,
    failed: failuresIn(list),
    scannedBytes: scannedBy(list),
    engineMs: list.reduce((sum, { engineMs }) => sum + engineMs, 0),
    lastAt: newest.submittedAt.toISOString(),
  };
}

function billedBytes(scannedBytes: number): number {
  return scannedBytes === 0 ? 0 : Math.max(ATHENA_LEAST_BYTES, scannedBytes);
}

function scannedBy(list: readonly PastQuery[]): number {
  return list.reduce((sum, { scannedBytes }) => sum + scannedBytes, 0);
}

function failuresIn(list: readonly PastQuery[]): number {
  return list.filter(({ state }) => state === "failed").length;
}
