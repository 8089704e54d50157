import type { Dataset } from "@cloudapi/core";
import { quoteLiteral } from "@cloudapi/core/sql";
import { quoteTable } from "../metrics/column-of.ts";
import { type Statement, statement } from "../statement.ts";
import { buildCheckQueries, type CheckQueriesInput } from "./build-check-queries.ts";
import { checkResults } from "./check-results.ts";

/** Which checks are run, and where their results go. */
export interface SaveChecksInput extends Omit<CheckQueriesInput, "day"> {
  /** `2025-01-15`; without it all rows are checked. */
  readonly day?: string | undefined;
  /** Names the run in the results. */
  readonly runId: string;
  /** The table with the contract `checkResults`; default its name, in the database of the checked table. */
  readonly results?: { readonly table: string; readonly database?: string | undefined } | undefined;
}

/**
 * One statement that runs all checks and adds their results to the table of results (contract `checkResults`), from which a dashboard
 * reads them. Run again under the same `runId` it adds them again, and those with the later
 * `checked_at` count.
 *
 * @throws {TypeError} as `buildCheckQueries` does, and for a run without a name
 *
 * @example
 * ```ts
 * import { buildSaveChecks } from "@cloudapi/athena/checks";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const { sql } = buildSaveChecks(apiLogs, { day: "2025-01-15", runId: "api_logs-2025-01-15" });
 * console.log(sql.split("\n")[0]); // => INSERT INTO "check_results" ("run_id", "checked_at", "dataset", "check", "column", "status", "observed", "threshold", "message", "year", "month", "day")
 * ```
 */
export function buildSaveChecks(dataset: Dataset, input: SaveChecksInput): Statement {
  const { runId, results, ...queries } = input;
  if (typeof runId !== "string" || runId === "")
    throw new TypeError("buildSaveChecks: runId must be text that names the run.");
  if (queries.day === "?")
    throw new TypeError(
      "buildSaveChecks: day must be a date; a statement with parameters is built by buildCheckQueries.",
    );
  const into = quoteTable(results?.table ?? checkResults.name, results?.database ?? input.database);
  const columns = [...checkResults.columns.map(({ name }) => name), "year", "month", "day"];
  const now = "CAST(current_timestamp AS timestamp)";
  const all = buildCheckQueries(dataset, queries).map(({ sql }) => sql);
  return statement(`INSERT INTO ${into} (${columns.map((name) => `"${name}"`).join(", ")})
SELECT ${quoteLiteral(runId)}, ${now}, "dataset", "check", "column", "status", "observed", "threshold", "message",
  CAST(year(${now}) AS integer), CAST(month(${now}) AS integer), CAST(day(${now}) AS integer)
FROM (
${all.join("\nUNION ALL\n")}
) AS "results"`);
}
