import type { AthenaClient } from "@aws-sdk/client-athena";
import { type QueryOptions, query } from "../query.ts";
import type { AthenaValue } from "../results/convert-cell.ts";
import { type QueryPlace, splitPlace } from "../run/query-place.ts";
import {
  buildPercentilesQuery,
  type PercentilesQueryInput,
  percentileName,
} from "./build-percentiles-query.ts";

/** The percentiles to query, and where. */
export interface QueryPercentilesInput
  extends PercentilesQueryInput,
    Omit<QueryPlace, "database"> {}

/** The percentiles of one group. */
export interface PercentilesRow {
  /** The group's columns and their values; empty for one row over all. */
  readonly group: Readonly<Record<string, AthenaValue>>;
  /** How many values there are that are not null. */
  readonly valueCount: number;
  /** By percentile, as it was asked for: `percentiles[95]`; null when there are no values. */
  readonly percentiles: Readonly<Record<number, number | null>>;
}

/**
 * Percentiles of a column by group, in the groups' order: runs `buildPercentilesQuery` and reads its rows.
 *
 * IAM: what `runQuery` and `getResults` need.
 *
 * @throws {AthenaQueryError} when the query fails; `NO_SUCH_TABLE` when the table is not there
 * @throws {TypeError | RangeError} for input that `buildPercentilesQuery` refuses
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { buildCreateTable, queryPercentiles, runQuery } from "@cloudapi/athena";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const athena = new AthenaClient();
 * const place = { database: "default", outputLocation: "s3://cloudapi-logs-processed/athena-results/" };
 * await runQuery(athena, { ...buildCreateTable(apiLogs, { location: "s3://cloudapi-logs-processed/api_logs/" }), ...place });
 * const rows = await queryPercentiles(athena, { startDate: "2025-01-15", endDate: "2025-01-15", ...place });
 * for (const { group, percentiles } of rows) console.log(group.endpoint, percentiles[50], percentiles[95], percentiles[99]);
 * athena.destroy();
 * ```
 */
export async function queryPercentiles(
  athena: AthenaClient,
  input: QueryPercentilesInput,
  options: QueryOptions = {},
): Promise<PercentilesRow[]> {
  const { place, rest } = splitPlace(input);
  const { groupBy = ["endpoint"], percentiles = [50, 95, 99] } = rest;
  const rows: PercentilesRow[] = [];
  for await (const row of query(athena, { ...buildPercentilesQuery(rest), ...place }, options)) {
    rows.push({
      group: Object.fromEntries(groupBy.map((name) => [name, row[name.toLowerCase()] ?? null])),
      valueCount: Number(row["value_count"]),
      percentiles: Object.fromEntries(
        percentiles.map((each) => [each, row[percentileName(each)] as number | null]),
      ),
    });
  }
  return rows;
}
