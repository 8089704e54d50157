import { AthenaClient } from "@aws-sdk/client-athena";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { apiLogs } from "@cloudapi/core";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { transform } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildSaveChecks, checkResults, runChecks } from "../src/checks/index.ts";
import { buildCreateTable, query, runQuery } from "../src/index.ts";

const DAY = "2025-01-15";
const place = { database: "default", outputLocation: "s3://lake/results/" };
let cloud: LocalCloud;
let athena: AthenaClient;
let s3: S3Client;

beforeAll(async () => {
  cloud = await startLocalCloud();
  athena = new AthenaClient(cloud.clientConfig);
  s3 = new S3Client(cloud.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  for (const dataset of [apiLogs, checkResults])
    await runQuery(athena, {
      ...buildCreateTable(dataset, { location: `s3://lake/${dataset.name}/` }),
      ...place,
    });
  const text = ["2025-01-14T10:00:00Z", "2025-01-15T23:00:00Z", "2025-01-15T23:30:00Z"]
    .map((timestamp, i) =>
      JSON.stringify({ timestamp, endpoint: "/a", status_code: 200, user_id: `u${i % 2}` }),
    )
    .join("\n");
  await transform(apiLogs, text, s3Sink(s3, { bucket: "lake", prefix: "api_logs/" }));
});
afterAll(async () => {
  athena.destroy();
  s3.destroy();
  await cloud.close();
});

it("runs the checks of the contract, in their order", async () => {
  const { status, results } = await runChecks(athena, apiLogs, { day: DAY, ...place });
  expect(status).toBe("pass");
  expect(results.slice(0, 3).map(({ check, observed }) => [check, observed])).toEqual([
    ["rowCount", 2],
    ["rowChange", 2],
    ["freshness", 0.5],
  ]);
  expect(results.map(({ status: each }) => each)).toEqual(results.map(() => "pass"));
});

it("says stop when one check does, and which", async () => {
  const checks = [
    { kind: "rowCount", warnBelow: 5 },
    { kind: "unique", columns: ["endpoint"] },
  ] as const;
  const report = await runChecks(athena, apiLogs, { day: DAY, checks, ...place });
  expect(report).toMatchObject({
    status: "stop",
    results: [{ status: "warn" }, { status: "stop" }],
  });
});

it("keeps results as a table of their own, of one run after another", async () => {
  const save = { day: DAY, database: "default" };
  for (const runId of ["a", "it's b"])
    await runQuery(athena, { ...buildSaveChecks(apiLogs, { ...save, runId }), ...place });
  const rows = [];
  const sql = `SELECT * FROM check_results WHERE "check" = 'rowCount' ORDER BY run_id`;
  for await (const row of query(athena, { sql, ...place, schema: checkResults })) rows.push(row);
  expect(rows).toMatchObject([
    { run_id: "a", dataset: "api_logs", status: "pass", observed: 2 },
    { run_id: "it's b", dataset: "api_logs", status: "pass", observed: 2 },
  ]);
});
