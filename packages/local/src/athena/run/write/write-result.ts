import { BIGINT } from "@cloudapi/athena/internal/analysis";
import type { QueryResult } from "../results/query-result.ts";

/** The result of a statement that wrote rows: no rows of its own, but their number. */
export function writeResult(rows: number): QueryResult {
  return { columns: [{ name: "rows", type: BIGINT }], rows: [], header: false, updateCount: rows };
}
