import { apiLogs, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import { createApi } from "../index.ts";
import type { ResourceInput } from "./api-resource.ts";

const ENGINE = { run: async () => ({ columns: [], rows: [], scannedBytes: 0, engineMs: 0 }) };
const ORDERS = defineDataset({
  name: "orders",
  schema: z.object({ id: z.string(), tags: z.array(z.string()) }),
});

function apiWith(resource: ResourceInput) {
  return createApi({ engine: ENGINE, datasets: [apiLogs, ORDERS], resources: [resource] });
}

it.each<[string, ResourceInput]>([
  ["which is not among datasets (api_logs, orders)", { dataset: "invoices" }],
  ['Did you mean "endpoint"?', { dataset: "api_logs", filters: ["endpont"] }],
  ["It has id, tags.", { dataset: "orders", key: ["id"], sort: ["zzzzzzzzzzzz"] }],
  ["neither compared nor sorted", { dataset: "orders", key: ["id"], filters: ["tags"] }],
  ["can't be paged without a key", { dataset: "orders" }],
  ["is no path; it must be like", { dataset: "api_logs", path: "/api/{id}" }],
  ["is no path; it must be like", { dataset: "api_logs", aliases: ["logs"] }],
  [
    "it must have one name in braces",
    { dataset: "api_logs", relations: [{ path: "/api/logs", column: "endpoint" }] },
  ],
  ["1 ≤ default ≤ max ≤ 10000", { dataset: "api_logs", limit: { default: 20, max: 10 } }],
  ["that are partitioned by time", { dataset: "orders", key: ["id"], range: { maxDays: 2 } }],
  ["1 ≤ defaultDays ≤ maxDays", { dataset: "api_logs", range: { defaultDays: 3, maxDays: 2 } }],
])("refuses a resource: %s", (words, resource) => {
  expect(() => apiWith(resource)).toThrow(words);
});
