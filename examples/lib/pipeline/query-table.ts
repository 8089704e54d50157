import { type EndpointMetricsRow, query, queryMetrics, runQuery } from "@cloudapi/athena";
import { ensureTable } from "@cloudapi/athena/glue";
import { apiLogs } from "@cloudapi/core";
import * as z from "zod";
import type { Traffic } from "../report/demo-report.ts";
import { chooseStep, type StepCount, trafficOf } from "../report/traffic-steps.ts";
import type { Environment } from "./environment.ts";
import type { Days } from "./written-days.ts";

type Place = Pick<Environment, "athena" | "config">;

/** Make database and table if they are not there; a table of an earlier contract is altered, or refused by name. */
export async function createTable({
  athena,
  glue,
  config,
}: Place & Pick<Environment, "glue">): Promise<void> {
  const { database, ...place } = placeOf(config);
  const location = `s3://${config.processedBucket}/${config.processedPrefix}${apiLogs.name}/`;
  await runQuery(athena, { sql: `CREATE DATABASE IF NOT EXISTS ${database}`, ...place });
  await ensureTable(glue, apiLogs, { database, location });
}

/** The metrics of each endpoint over some days. */
export async function queryEndpoints(
  { athena, config }: Place,
  days: Days,
): Promise<EndpointMetricsRow[]> {
  return queryMetrics(athena, { dataset: apiLogs, ...days, ...placeOf(config) });
}

/** Requests over time and by class of status, over the same days. */
export async function queryTraffic({ athena, config }: Place, days: Days): Promise<Traffic> {
  const within = rowsWithin(days);
  const spans = query(athena, {
    sql: `SELECT min(to_unixtime(timestamp)) AS first, max(to_unixtime(timestamp)) AS last FROM ${apiLogs.name} ${within.sql}`,
    parameters: within.parameters,
    schema: z.object({ first: z.number().nullable(), last: z.number().nullable() }),
    ...placeOf(config),
  });
  const [span] = await rowsOf(spans);
  if (span?.first == null || span.last === null) return trafficOf(1, []);
  const stepSeconds = chooseStep(span.first, span.last);
  const counts = query(athena, {
    sql: `SELECT CAST(floor(to_unixtime(timestamp) / ${stepSeconds}) AS bigint) AS step,
  status_code / 100 AS status_class, count(*) AS requests
FROM ${apiLogs.name} ${within.sql} GROUP BY 1, 2`,
    parameters: within.parameters,
    schema: z.object({ step: z.int(), status_class: z.int(), requests: z.int() }),
    ...placeOf(config),
  });
  return trafficOf(stepSeconds, (await rowsOf(counts)).map(stepCount));
}

/** How many rows a table has, or had: `orders FOR VERSION AS OF 1234567890`. */
export async function countRows({ athena, config }: Place, table: string): Promise<number> {
  const counts = query(athena, {
    sql: `SELECT count(*) AS rows FROM ${table}`,
    schema: z.object({ rows: z.int() }),
    ...placeOf(config),
  });
  const [count] = await rowsOf(counts);
  return count?.rows ?? 0;
}

/** The years bound what is read, the event time decides. */
function rowsWithin({ startDate, endDate }: Days) {
  return {
    sql: "WHERE year BETWEEN ? AND ? AND timestamp >= CAST(? AS date) AND timestamp < date_add('day', 1, CAST(? AS date))",
    parameters: [Number(startDate.slice(0, 4)), Number(endDate.slice(0, 4)), startDate, endDate],
  };
}

function stepCount(row: { step: number; status_class: number; requests: number }): StepCount {
  return { step: row.step, statusClass: row.status_class, requests: row.requests };
}

async function rowsOf<T>(results: AsyncIterable<T>): Promise<T[]> {
  const rows: T[] = [];
  for await (const row of results) rows.push(row);
  return rows;
}

function placeOf(config: Environment["config"]) {
  return {
    database: config.athenaDatabase,
    workGroup: config.athenaWorkGroup,
    outputLocation: config.athenaOutputLocation,
  };
}
