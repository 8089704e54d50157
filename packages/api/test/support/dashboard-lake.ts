import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { runQuery } from "@cloudapi/athena";
import { buildSaveChecks, checkResults } from "@cloudapi/athena/checks";
import { ensureTable } from "@cloudapi/athena/glue";
import { apiLogs } from "@cloudapi/core";
import { startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { rejectedRows, transform } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import { createDashboard } from "../../src/dashboard/index.ts";
import { athenaHistory } from "../../src/dashboard/query-history.ts";
import { athenaEngine } from "../../src/index.ts";

const BUCKET = "dashboard-lake";
const DATABASE = "lake";
const OUTPUT = { outputLocation: `s3://${BUCKET}/results/` };

/** A request as the logs have it. */
export interface LoggedRequest {
  readonly timestamp: string;
  readonly endpoint: string;
  readonly status_code: number;
  readonly response_time_ms?: number;
}

/** Requests of two days, every seventh of them an error, and every hundredth without a time. */
export function loggedRequests(count: number): LoggedRequest[] {
  return Array.from({ length: count }, (_, index) => ({
    timestamp: new Date(
      Date.UTC(2025, 0, 14) + Math.floor((index * 172_800_000) / count),
    ).toISOString(),
    endpoint: `/api/${["users", "orders", "search"][index % 3]}`,
    status_code: index % 7 === 0 ? (index % 2 === 0 ? 500 : 404) : 200,
    ...(index % 100 !== 0 && { response_time_ms: (index * 37) % 1000 }),
  }));
}

/** The embedded cloud with a lake of such requests, five rejected lines, and a dashboard over it. */
export async function openDashboardLake(requests: readonly LoggedRequest[]) {
  const cloud = await startLocalCloud();
  const [s3, athena] = [new S3Client(cloud.clientConfig), new AthenaClient(cloud.clientConfig)];
  const glue = new GlueClient(cloud.clientConfig);
  await ensureBucket(s3, { bucket: BUCKET });
  const [logs, rejected] = [apiLogs, rejectedRows].map((dataset) => {
    const sink = s3Sink(s3, { bucket: BUCKET, prefix: `${dataset.name}/` });
    return { table: dataset.name, dataset, sink };
  });
  if (logs === undefined || rejected === undefined) throw new Error("Both tables are needed.");
  const lines = requests.map((row) => JSON.stringify(row));
  const bad = ["{", '{"timestamp":"2025-01-14T00:00:00Z","endpoint":"x","status_code":999}'];
  const more = Array.from({ length: 3 }, (_, at) =>
    JSON.stringify({ ...requests[at], status_code: 99 }),
  );
  for (const [sourceId, list] of [
    ["good & <b>.ndjson", [...lines, ...bad]],
    ["bad.ndjson", more],
  ] as const)
    await transform(apiLogs, list.join("\n"), logs.sink, {
      sourceId,
      quarantineTable: rejected.sink,
    });
  await runQuery(athena, { sql: `CREATE DATABASE ${DATABASE}`, ...OUTPUT });
  for (const dataset of [apiLogs, rejectedRows, checkResults])
    await ensureTable(glue, dataset, {
      database: DATABASE,
      location: `s3://${BUCKET}/${dataset.name}/`,
    });
  await runQuery(athena, {
    ...buildSaveChecks(apiLogs, { runId: "r1", day: "2025-01-15" }),
    database: DATABASE,
    ...OUTPUT,
  });
  const faults: unknown[] = [];
  const dashboard = createDashboard({
    engine: athenaEngine(athena, { database: DATABASE, ...OUTPUT }),
    requests: { table: "api_logs" },
    quality: { rejected: { table: "rejected_rows" }, checks: { table: "check_results" } },
    tables: [logs, rejected],
    queries: athenaHistory(athena),
    onFault: (fault) => faults.push(fault),
  });
  async function close(): Promise<void> {
    for (const client of [s3, athena, glue]) client.destroy();
    await cloud.close();
  }
  return { athena, dashboard, faults, place: { database: DATABASE, ...OUTPUT }, close };
}
