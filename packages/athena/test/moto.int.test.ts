import { AthenaClient } from "@aws-sdk/client-athena";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { getResults, query, queryMetrics, runQuery } from "../src/index.ts";
import { collect } from "./collect.ts";

const MOTO = testServer("CLOUDAPI_TEST_MOTO");
/** A region of its own, since moto gives queued results to whoever asks next. */
const REGION = "eu-west-3";
const options = { poll: { initialDelayMs: 5 } };

describe.skipIf(MOTO === undefined)("moto (CLOUDAPI_TEST_MOTO)", () => {
  const config = {
    endpoint: MOTO ?? "",
    region: REGION,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const athena = new AthenaClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });

  async function outputLocation(): Promise<{ bucket: string; outputLocation: string }> {
    const bucket = `athena-${crypto.randomUUID().slice(0, 8)}`;
    const place = { LocationConstraint: REGION } as const;
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: place }));
    return { bucket, outputLocation: `s3://${bucket}/results/` };
  }

  async function queue(columns: Record<string, string>, rows: (string | null)[][]): Promise<void> {
    const column_info = Object.entries(columns).map(([Name, Type]) => ({
      Name,
      Label: Name,
      Type,
    }));
    const result = {
      column_info,
      rows: [Object.keys(columns), ...rows].map((cells) => ({
        Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
      })),
    };
    const response = await fetch(`${MOTO}/moto-api/static/athena/query-results`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ region: REGION, results: [result] }),
    });
    expect(response.status).toBe(201);
  }

  it("runs a query with parameters to its end and gives its typed rows", async () => {
    const { bucket, outputLocation: location } = await outputLocation();
    await queue({ n: "bigint", name: "varchar", at: "timestamp" }, [
      ["1", "it's", "2025-01-15 10:30:45.000"],
      ["2", "", null],
      ["3", null, null],
    ]);
    const run = await runQuery(
      athena,
      { sql: "SELECT * FROM t WHERE name <> ?", parameters: ["it's"], outputLocation: location },
      options,
    );
    expect(run.outputLocation).toBe(`${location}${run.queryExecutionId}.csv`);
    const schema = z.object({
      n: z.int(),
      name: z.string().nullable(),
      at: z.iso.datetime().optional(),
    });
    const { queryExecutionId } = run;
    expect(await collect(getResults(athena, { queryExecutionId, schema }))).toEqual([
      { n: 1, name: "it's", at: "2025-01-15T10:30:45.000Z" },
      { n: 2, name: "" },
      { n: 3, name: null },
    ]);
    const file = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: `results/${queryExecutionId}.csv` }),
    );
    expect((await file.Body?.transformToString())?.split("\n")[0]).toContain("n");
  });

  it("gives a SELECT without rows as none", async () => {
    const { outputLocation: location } = await outputLocation();
    await queue({ n: "integer" }, []);
    const rows = query(
      athena,
      { sql: "SELECT 1 AS n WHERE false", outputLocation: location },
      options,
    );
    expect(await collect(rows)).toEqual([]);
  });

  it("takes the parameters of the metrics query", async () => {
    const { outputLocation: location } = await outputLocation();
    const columns = {
      endpoint: "varchar",
      request_count: "bigint",
      average_response_time_ms: "double",
      p50: "double",
      p95: "double",
      p99: "double",
      error_rate: "double",
      requests_per_minute: "double",
    };
    await queue(columns, [["/api/users", "2", "125.0", "125.0", "147.5", "149.5", "0.0", "2.0"]]);
    const days = { startDate: "2025-01-15", endDate: "2025-01-16" };
    const metrics = await queryMetrics(athena, { ...days, outputLocation: location }, options);
    expect(metrics).toMatchObject([{ endpoint: "/api/users", requestCount: 2, p95: 147.5 }]);
  });
});
