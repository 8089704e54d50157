import { apiLogs } from "@cloudapi/core";
import { beforeAll, expect, it } from "vitest";
import { useLake } from "../../athena/test/use-lake.ts";
import { type Api, athenaEngine, createApi } from "../src/index.ts";

const lake = useLake();
let api: Api;

beforeAll(async () => {
  await lake.load(
    apiLogs,
    [{ timestamp: "2025-01-15T10:00:00Z", endpoint: "/a", status_code: 200 }],
    "api_logs",
  );
  api = createApi({
    engine: athenaEngine(lake.athena, { ...lake.place, ...lake.options }),
    datasets: [apiLogs],
  });
});

it("lists rows", async () => {
  const answer = await api.fetch(
    new Request("http://localhost/api/api_logs?from=2025-01-15&to=2025-01-15"),
  );
  expect(await answer.json()).toMatchObject({
    items: [
      { timestamp: "2025-01-15T10:00:00.000Z", endpoint: "/a", status_code: 200, method: null },
    ],
  });
});
