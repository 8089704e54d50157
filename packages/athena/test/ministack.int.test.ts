import { AthenaClient } from "@aws-sdk/client-athena";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { apiLogs, decimal, defineDataset, json, partitionPath, typeLaw } from "@cloudapi/core";
import { quoteValue, type SqlValue } from "@cloudapi/core/sql";
import { computeEndpointMetrics, toParquet } from "@cloudapi/transform";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { testServer } from "../../../scripts/lib/test-server.ts";
import {
  buildCreateTable,
  buildDropTable,
  buildMetricsQuery,
  query,
  runQuery,
  type Statement,
} from "../src/index.ts";
import { collect } from "./collect.ts";
import { glueCall } from "./glue-call.ts";
import { near } from "./near.ts";

const MINISTACK = testServer("CLOUDAPI_TEST_MINISTACK");
const options = { poll: { initialDelayMs: 20 } };

/** MiniStack knows no execution parameters, so their literals are put in place. */
function inlined({ sql, parameters }: Statement): { sql: string } {
  let next = 0;
  return { sql: sql.replaceAll("?", () => quoteValue(parameters[next++] as SqlValue)) };
}

describe.skipIf(MINISTACK === undefined)("MiniStack (CLOUDAPI_TEST_MINISTACK)", () => {
  const endpoint = MINISTACK ?? "";
  const config = {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const athena = new AthenaClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const suffix = crypto.randomUUID().slice(0, 8);
  const bucket = `athena-${suffix}`;
  const database = `athena_${suffix}`;
  const place = { database, outputLocation: `s3://${bucket}/results/` };

  beforeAll(async () => {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await glueCall(endpoint, "CreateDatabase", { DatabaseInput: { Name: database } });
  });

  const rows = Array.from({ length: 30 }, (_, i) => ({
    timestamp: new Date(Date.UTC(2025, 0, 15 + (i % 3), 10, i)).toISOString(),
    endpoint: `/api/${i % 2 === 0 ? "users" : "it's"}`,
    status_code: i % 5 === 0 ? 500 : 200,
    ...(i % 4 !== 0 && { response_time_ms: i * 1.5 }),
  }));

  // MiniStack's own DDL parser has no escapes in string literals, unlike Hive: no quote or backslash in them here.
  it("reads our DDL as we mean it", async () => {
    const location = `s3://${bucket}/a "path" (1)/`;
    const properties = { note: 'a "note"; -- of ours, \u00e9' };
    const ddl = buildCreateTable(apiLogs, { database, table: "quoted", location, properties });
    await runQuery(athena, { ...ddl, ...place }, options);
    const { Table } = (await glueCall(endpoint, "GetTable", {
      DatabaseName: database,
      Name: "quoted",
    })) as { Table: unknown };
    expect(Table).toMatchObject({
      Name: "quoted",
      PartitionKeys: [
        { Name: "year", Type: "int" },
        { Name: "month", Type: "int" },
        { Name: "day", Type: "int" },
      ],
      Parameters: {
        "cloudapi.contract_hash": apiLogs.contractHash,
        "projection.enabled": "true",
        ...properties,
      },
      StorageDescriptor: {
        Columns: apiLogs.columns.map(({ name, type }) => ({
          Name: name,
          Type: typeLaw(type).athena,
        })),
        Location: location.slice(0, -1), // without the slash at the end, as Hive keeps paths
        SerdeInfo: {
          SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        },
      },
    });
    await runQuery(athena, { ...ddl, ...place }, options);
    await runQuery(athena, { ...buildDropTable({ table: "quoted", database }), ...place }, options);
    await expect(
      runQuery(
        athena,
        { ...buildDropTable({ table: "quoted", database, ifExists: false }), ...place },
        options,
      ),
    ).rejects.toMatchObject({ code: "NO_SUCH_TABLE" });
  });

  it("has the nested types that our DDL says", async () => {
    const dataset = defineDataset({
      name: "nested",
      schema: z.object({
        items: z.array(z.object({ Order: z.string(), price: decimal(10, 2) })),
        tags: z.map(z.string(), z.array(z.int64())).optional(),
        raw: json(),
      }),
    });
    const ddl = buildCreateTable(dataset, { database, location: `s3://${bucket}/nested/` });
    await runQuery(athena, { ...ddl, ...place }, options);
    const { Table } = (await glueCall(endpoint, "GetTable", {
      DatabaseName: database,
      Name: "nested",
    })) as { Table: { StorageDescriptor: { Columns: { Name: string; Type: string }[] } } };
    const types = Table.StorageDescriptor.Columns.map(
      ({ Name, Type }) => `${Name} ${Type.replaceAll("`", "")}`,
    );
    expect(types).toEqual([
      "items array<struct<order:string,price:decimal(10,2)>>",
      "tags map<string,array<bigint>>",
      "raw string",
    ]);
  });

  it("gives back the rows of a Parquet table, and the metrics of computeEndpointMetrics", async () => {
    for (const day of [15, 16, 17]) {
      const part = rows.filter(({ timestamp }) => timestamp.startsWith(`2025-01-${day}`));
      const Key = `logs/${partitionPath(apiLogs, Date.UTC(2025, 0, day))}part.parquet`;
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: toParquet(apiLogs, part) }));
    }
    await runQuery(
      athena,
      { ...buildCreateTable(apiLogs, { location: `s3://${bucket}/logs/` }), ...place },
      options,
    );
    // MiniStack gives a UTC timestamp of Parquet a time zone, which Athena does not.
    const sql = `SELECT CAST("timestamp" AT TIME ZONE 'UTC' AS timestamp) AS "timestamp", endpoint, method, status_code, response_time_ms, user_id, ip_address, year, month, day FROM api_logs ORDER BY 1`;
    const found = await collect(
      query(athena, { sql, ...place, schema: apiLogs }, { ...options, pageSize: 7 }),
    );
    expect(found).toEqual([...rows].sort((a, b) => a.timestamp.localeCompare(b.timestamp)));

    const days = { startDate: "2025-01-15", endDate: "2025-01-16" };
    const metrics = await collect(
      query(athena, { ...inlined(buildMetricsQuery(days)), ...place }, options),
    );
    const selected = rows.filter(({ timestamp }) => timestamp < "2025-01-17");
    expect(metrics).toEqual(
      computeEndpointMetrics(selected).map((each) => ({
        endpoint: each.endpoint,
        request_count: BigInt(each.requestCount),
        average_response_time_ms: near(each.averageResponseTimeMs),
        p50: near(each.p50),
        p95: near(each.p95),
        p99: near(each.p99),
        error_rate: near(each.errorRate),
        requests_per_minute: near(each.requestsPerMinute),
      })),
    );
  });

  it("answers for SQL with an error", async () => {
    const error = await runQuery(
      athena,
      { sql: "SELECT nope FROM api_logs", ...place },
      options,
    ).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: "AthenaQueryError", state: "FAILED" });
  });
});
