import { expectTypeOf } from "vitest";
import { logsClient } from "./support/typed-client.ts";

const client = logsClient({ fetch: async () => new Response() });

const page = await client.GET("/api/api_logs", {
  params: {
    query: {
      limit: 10,
      fields: ["endpoint", "status_code"],
      sort: ["-timestamp"],
      "status_code.gte": 500,
      "endpoint.in": ["/a", "/b"],
    },
  },
});
expectTypeOf(page.data?.items[0]?.status_code).toEqualTypeOf<number | undefined>();
expectTypeOf(page.data?.items[0]?.user_id).toEqualTypeOf<string | null | undefined>();
expectTypeOf(page.data?.next).toEqualTypeOf<string | null | undefined>();
expectTypeOf(page.error?.code).toEqualTypeOf<string | undefined>();

// @ts-expect-error there is no such path
await client.GET("/api/api_log");
// @ts-expect-error there is no such method
await client.DELETE("/api/api_logs");
// @ts-expect-error there is no such parameter
await client.GET("/api/api_logs", { params: { query: { limt: 10 } } });
// @ts-expect-error a number is not text
await client.GET("/api/api_logs", { params: { query: { "status_code.gte": "500" } } });
// @ts-expect-error there is no such column
await client.GET("/api/api_logs", { params: { query: { fields: ["status"] } } });
// @ts-expect-error nor can rows be sorted by it
await client.GET("/api/api_logs", { params: { query: { sort: ["-status"] } } });
// @ts-expect-error there is no such metric
await client.GET("/api/api_logs/aggregates", { params: { query: { metrics: ["sum_endpoint"] } } });
// @ts-expect-error rows have no such column
void page.data?.items[0]?.status;
