import type { AthenaClient } from "@aws-sdk/client-athena";
import type { Dataset } from "@cloudapi/core";
import * as z from "zod";
import { type QueryOptions, query } from "../query.ts";
import { type QueryPlace, splitPlace } from "../run/query-place.ts";
import { buildCheckQueries, type CheckQueriesInput } from "./build-check-queries.ts";
import type { CheckResult } from "./check-results.ts";

/** What is checked, and where. */
export interface RunChecksInput extends Omit<CheckQueriesInput, "database">, QueryPlace {}

/** What the checks said. */
export interface ChecksReport {
  /** The worst of all. */
  readonly status: "pass" | "warn" | "stop";
  readonly results: readonly Omit<CheckResult, "run_id" | "checked_at">[];
}

/**
 * Run checks as one query, and tell what they say.
 *
 * IAM: what `runQuery` and `getResults` need.
 *
 * @throws {TypeError} as `buildCheckQueries` does, and for a day that is a parameter
 * @throws {AthenaQueryError} when the query fails
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { buildCreateTable, runQuery } from "@cloudapi/athena";
 * import { runChecks } from "@cloudapi/athena/checks";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const athena = new AthenaClient();
 * const place = { database: "default", outputLocation: "s3://cloudapi-logs-processed/athena-results/" };
 * await runQuery(athena, { ...buildCreateTable(apiLogs, { location: "s3://cloudapi-logs-processed/no_logs/", ifNotExists: true }), ...place });
 * const { status, results } = await runChecks(athena, apiLogs, { day: "2019-01-15", ...place });
 * console.log(status, results[0]?.message); // => stop rows: 0.0000; stops below 1
 * athena.destroy();
 * ```
 */
export async function runChecks(
  athena: AthenaClient,
  dataset: Dataset,
  input: RunChecksInput,
  options: QueryOptions = {},
): Promise<ChecksReport> {
  const { place, rest } = splitPlace(input);
  if (rest.day === "?")
    throw new TypeError("runChecks: day must be a date, or left out to check all rows.");
  const queries = buildCheckQueries(dataset, rest);
  if (queries.length === 0) return { status: "pass", results: [] };
  const sql = queries.map((each) => each.sql).join("\nUNION ALL\n");
  const results: z.output<ReturnType<typeof resultSchema>>[] = [];
  for await (const row of query(athena, { sql, ...place, schema: resultSchema() }, options))
    results.push(row);
  const at = new Map(queries.map(({ name }, index) => [name, index]));
  results.sort((a, b) => (at.get(a.check) ?? 0) - (at.get(b.check) ?? 0));
  const status = (["stop", "warn"] as const).find((worst) =>
    results.some((result) => result.status === worst),
  );
  return { status: status ?? "pass", results };
}

function resultSchema() {
  return z.object({
    dataset: z.string(),
    check: z.string(),
    column: z.string().optional(),
    status: z.enum(["pass", "warn", "stop"]),
    observed: z.number().optional(),
    threshold: z.string(),
    message: z.string(),
  });
}
