import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { apiLogs } from "@cloudapi/core";
import { rejectedRows, transform } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureTable } from "../src/glue/index.ts";
import { query, selectColumns } from "../src/index.ts";
import { collect } from "./collect.ts";
import { useLake } from "./use-lake.ts";

const lake = useLake();
let glue: GlueClient;
let s3: S3Client;
beforeAll(() => {
  glue = new GlueClient(lake.clientConfig);
  s3 = new S3Client(lake.clientConfig);
});
afterAll(() => {
  glue.destroy();
  s3.destroy();
});

it("rejected rows are a table of Athena, with what is wrong with each as structs", async () => {
  const [data, rejected] = [lake.newLocation(), lake.newLocation()];
  const sinkAt = (location: string) => {
    const [bucket = "", ...rest] = location.slice("s3://".length).split("/");
    return s3Sink(s3, { bucket, prefix: rest.join("/") });
  };
  const at = { database: "default", table: "rejected_rows", location: rejected };
  await ensureTable(glue, rejectedRows, at);
  const text =
    '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n' +
    '{"timestamp":"2025-01-15","endpoint":"a","status_code":"x"}\nno "json"\n';
  for (const sourceId of ["a", "b", "a"])
    await transform(apiLogs, text, sinkAt(data), {
      sourceId,
      quarantineTable: sinkAt(rejected),
    });
  const sql = `SELECT ${selectColumns(rejectedRows)} FROM rejected_rows ORDER BY source, line`;
  const rows = await collect(query(lake.athena, { sql, ...lake.place, schema: rejectedRows }));
  expect(rows).toMatchObject([
    {
      dataset: "api_logs",
      contract_hash: apiLogs.contractHash,
      source: "a",
      line: 2,
      raw: '{"timestamp":"2025-01-15","endpoint":"a","status_code":"x"}',
      issues: [
        { code: "invalid_format", path: "timestamp" },
        { code: "invalid_format", path: "endpoint" },
        { code: "invalid_type", path: "status_code", received: '"x"' },
      ],
    },
    { source: "a", line: 3, raw: 'no "json"' },
    { source: "b", line: 2 },
    { source: "b", line: 3 },
  ]);
  const counts = await lake.rows(
    "SELECT path, count(*) AS n FROM rejected_rows CROSS JOIN UNNEST(issues) AS t(code, path, message, expected, received) WHERE rejected_at > current_timestamp - interval '1' day GROUP BY path ORDER BY 1",
  );
  expect(counts).toEqual([
    { path: "", n: 2n },
    { path: "endpoint", n: 2n },
    { path: "status_code", n: 2n },
    { path: "timestamp", n: 2n },
  ]);
});
