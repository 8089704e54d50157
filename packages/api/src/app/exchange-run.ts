import type { Asker } from "../ask/create-asker.ts";
import type { Asked, Question } from "../operation/exchange.ts";

/** What the queries of one request came to. */
export interface RequestCost {
  queries: number;
  cachedQueries: number;
  scannedBytes: number;
  engineMs: number;
  /** How old what was answered may be. */
  maxStalenessMs: number;
  readonly queryExecutionIds: string[];
}

/** No query yet. */
export function noCost(): RequestCost {
  return {
    queries: 0,
    cachedQueries: 0,
    scannedBytes: 0,
    engineMs: 0,
    maxStalenessMs: 0,
    queryExecutionIds: [],
  };
}

/** Asks for a request, and counts what it costs. */
export function countedAsk(ask: Asker, cost: RequestCost, signal: AbortSignal) {
  return async (question: Question): Promise<Asked> => {
    const asked = await ask(question, signal);
    cost.queries++;
    cost.maxStalenessMs = Math.max(cost.maxStalenessMs, asked.maxStalenessMs);
    if (asked.source === "engine") {
      cost.scannedBytes += asked.scannedBytes;
      cost.engineMs += asked.engineMs;
    } else cost.cachedQueries++;
    if (asked.queryExecutionId !== undefined) cost.queryExecutionIds.push(asked.queryExecutionId);
    return asked;
  };
}

/** What an answer says of its cost. */
export function costHeaders({
  queries,
  cachedQueries,
  scannedBytes,
  maxStalenessMs,
}: RequestCost): Record<string, string> {
  if (queries === 0) return {};
  return {
    "x-query-source": cachedQueries === queries ? "cache" : "engine",
    "x-scanned-bytes": String(scannedBytes),
    "x-max-staleness": String(Math.ceil(maxStalenessMs / 1_000)),
  };
}
