import { apiLogs } from "@cloudapi/core";
import openApiTypes, { astToString } from "openapi-typescript";
import { expect, it } from "vitest";
import { createApi } from "../src/index.ts";
import { fakeEngine } from "./support/fake-engine.ts";
import { logsClient } from "./support/typed-client.ts";

const ROW = {
  timestamp: "2025-01-15T10:30:00.000Z",
  endpoint: "/api/users",
  method: "GET",
  status_code: 503,
  response_time_ms: 12.5,
  user_id: null,
  ip_address: null,
};

function logsApi() {
  const engine = fakeEngine([ROW]);
  return { engine, api: createApi({ engine, datasets: [apiLogs] }) };
}

it("has the types that the document gives", async () => {
  const { document } = logsApi().api;
  const types = await openApiTypes(JSON.stringify(document), { immutable: true });
  // Written anew by `vitest -u`.
  await expect(astToString(types)).toMatchFileSnapshot("fixtures/logs-api.d.ts");
});

it("asks what it is told, and gives rows and problems as they are", async () => {
  const { api, engine } = logsApi();
  const client = logsClient(api);
  const { data, response } = await client.GET("/api/api_logs", {
    params: {
      query: {
        fields: ["endpoint", "status_code"],
        sort: ["-status_code", "endpoint"],
        "endpoint.in": ["/api/users", "/api/a,b"],
        from: "2025-01-15",
        to: "2025-01-15",
      },
    },
  });
  expect(response.status).toBe(200);
  expect(data?.items).toEqual([{ endpoint: "/api/users", status_code: 503 }]);
  expect(engine.asked[0]?.parameters).toEqual(expect.arrayContaining(["/api/users", "/api/a,b"]));
  const numbers = await client.GET("/api/api_logs/aggregates", {
    params: { query: { metrics: ["count", "p95_response_time_ms"], group: ["endpoint"] } },
  });
  expect(numbers.response.status).toBe(200);
  const refused = await client.GET("/api/api_logs", { params: { query: { limit: 0 } } });
  expect(refused.data).toBeUndefined();
  expect(refused.error).toMatchObject({ code: "INVALID_PARAMETER", status: 400 });
});
