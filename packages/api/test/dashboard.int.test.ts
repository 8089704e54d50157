import { runQuery } from "@cloudapi/athena";
import { afterAll, beforeAll, expect, it } from "vitest";
import type {
  CostData,
  QualityData,
  QuarantineData,
  RequestsData,
  RowsData,
  RunsData,
  TablesData,
} from "../src/dashboard/dashboard-data.ts";
import { loggedRequests, openDashboardLake } from "./support/dashboard-lake.ts";

const REQUESTS = loggedRequests(1_400);
const DAYS = "from=2025-01-14T00:00:00Z&to=2025-01-16T00:00:00Z";
const NOW = `from=${new Date(Date.now() - 3_600_000).toISOString()}&to=${new Date(Date.now() + 3_600_000).toISOString()}`;

let lake: Awaited<ReturnType<typeof openDashboardLake>>;
beforeAll(async () => {
  lake = await openDashboardLake(REQUESTS);
});
afterAll(() => lake.close());

async function data<T>(path: string): Promise<T> {
  const response = await lake.dashboard.fetch(
    new Request(`http://localhost/dashboard/data/${path}`),
  );
  expect([path, response.status, lake.faults]).toEqual([path, 200, []]);
  return (await response.json()) as T;
}

/** Figures as one goes through the rows and counts. */
function figuresOf(rows: typeof REQUESTS) {
  const times = rows.flatMap((row) => row.response_time_ms ?? []);
  const of = (least: number) => rows.filter(({ status_code }) => status_code >= least).length;
  const averageMs = times.reduce((sum, time) => sum + time, 0) / times.length;
  return { requests: rows.length, errors: of(400), serverErrors: of(500), averageMs };
}

it("counts requests, errors and times as one who goes through the rows", async () => {
  const found = await data<RequestsData>(`requests?${DAYS}`);
  const { averageMs, ...counts } = figuresOf(REQUESTS);
  expect(found.total).toMatchObject(counts);
  expect(found.total.averageMs).toBeCloseTo(averageMs, 6);
  for (const each of found.endpoints) {
    const { averageMs: average, ...expected } = figuresOf(
      REQUESTS.filter(({ endpoint }) => endpoint === each.endpoint),
    );
    expect(each).toMatchObject(expected);
    expect(each.averageMs).toBeCloseTo(average, 6);
    expect(each.trend.reduce((sum, count) => sum + count, 0)).toBe(each.requests);
  }
  const buckets = Map.groupBy(REQUESTS, ({ timestamp }) =>
    Math.floor(Date.parse(timestamp) / found.bucketMs),
  );
  expect(found.overTime.map(({ at, requests }) => [at, requests])).toEqual(
    [...buckets].map(([bucket, rows]) => [
      new Date(bucket * found.bucketMs).toISOString(),
      rows.length,
    ]),
  );
});

it("gives percentiles that as many rows as they say are below", async () => {
  const { total } = await data<RequestsData>(`requests?${DAYS}`);
  const times = REQUESTS.flatMap((row) => row.response_time_ms ?? []).sort((a, b) => a - b);
  for (const [share, value] of [
    [0.5, total.p50Ms],
    [0.95, total.p95Ms],
    [0.99, total.p99Ms],
  ] as const) {
    const rank = times.filter((time) => time <= (value ?? 0)).length / times.length;
    expect(Math.abs(rank - share)).toBeLessThan(0.02);
  }
});

it("keeps to the range to the millisecond, and to one endpoint", async () => {
  const range = "from=2025-01-14T10:00:00.001Z&to=2025-01-14T12:30:00.000Z";
  const rows = REQUESTS.filter(
    ({ timestamp, endpoint }) =>
      timestamp >= "2025-01-14T10:00:00.001Z" &&
      timestamp < "2025-01-14T12:30:00.000Z" &&
      endpoint === "/api/users",
  );
  const found = await data<RequestsData>(`requests?${range}&endpoint=%2Fapi%2Fusers`);
  expect([found.total.requests, found.endpoints.length]).toEqual([rows.length, 1]);
  const nothing = await data<RequestsData>(
    `requests?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z`,
  );
  expect([nothing.total.requests, nothing.endpoints]).toEqual([0, []]);
});

it("shows the rows behind a figure, newest first, and says when there are more", async () => {
  const found = await data<RowsData>(`rows?${DAYS}&endpoint=%2Fapi%2Forders&errors=only`);
  const expected = REQUESTS.filter(
    ({ endpoint, status_code }) => endpoint === "/api/orders" && status_code >= 400,
  ).toReversed();
  expect([found.columns[0], found.rows.length, found.isCut]).toEqual([
    "timestamp",
    Math.min(100, expected.length),
    expected.length > 100,
  ]);
  expect(found.rows.map(([timestamp]) => timestamp)).toEqual(
    expected.map(({ timestamp }) => timestamp),
  );
  const all = await data<RowsData>(`rows?${DAYS}`);
  expect([all.rows.length, all.isCut]).toEqual([100, true]);
});

it("goes on behind the newest rows, each row once, whatever range the later questions have", async () => {
  const first = await data<RowsData>(`rows?${DAYS}&endpoint=%2Fapi%2Forders`);
  const pages = [first];
  // A preset ends with the newest data, which may have come since: the range is that of the first page.
  const later = "from=2025-01-15T00:00:00Z&to=2025-01-15T01:00:00Z";
  for (let next = first.next; next !== null; next = pages.at(-1)?.next ?? null)
    pages.push(await data<RowsData>(`rows?${later}&endpoint=%2Fapi%2Forders&cursor=${next}`));
  const expected = REQUESTS.filter(({ endpoint }) => endpoint === "/api/orders").toReversed();
  expect(pages.map(({ rows }) => rows.length)).toEqual([100, 100, 100, 100, expected.length - 400]);
  expect(pages.flatMap(({ rows }) => rows.map(([timestamp]) => timestamp))).toEqual(
    expected.map(({ timestamp }) => timestamp),
  );
  expect(new Set(pages.map(({ from, to }) => `${from} ${to}`)).size).toBe(1);
});

it("takes a cursor of no other question, and none that was altered", async () => {
  const { next } = await data<RowsData>(`rows?${DAYS}`);
  for (const [search, status] of [
    [`${DAYS}&errors=only&cursor=${next}`, 422],
    [`${DAYS}&cursor=${next?.replace(/.$/, (end) => (end === "A" ? "B" : "A"))}`, 422],
    [`${DAYS}&cursor=x`, 400],
  ]) {
    const request = new Request(`http://localhost/dashboard/data/rows?${search}`);
    expect([search, (await lake.dashboard.fetch(request)).status]).toEqual([search, status]);
  }
  const request = new Request(`http://localhost/dashboard/data/quarantine?${DAYS}&cursor=${next}`);
  expect((await lake.dashboard.fetch(request)).status).toBe(422);
});

it("counts rejected rows by reason and file, and shows each with its text and faults", async () => {
  const found = await data<QualityData>(`quality?${NOW}`);
  expect(found.rejected).toBe(5);
  expect(found.bySource.map(({ source, rows }) => [source, rows])).toEqual([
    ["bad.ndjson", 3],
    ["good & <b>.ndjson", 2],
  ]);
  expect(found.byReason.reduce((sum, { rows }) => sum + rows, 0)).toBe(5);
  const quarantine = await data<QuarantineData>(
    `quarantine?${NOW}&source=good%20%26%20%3Cb%3E.ndjson`,
  );
  const [broken, wrong] = quarantine.rows;
  expect([broken?.raw, broken?.line]).toEqual(["{", 1_401]);
  expect(wrong?.issues.map(({ path }) => path).sort()).toEqual(["endpoint", "status_code"]);
  const code = found.byReason[0]?.code ?? "";
  const ofCode = await data<QuarantineData>(`quarantine?${NOW}&code=${code}`);
  expect(new Set(ofCode.rows.map(({ issues }) => issues[0]?.code))).toEqual(new Set([code]));
  const none = await data<QuarantineData>(`quarantine?${NOW}&dataset=other`);
  expect(none.rows).toEqual([]);
});

it("shows the last verdict of each check, the ones that matter first", async () => {
  const { checks } = await data<QualityData>(`quality?${NOW}`);
  const names = checks?.map(({ dataset, check, column }) => `${dataset} ${check} ${column}`) ?? [];
  expect([names.length > 3, new Set(names).size]).toEqual([true, names.length]);
  const order = checks?.map(({ status }) => ["stop", "warn", "pass"].indexOf(status)) ?? [];
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

it("says how large and fresh tables and partitions are, and what each run did", async () => {
  const { tables } = await data<TablesData>(`tables?${NOW}`);
  const [logs] = tables;
  expect([logs?.rows, logs?.partitionCount, logs?.fault]).toEqual([REQUESTS.length, 2, null]);
  expect(logs?.partitions.map(({ partition }) => partition)).toEqual([
    "year=2025/month=01/day=15/",
    "year=2025/month=01/day=14/",
  ]);
  expect(Date.now() - Date.parse(logs?.writtenAt ?? "")).toBeLessThan(600_000);
  const { runs } = await data<RunsData>(`runs?${NOW}`);
  expect(
    runs
      .map((run) => [run.source, run.rowsIn, run.rowsWritten, run.rowsRejected])
      .toSorted(([a], [b]) => String(a).localeCompare(String(b))),
  ).toEqual([
    ["bad.ndjson", 3, 0, 3],
    ["good & <b>.ndjson", 1_402, 1_400, 2],
  ]);
  const one = await data<TablesData>(`tables?${NOW}&dataset=rejected_rows`);
  expect(one.tables.map(({ table }) => table)).toEqual(["rejected_rows"]);
  const old = await data<RunsData>(`runs?${DAYS}`);
  expect(old.runs).toEqual([]);
});

it("adds up what queries scanned, also those that others ran, and counts those that failed", async () => {
  await expect(
    runQuery(lake.athena, { sql: "SELECT * FROM nowhere", ...lake.place }),
  ).rejects.toThrow("nowhere");
  await runQuery(lake.athena, { sql: "SELECT count(endpoint) FROM api_logs", ...lake.place });
  await runQuery(lake.athena, { sql: "SELECT count(endpoint) FROM api_logs", ...lake.place });
  const found = await data<CostData>(`cost?${NOW}`);
  expect(found.failed).toBe(1);
  const [counted] = found.byStatement.filter(
    ({ sql }) => sql === "SELECT count(endpoint) FROM api_logs",
  );
  expect([counted?.queries, counted?.failed]).toEqual([2, 0]);
  expect(found.byStatement.reduce((sum, { scannedBytes }) => sum + scannedBytes, 0)).toBe(
    found.scannedBytes,
  );
  // Each that scanned anything is billed for 10 MiB at least.
  expect(found.estimate).toBeGreaterThanOrEqual((2 * 10 * 1024 ** 2 * 5) / 1024 ** 4);
  expect(found.estimate).toBeLessThanOrEqual((found.queries * 10 * 1024 ** 2 * 5) / 1024 ** 4);
});

it("asks once what many ask at the same time", async () => {
  const range = "from=2025-01-14T01:00:00Z&to=2025-01-15T01:00:00Z";
  const asked = await Promise.all(
    Array.from({ length: 5 }, () => data<RequestsData>(`requests?${range}`)),
  );
  expect(asked.filter(({ cost }) => cost.scannedBytes > 0).length).toBe(1);
  expect(new Set(asked.map(({ total }) => JSON.stringify(total))).size).toBe(1);
});
