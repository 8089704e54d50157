import { describe, expect, it } from "vitest";
import { queryScript, scriptedAthena } from "../../test/scripted-athena.ts";
import { createMetricsView } from "./create-metrics-view.ts";
import { queryMetrics } from "./query-metrics.ts";
import { queryPercentiles } from "./query-percentiles.ts";

const options = { poll: { initialDelayMs: 1 } };
const place = { database: "logs", workGroup: "w", outputLocation: "s3://b/r/" };
const days = { startDate: "2025-01-15", endDate: "2025-01-15" };

function answering(columns: Record<string, string>, row: (string | null)[]) {
  const ColumnInfo = Object.entries(columns).map(([Name, Type]) => ({ Name, Type }));
  const Rows = [Object.keys(columns), row].map((cells) => ({
    Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
  }));
  return scriptedAthena(
    queryScript([{ Status: { State: "SUCCEEDED" }, StatementType: "DML" }], {
      GetQueryResults: { body: { ResultSet: { ResultSetMetadata: { ColumnInfo }, Rows } } },
    }),
  );
}

describe("queryMetrics", () => {
  it("runs the query in its place and gives the metrics", async () => {
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
    const { athena, calls } = answering(columns, [
      "/a",
      "2",
      "125.0",
      "125.0",
      null,
      null,
      "0.0",
      "2.0",
    ]);
    expect(await queryMetrics(athena, { ...days, ...place }, options)).toEqual([
      {
        endpoint: "/a",
        requestCount: 2,
        averageResponseTimeMs: 125,
        p50: 125,
        p95: null,
        p99: null,
        errorRate: 0,
        requestsPerMinute: 2,
      },
    ]);
    expect(calls[0]?.input).toMatchObject({
      ExecutionParameters: [
        "2025",
        "1",
        "15",
        "TIMESTAMP '2025-01-15 00:00:00.000'",
        "TIMESTAMP '2025-01-16 00:00:00.000'",
      ],
      WorkGroup: "w",
      QueryExecutionContext: { Database: "logs" },
      ResultConfiguration: { OutputLocation: "s3://b/r/" },
      QueryString: expect.stringContaining('FROM "logs"."api_logs"') as unknown,
    });
  });

  it("refuses unknown options before anything is sent", async () => {
    const { athena, calls } = answering({}, []);
    await expect(
      queryMetrics(athena, { ...days, ...place, percentile: 5 } as never, options),
    ).rejects.toThrow('unknown option "percentile"');
    expect(calls).toEqual([]);
  });
});

describe("queryPercentiles", () => {
  it("gives the percentiles by group", async () => {
    const { athena } = answering(
      { endpoint: "varchar", value_count: "bigint", p50: "double", p99_9: "double" },
      ["/a", "2", "1.5", null],
    );
    expect(
      await queryPercentiles(athena, { ...days, ...place, percentiles: [50, 99.9] }, options),
    ).toEqual([{ group: { endpoint: "/a" }, valueCount: 2, percentiles: { 50: 1.5, 99.9: null } }]);
  });

  it("gives one row over all", async () => {
    const { athena } = answering(
      { value_count: "bigint", p50: "double", p95: "double", p99: "double" },
      ["0", null, null, null],
    );
    expect(await queryPercentiles(athena, { ...days, ...place, groupBy: [] }, options)).toEqual([
      { group: {}, valueCount: 0, percentiles: { 50: null, 95: null, 99: null } },
    ]);
  });
});

describe("createMetricsView", () => {
  it("runs the DDL in its place", async () => {
    const { athena, calls } = answering({}, []);
    const run = await createMetricsView(athena, { view: "m", ...place }, options);
    expect(run.queryExecutionId).toBe("q-1");
    expect(calls[0]?.input).toMatchObject({
      QueryString: expect.stringMatching(
        /^CREATE OR REPLACE VIEW "logs"\."m" AS\nWITH /,
      ) as unknown,
      WorkGroup: "w",
    });
    expect(calls[0]?.input).not.toHaveProperty("ExecutionParameters");
  });
});
