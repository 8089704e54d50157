import {
  buildCreateTable,
  type EndpointMetricsRow,
  queryMetrics,
  runQuery,
} from "@cloudapi/athena";
import { apiLogs, parsePartitionPath } from "@cloudapi/core";
import type { TransformReport } from "@cloudapi/transform";
import { upload } from "./01-upload.ts";
import { transformObject } from "./03-transform.ts";
import { type Environment, runExample } from "./lib/environment.ts";
import { sampleFile } from "./lib/sample-file.ts";

/** First and last day, `YYYY-MM-DD`, both included. */
export interface Days {
  readonly startDate: string;
  readonly endDate: string;
}

/** Make database and table if they are not there, and ask for the metrics of each endpoint. */
export async function queryEndpoints(
  { athena, config }: Environment,
  days: Days,
): Promise<EndpointMetricsRow[]> {
  const {
    athenaDatabase: database,
    athenaWorkGroup: workGroup,
    athenaOutputLocation: outputLocation,
  } = config;
  const location = `s3://${config.processedBucket}/${config.processedPrefix}${apiLogs.name}/`;
  await runQuery(athena, {
    sql: `CREATE DATABASE IF NOT EXISTS ${database}`,
    workGroup,
    outputLocation,
  });
  await runQuery(athena, {
    ...buildCreateTable(apiLogs, { location }),
    database,
    workGroup,
    outputLocation,
  });
  return queryMetrics(athena, { dataset: apiLogs, ...days, database, workGroup, outputLocation });
}

/** The days that a transformation wrote to, or `undefined` when it wrote nothing. */
export function writtenDays(reports: readonly TransformReport[]): Days | undefined {
  const days = reports
    .flatMap(({ partitions }) =>
      partitions.map(({ partition }) => parsePartitionPath(apiLogs, partition)),
    )
    .map(
      (values) =>
        `${pad(values?.["year"], 4)}-${pad(values?.["month"], 2)}-${pad(values?.["day"], 2)}`,
    )
    .toSorted();
  const [startDate, endDate] = [days.at(0), days.at(-1)];
  return startDate === undefined || endDate === undefined ? undefined : { startDate, endDate };
}

function pad(value: unknown, digits: number): string {
  return String(value).padStart(digits, "0");
}

if (import.meta.main) {
  await runExample(async (environment) => {
    const sample = await sampleFile();
    const report = await transformObject(environment, await upload(environment, sample.path));
    await sample.remove();
    const days = writtenDays([report]);
    if (days !== undefined) console.table(await queryEndpoints(environment, days));
  });
}
