// Make a table over Parquet objects and ask Athena for the metrics of each endpoint.
// On the embedded cloud; with CLOUDAPI_TARGET=aws in your account, see docs/configuration.md.
import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { query, queryMetrics, runQuery } from "@cloudapi/athena";
import { ensureTable } from "@cloudapi/athena/glue";
import { apiLogs, loadConfig } from "@cloudapi/core";
import { buildPolicy } from "@cloudapi/iam";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { transform } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";

const LOGS = `timestamp,endpoint,status_code,response_time_ms
2025-01-15T10:30:45Z,/api/users,200,41.5
2025-01-15T10:30:46Z,/api/users,200,38.25
2025-01-15T10:31:02Z,/api/orders,404,12
2025-01-15T10:32:45Z,/api/users,500,230
`;

const config = loadConfig(process.env);
const bucket = config.processedBucket;
const prefix = "examples/api_logs/";
const database = config.athenaDatabase;
const place = { workGroup: config.athenaWorkGroup, outputLocation: config.athenaOutputLocation };
const table = "example_logs";

const cloud = config.target === "local" ? await startLocalCloud({ enforce: true }) : undefined;
const clientConfig = cloud ? clientOf(cloud) : { region: config.region };
const [s3, athena] = [new S3Client(clientConfig), new AthenaClient(clientConfig)];
const glue = new GlueClient(clientConfig);

await ensureBucket(s3, { bucket });
await transform(apiLogs, LOGS, s3Sink(s3, { bucket, prefix }), { sourceId: "example" });

await runQuery(athena, { sql: `CREATE DATABASE IF NOT EXISTS ${database}`, ...place });
// Creates the table; or alters it, when it has an earlier contract; or says what would break.
await ensureTable(glue, apiLogs, { database, table, location: `s3://${bucket}/${prefix}` });

const days = { startDate: "2025-01-15", endDate: "2025-01-15" };
const metrics = await queryMetrics(athena, { table, ...days, database, ...place });
console.log("endpoint       requests    p95 ms  errors");
for (const { endpoint, requestCount, p95, errorRate } of metrics) {
  const numbers = [requestCount, p95?.toFixed(1) ?? "-", `${(errorRate * 100).toFixed(1)}%`];
  const [requests, slowest, errors] = numbers.map(String);
  console.log(
    `${endpoint.padEnd(13)} ${requests?.padStart(9)} ${slowest?.padStart(9)} ${errors?.padStart(7)}`,
  );
}

// Any SQL: rows are typed by the contract.
const sql = `SELECT * FROM ${table} WHERE year = 2025 AND status_code >= ? ORDER BY timestamp`;
const failed = query(athena, { sql, parameters: [400], schema: apiLogs, database, ...place });
for await (const row of failed) console.log(`${row.timestamp} ${row.endpoint} ${row.status_code}`);

for (const client of [s3, athena, glue]) client.destroy();
await cloud?.close();

/** Whoever runs this may do what it does, and nothing else. */
function clientOf(local: LocalCloud) {
  const { accountId, region } = local;
  const { workGroup, outputLocation } = place;
  const results = { workGroup, ...(outputLocation !== undefined && { outputLocation }) };
  const files = { bucket, prefix };
  const policy = buildPolicy({
    operations: [
      { operation: "ensureBucket", bucket },
      { operation: "s3Sink", ...files },
      { operation: "ensureDatabase", database },
      { operation: "ensureTable", database, table },
      {
        operation: "query",
        ...files,
        database,
        table,
        ...results,
        cases: ["registeredPartitions"],
      },
    ],
    accountId,
    region,
  });
  return local.putUser("example", { policies: { policy } }).clientConfig;
}
