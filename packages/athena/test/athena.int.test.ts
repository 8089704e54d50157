import { apiLogs } from "@cloudapi/core";
import { computeEndpointMetrics } from "@cloudapi/transform";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import {
  buildCreateTable,
  buildDropTable,
  buildMetricsQuery,
  createMetricsView,
  getResults,
  query,
  queryMetrics,
  queryPercentiles,
  runQuery,
} from "../src/index.ts";
import { collect } from "./collect.ts";
import { near } from "./near.ts";
import { useLake } from "./use-lake.ts";

const lake = useLake();

const ENDPOINTS = ["/api/users", "/api/it's", '/api/"x"', "/api/😀"];
const logs = Array.from({ length: 2_500 }, (_, i) => ({
  timestamp: new Date(Date.UTC(2025, 0, 29) + i * 300_000 + i).toISOString(),
  endpoint: ENDPOINTS[(i * 7 + (i % 3)) % ENDPOINTS.length] ?? "/",
  status_code: i % 7 === 0 ? 503 : 200,
  ...(i % 3 !== 0 && { response_time_ms: ((i * 7919) % 1_000) / 8 }),
}));
const days = { startDate: "2025-01-30", endDate: "2025-02-02" };
const selected = logs.filter(
  ({ timestamp }) => timestamp >= "2025-01-30" && timestamp < "2025-02-03",
);
const expected = computeEndpointMetrics(selected).map((each) => ({
  ...each,
  averageResponseTimeMs: near(each.averageResponseTimeMs),
  p50: near(each.p50),
  p95: near(each.p95),
  p99: near(each.p99),
  errorRate: near(each.errorRate),
  requestsPerMinute: near(each.requestsPerMinute),
}));

beforeAll(async () => {
  await lake.load(apiLogs, logs, "api_logs");
});

describe("metrics", () => {
  it("are those of computeEndpointMetrics", async () => {
    expect(await queryMetrics(lake.athena, { ...days, ...lake.place }, lake.options)).toEqual(
      expected,
    );
  });

  it("read the partitions of their days only", async () => {
    const [one, all] = await Promise.all(
      ["2025-01-30", "2025-02-06"].map(async (endDate) => {
        const run = await lake.run(buildMetricsQuery({ startDate: "2025-01-30", endDate }));
        return run.statistics.bytesScanned;
      }),
    );
    expect(one).toBeGreaterThan(0);
    expect(all).toBeGreaterThan(4 * (one ?? 0));
  });

  it("are a view that can be replaced, whole or by partition", async () => {
    const view = { view: "api_metrics", table: "api_logs", ...lake.place };
    await createMetricsView(lake.athena, view, lake.options);
    expect(await lake.rows("SELECT sum(request_count) AS n FROM api_metrics")).toEqual([
      { n: 2_500n },
    ]);
    await createMetricsView(lake.athena, { ...view, perPartition: true }, lake.options);
    const sql =
      'SELECT "day", sum(request_count) AS n FROM api_metrics WHERE "year" = 2025 AND "month" = 2 AND "day" <= 2 GROUP BY "day" ORDER BY 1';
    expect(await lake.rows(sql)).toEqual([
      { day: 1, n: 288n },
      { day: 2, n: 288n },
    ]);
  });

  it("have percentiles by any column", async () => {
    const rows = await queryPercentiles(
      lake.athena,
      { ...days, ...lake.place, groupBy: ["status_code"], percentiles: [0, 50, 99.9] },
      lake.options,
    );
    expect(rows.map(({ group }) => group["status_code"])).toEqual([200, 503]);
    const times = selected.flatMap(({ status_code, response_time_ms }) =>
      status_code === 503 && response_time_ms !== undefined ? [response_time_ms] : [],
    );
    expect(rows[1]).toMatchObject({
      valueCount: times.length,
      percentiles: { 0: Math.min(...times) },
    });
  });
});

describe("rows", () => {
  it("come from all pages, in order", async () => {
    const { queryExecutionId } = await lake.run({
      sql: 'SELECT * FROM api_logs ORDER BY "timestamp"',
    });
    const rows = getResults(lake.athena, { queryExecutionId, schema: apiLogs });
    expect(await collect(rows)).toEqual(logs);
    const few = getResults(lake.athena, { queryExecutionId }, { pageSize: 7 });
    expect((await few.next()).value).toMatchObject({
      endpoint: logs[0]?.endpoint,
      year: 2025,
      month: 1,
      day: 29,
    });
    await few.return();
  });

  it.each([
    "it's",
    "' OR '1'='1",
    "'; DROP TABLE api_logs; --",
    '"',
    "\\",
    "?",
    "/* */",
    "😀",
    "${x}",
  ])("the parameter %j is only a value", async (attack) => {
    const sql = "SELECT n FROM (VALUES (1)) AS t (n) WHERE ? = concat(?, '')";
    const rows = query(
      lake.athena,
      { sql, parameters: [attack, attack], ...lake.place },
      lake.options,
    );
    expect(await collect(rows)).toEqual([{ n: 1 }]);
    const none = query(
      lake.athena,
      {
        sql: 'SELECT endpoint FROM api_logs WHERE endpoint = ? AND "month" = 1 AND "day" = 30',
        parameters: [attack],
        ...lake.place,
      },
      lake.options,
    );
    expect(await collect(none)).toEqual([]);
  });

  it.each<[string, number]>([
    ["SELECT n FROM (SELECT endpoint, count(*) AS n FROM api_logs GROUP BY endpoint) AS t", 4],
    ["SELECT n FROM (SELECT DISTINCT 1 AS n, endpoint FROM api_logs) AS t", 4],
    [
      "SELECT 1 FROM (SELECT endpoint, status_code FROM api_logs WHERE status_code = 503) AS t",
      358,
    ],
    ["SELECT 1 FROM (SELECT endpoint FROM api_logs UNION SELECT endpoint FROM api_logs) AS t", 4],
    [
      'SELECT r FROM (SELECT endpoint, row_number() OVER (ORDER BY "timestamp") AS r FROM api_logs) AS t WHERE r <= 3',
      3,
    ],
  ])("%s are %i, though some columns of the subquery are not used", async (sql, count) => {
    expect(await lake.rows(sql)).toHaveLength(count);
  });

  it("of SHOW TABLES are all rows", async () => {
    const names = (await lake.rows("SHOW TABLES")).flatMap((row) =>
      Object.values(row as Record<string, unknown>),
    );
    expect(names).toContain("api_logs");
  });

  it("that do not fit say which", async () => {
    const schema = z.object({ n: z.int32().max(2) });
    const rows = query(
      lake.athena,
      { sql: "SELECT n FROM (VALUES 1, 2, 3) AS t (n) ORDER BY n", ...lake.place, schema },
      lake.options,
    );
    await expect(collect(rows)).rejects.toMatchObject({
      code: "INVALID_RESULT_ROW",
      rowNumber: 3,
      issues: [{ code: "too_big", path: ["n"] }],
    });
  });
});

describe("tables", () => {
  it("are created and dropped, again and again", async () => {
    const location = lake.newLocation();
    const create = buildCreateTable(apiLogs, {
      location,
      table: "again",
      properties: { note: String.raw`it's \ "x"` },
    });
    await lake.run(create);
    await lake.run(create);
    await expect(
      lake.run(buildCreateTable(apiLogs, { location, table: "again", ifNotExists: false })),
    ).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
    expect(await lake.rows("SELECT * FROM again")).toEqual([]);
    await lake.run(buildDropTable({ table: "again" }));
    await lake.run(buildDropTable({ table: "again" }));
    await expect(lake.rows("SELECT * FROM again")).rejects.toMatchObject({ code: "NO_SUCH_TABLE" });
  });
});

describe("failures", () => {
  it.each<[string, string, object]>([
    [
      "SELECT * FROM nope",
      "NO_SUCH_TABLE",
      {
        line: 1,
        column: 15,
        message: expect.stringMatching(
          /Table 'awsdatacatalog\.\w+\.nope' does not exist\n1 \| SELECT \* FROM nope\n {2}\| {15}\^\nCreate it with buildCreateTable, or check the database and the spelling/,
        ) as unknown,
      },
    ],
    [
      "SELECT endpoint,\n       nope\nFROM api_logs",
      "NO_SUCH_COLUMN",
      { line: 2, column: 8, excerpt: "2 |        nope\n  |        ^" },
    ],
    ["SELECT * FROM nowhere.api_logs", "NO_SUCH_DATABASE", {}],
    ["SELECT medain(1)", "NO_SUCH_FUNCTION", { line: 1, column: 8 }],
    ["SELECT 1 = 'a'", "TYPE_MISMATCH", {}],
    [
      "SELECT FROM WHERE",
      "SQL_SYNTAX",
      {
        line: 1,
        message: expect.stringMatching(
          /mismatched input 'FROM'.*\n1 \| SELECT FROM WHERE\n {2}\| {8}\^\nCorrect the statement at the place shown\.$/,
        ) as unknown,
      },
    ],
  ])("%s is %s", async (sql, code, more) => {
    await expect(lake.run({ sql })).rejects.toMatchObject({
      name: "AthenaQueryError",
      code,
      ...more,
    });
  });

  it("of a query without its parameters", async () => {
    await expect(lake.run({ sql: "SELECT 1 WHERE 1 = ?" })).rejects.toMatchObject({
      code: "WRONG_PARAMETERS",
    });
  });

  it("of an output location whose bucket is not there", async () => {
    const run = runQuery(
      lake.athena,
      { sql: "SELECT 1", outputLocation: "s3://no-such-bucket-here/x/" },
      lake.options,
    );
    await expect(run).rejects.toMatchObject({
      name: "AthenaQueryError",
      code: "OUTPUT_BUCKET_UNAVAILABLE",
    });
  });

  it("of a result that is not there", async () => {
    const rows = getResults(lake.athena, {
      queryExecutionId: "00000000-0000-0000-0000-000000000000",
    });
    await expect(collect(rows)).rejects.toMatchObject({ code: "NO_SUCH_QUERY" });
  });

  it("a limit on scanned bytes", async () => {
    const run = runQuery(
      lake.athena,
      {
        sql: "SELECT count(*) FROM api_logs WHERE response_time_ms > 1",
        ...lake.place,
        maxBytesScanned: 100,
      },
      lake.options,
    );
    await expect(run).rejects.toMatchObject({ code: "BYTES_SCANNED_LIMIT" });
  });

  it("an abort stops the query", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let id = "";
    const onProgress = ({ queryExecutionId }: { queryExecutionId: string }) => {
      id = queryExecutionId;
      controller.abort(reason);
    };
    const sql =
      "SELECT count(*) FROM api_logs a CROSS JOIN api_logs b CROSS JOIN api_logs c WHERE a.endpoint > b.endpoint";
    const run = runQuery(
      lake.athena,
      { sql, ...lake.place },
      { ...lake.options, signal: controller.signal, onProgress },
    );
    await expect(run).rejects.toBe(reason);
    await expect(collect(getResults(lake.athena, { queryExecutionId: id }))).rejects.toMatchObject({
      code: "QUERY_CANCELLED",
    });
  });

  it("the same client request token gives the same query", async () => {
    const input = { sql: "SELECT 1 AS n", ...lake.place, clientRequestToken: crypto.randomUUID() };
    const first = await runQuery(lake.athena, input, lake.options);
    const second = await runQuery(lake.athena, input, lake.options);
    expect(second.queryExecutionId).toBe(first.queryExecutionId);
  });
});
