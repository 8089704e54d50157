import { apiLogs } from "@cloudapi/core";
import { beforeAll, expect, it } from "vitest";
import { near } from "../../athena/test/near.ts";
import { useLake } from "../../athena/test/use-lake.ts";
import { type Api, athenaEngine, createApi } from "../src/index.ts";

const lake = useLake();
const ENDPOINTS = ["/a", "/b"];
const logs = Array.from({ length: 120 }, (_, i) => ({
  timestamp: new Date(Date.UTC(2025, 0, 15, 22) + i * 120_000).toISOString(),
  endpoint: ENDPOINTS[i % 2] ?? "/",
  status_code: i % 10 === 0 ? 500 : 200,
  ...(i % 3 !== 0 && { response_time_ms: i }),
}));
let api: Api;

beforeAll(async () => {
  await lake.load(apiLogs, logs, "api_logs");
  const engine = athenaEngine(lake.athena, { ...lake.place, ...lake.options });
  api = createApi({ engine, datasets: [apiLogs] });
});

async function ask(query: string): Promise<{ items: unknown[]; isComplete: boolean }> {
  const answer = await api.fetch(
    new Request(`http://localhost/api/api_logs/aggregates?from=2025-01-15&to=2025-01-16&${query}`),
  );
  expect(answer.status).toBe(200);
  return (await answer.json()) as { items: unknown[]; isComplete: boolean };
}

it("counts all rows where nothing else is said", async () => {
  const { items, isComplete } = await ask("");
  expect(items).toEqual([{ group: {}, metrics: { count: 120 } }]);
  expect(isComplete).toBe(true);
});

it("counts the rows of each group and hour, as they are by hand", async () => {
  const { items } = await ask("bucket=hour&group=endpoint&status_code.gte=500");
  const counts = new Map<string, number>();
  for (const { timestamp, endpoint, status_code } of logs) {
    const name = JSON.stringify([`${timestamp.slice(0, 13)}:00:00.000Z`, endpoint]);
    if (status_code >= 500) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const expected = [...counts].map(([name, count]) => {
    const [bucket, endpoint] = JSON.parse(name) as [string, string];
    return { bucket, group: { endpoint }, metrics: { count } };
  });
  expect(items).toEqual(expected);
});

it("sums, averages and extremes are those of the values that there are", async () => {
  const times = logs.flatMap(({ response_time_ms: ms }) => ms ?? []);
  const sum = times.reduce((total, ms) => total + ms, 0);
  const { items } = await ask(
    "metrics=sum_response_time_ms,avg_response_time_ms,min_response_time_ms,max_status_code,sum_status_code,p50_response_time_ms,min_timestamp",
  );
  expect(items).toEqual([
    {
      group: {},
      metrics: {
        sum_response_time_ms: sum,
        avg_response_time_ms: sum / times.length,
        min_response_time_ms: 1,
        max_status_code: 500,
        sum_status_code: String(108 * 200 + 12 * 500),
        p50_response_time_ms: near(59, -1),
        min_timestamp: "2025-01-15T22:00:00.000Z",
      },
    },
  ]);
});

it("the largest groups come first when they are asked for, and it is told that there are more", async () => {
  const { items, isComplete } = await ask(
    "metrics=count,max_response_time_ms&group=endpoint&sort=-max_response_time_ms&limit=1",
  );
  expect(items).toEqual([
    { group: { endpoint: "/b" }, metrics: { count: 60, max_response_time_ms: 119 } },
  ]);
  expect(isComplete).toBe(false);
});
