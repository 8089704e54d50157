import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { apiKeyAuth } from "../auth/api-key-auth.ts";
import { queryOperation } from "../custom/query-operation.ts";
import { createApi } from "./create-api.ts";

const engine = { run: async () => ({ columns: [], rows: [], scannedBytes: 0, engineMs: 0 }) };

it.each([
  ["no datasets", { engine }, "datasets must be a list of at least one dataset"],
  ["an empty list of them", { engine, datasets: [] }, "datasets must be a list of at least one"],
  ["what is not a dataset", { engine, datasets: [{}] }, "what defineDataset returns"],
  ["no engine", { datasets: [apiLogs] }, "engine must have a function run"],
  [
    "an engine that runs nothing",
    { engine: {}, datasets: [apiLogs] },
    "engine must have a function",
  ],
  [
    "a limit below zero",
    { engine, datasets: [apiLogs], limits: { timeoutMs: -1 } },
    "limits.timeoutMs",
  ],
  [
    "a time that no timer has",
    { engine, datasets: [apiLogs], limits: { timeoutMs: 2 ** 31 } },
    "from 1 to 2147483647",
  ],
  [
    "no place for a query",
    { engine, datasets: [apiLogs], limits: { maxConcurrentQueries: 0 } },
    "limits.maxConcurrentQueries must be an integer of at least 1",
  ],
  [
    "a secret that can be guessed",
    { engine, datasets: [apiLogs], cursorSecret: "short" },
    "32 characters",
  ],
])("refuses %s", (_, input, says) => {
  expect(() => createApi(input as never)).toThrow(says);
});

it.each([[{ table: "API_LOGS", database: undefined }], [{ table: "api_logs", database: "Lake" }]])(
  "refuses SQL of callers over %j, whose rows are restricted by a claim",
  (table) => {
    const resources = [
      { dataset: "api_logs", database: "lake", restrict: { column: "endpoint", claim: "team" } },
    ];
    const auth = [apiKeyAuth({ keys: [] })];
    const make = (...tables: (typeof table)[]) => {
      const operations = [queryOperation({ tables })];
      return createApi({ engine, datasets: [apiLogs], resources, auth, operations });
    };
    expect(() => make(table)).toThrow('query_custom shows all rows of "api_logs"');
    expect(make({ table: "api_logs", database: "other" }).operations).toHaveLength(3);
  },
);
