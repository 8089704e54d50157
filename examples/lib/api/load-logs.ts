import type { AthenaClient } from "@aws-sdk/client-athena";
import type { GlueClient } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import type { LakeTable } from "@cloudapi/api/dashboard";
import { runQuery } from "@cloudapi/athena";
import { buildSaveChecks, checkResults } from "@cloudapi/athena/checks";
import { ensureTable } from "@cloudapi/athena/glue";
import { apiLogs, type Config } from "@cloudapi/core";
import { rejectedRows, transform } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import { LAKE } from "../lake/load-lake.ts";
import { generateLogs } from "../sample/generate-logs.ts";

const DAY_MS = 86_400_000;
const FILES = [
  { name: "logs-monday.ndjson", rows: 6_000, badShare: 0.004, seed: 11 },
  { name: "logs-tuesday.ndjson", rows: 9_000, badShare: 0.012, seed: 12 },
  { name: "logs-wednesday.ndjson", rows: 7_500, badShare: 0.002, seed: 13 },
] as const;

/** Clients, and the settings that say where things are. */
export interface LogsPlace {
  readonly s3: S3Client;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly config: Config;
}

/** A table of the dashboard, and where it is: `s3://bucket/prefix/`. */
export interface PlacedTable extends LakeTable {
  readonly location: string;
}

/**
 * Three files of API logs of the last days into the lake, with the rows that are rejected in a table of their own; then the
 * contract's checks over them, whose results are a third table.
 */
export async function loadLogs({ s3, athena, glue, config }: LogsPlace): Promise<PlacedTable[]> {
  const bucket = config.processedBucket;
  const tables = [apiLogs, rejectedRows, checkResults].map((dataset) => {
    const prefix = `lake/${dataset.name}/`;
    const place = { location: `s3://${bucket}/${prefix}`, sink: s3Sink(s3, { bucket, prefix }) };
    return { table: dataset.name, dataset, ...place };
  });
  const [logs, rejected] = tables;
  if (logs === undefined || rejected === undefined) throw new Error("Both tables are needed.");
  for (const { name, ...sample } of FILES) {
    const lines = generateLogs({ ...sample, format: "ndjson", firstMs: Date.now() - 3 * DAY_MS });
    const options = { sourceId: name, quarantineTable: rejected.sink };
    await transform(apiLogs, [...lines].join(""), logs.sink, options);
  }
  const place = { workGroup: config.athenaWorkGroup, outputLocation: config.athenaOutputLocation };
  await runQuery(athena, { sql: `CREATE DATABASE IF NOT EXISTS ${LAKE}`, ...place });
  for (const { dataset, location } of tables)
    await ensureTable(glue, dataset, { database: LAKE, location });
  const day = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
  const checks = buildSaveChecks(apiLogs, { day, runId: `examples/07-api ${day}` });
  await runQuery(athena, { ...checks, database: LAKE, ...place });
  // The table of results has no manifests: Athena wrote it.
  return [logs, rejected];
}
