import { apiLogs } from "@cloudapi/core";
import type { BatchInput } from "../src/index.ts";

/** A batch that has every step, by a function. */
export const FUNCTION_BATCH: BatchInput = {
  dataset: apiLogs,
  schedule: { expression: "cron(0 2 * * ? *)", timeZone: "UTC" },
  source: { bucket: "cloudapi-logs-raw", prefix: "raw/", onArrival: true },
  target: { bucket: "cloudapi-logs-processed", prefix: "api_logs/" },
  catalog: { database: "logs", outputLocation: "s3://cloudapi-logs-results/nightly/" },
  steps: {
    transform: { function: "transform-logs" },
    catalog: { statement: "MSCK REPAIR TABLE api_logs" },
    checks: [
      {
        name: "rows",
        sql: "SELECT 'rows' AS \"check\", if(count(*) > 0, 'pass', 'stop') AS status, cast(count(*) AS varchar) AS observed, 'rows of the day' AS message FROM api_logs WHERE date(\"timestamp\") = date(?)",
      },
    ],
    approval: {},
  },
  region: "us-east-1",
  accountId: "000000000000",
  now: new Date("2026-01-01T00:00:00Z"),
};

/** A batch that has every step, by a Glue job and a crawler. */
export const GLUE_BATCH: BatchInput = {
  ...FUNCTION_BATCH,
  name: "nightly-spark",
  source: { bucket: "cloudapi-logs-raw", layout: "hive" },
  steps: {
    transform: { glueJob: "clean-logs", scriptLocation: "s3://cloudapi-jobs/scripts/clean.py" },
    catalog: { crawler: "logs" },
  },
};

/** Batches that have every state there is. */
export const BATCHES: readonly (readonly [string, BatchInput])[] = [
  ["a function with every step", FUNCTION_BATCH],
  ["a Glue job with a crawler", GLUE_BATCH],
  [
    "a function alone",
    { ...FUNCTION_BATCH, steps: { transform: { function: "f" }, emptyDay: "pass" } },
  ],
  ["a function under a ceiling", { ...FUNCTION_BATCH, costCeilingUsd: 2 }],
  ["keys by hive-date", { ...FUNCTION_BATCH, source: { bucket: "raw-logs", layout: "hive-date" } }],
];
