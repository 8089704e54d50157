import { CreateDatabaseCommand } from "@aws-sdk/client-glue";
import {
  buildCreateTable,
  buildDropTable,
  createMetricsView,
  getResults,
  getUpdateCount,
  query,
  queryMetrics,
  queryPercentiles,
  runQuery,
} from "@cloudapi/athena";
import { ensureTable } from "@cloudapi/athena/glue";
import { apiLogs } from "@cloudapi/core";
import type { OperationName } from "../../src/index.ts";
import type { Clients, Watch } from "./guard.ts";
import {
  DATABASE,
  drain,
  failing,
  KEY,
  LAKE,
  RESULTS,
  RESULTS_KEY,
  type Scenario,
  scenario,
} from "./scenario.ts";

const LOCATION = `s3://${LAKE}/queried/`;
const outputLocation = `s3://${RESULTS}/team/`;
const WORK_GROUP = "primary";
const place = { database: DATABASE, outputLocation };
const resultsUse = {
  workGroup: WORK_GROUP,
  outputLocation,
  outputKmsKeyArn: RESULTS_KEY,
} as const;
const queryUse = {
  ...resultsUse,
  database: DATABASE,
  table: "api_logs",
  bucket: LAKE,
  prefix: "queried/",
  kmsKeyArn: KEY,
} as const;
const READS = ["registeredPartitions", "defaultDatabase"];
const WITH_DDL = [...READS, "ddl"];

function queryScenario(
  operation: OperationName & ("runQuery" | "query"),
  cases: readonly string[],
  run: Scenario["run"],
): Scenario {
  return scenario({ operation, ...queryUse, cases }, async (watched, root) => {
    await makeTable(root);
    expectQueries(watched);
    await run(watched, root);
  });
}

function expectQueries(watched: Watch): void {
  watched.queries = {
    database: DATABASE,
    table: "api_logs",
    object: { bucket: LAKE, key: "queried/year=2025/month=01/day=15/a.parquet" },
    results: { bucket: RESULTS, key: "team/result.csv" },
    keys: { table: KEY, results: RESULTS_KEY },
  };
}

/** Database and table, made by somebody else. */
async function makeTable({ glue }: Clients): Promise<void> {
  await glue
    .send(new CreateDatabaseCommand({ DatabaseInput: { Name: DATABASE } }))
    .catch(() => undefined);
  await ensureTable(glue, apiLogs, { database: DATABASE, location: LOCATION });
}

const days = { startDate: "2025-01-15", endDate: "2025-01-15" };

export const ATHENA_SCENARIOS: readonly Scenario[] = [
  queryScenario("runQuery", WITH_DDL, async ({ clients: { athena } }) => {
    await runQuery(athena, { sql: "SELECT count(*) FROM api_logs", ...place });
    await runQuery(athena, { ...buildDropTable({ table: "api_logs" }), ...place });
    const create = buildCreateTable(apiLogs, { table: "api_logs", location: LOCATION });
    await runQuery(athena, { ...create, ...place });
    const stop = () => {
      throw new Error("stop");
    };
    await failing(runQuery(athena, { sql: "SELECT 1", ...place }, { onProgress: stop }));
  }),
  queryScenario("query", READS, async ({ clients: { athena } }) => {
    await drain(query(athena, { sql: "SELECT * FROM api_logs", ...place }));
    const stop = () => {
      throw new Error("stop");
    };
    await failing(drain(query(athena, { sql: "SELECT 1", ...place }, { onProgress: stop })));
  }),
  scenario({ operation: "queryMetrics", ...queryUse, cases: READS }, async (watched, root) => {
    await makeTable(root);
    expectQueries(watched);
    const { athena } = watched.clients;
    await queryMetrics(athena, { table: "api_logs", ...days, ...place });
    await stopping(athena);
  }),
  scenario({ operation: "queryPercentiles", ...queryUse, cases: READS }, async (watched, root) => {
    await makeTable(root);
    expectQueries(watched);
    const { athena } = watched.clients;
    await queryPercentiles(athena, {
      table: "api_logs",
      column: "response_time_ms",
      percentiles: [0.5],
      ...days,
      ...place,
    });
    await stopping(athena);
  }),
  scenario(
    {
      operation: "createMetricsView",
      ...resultsUse,
      database: DATABASE,
      table: "api_logs",
      view: "metrics",
      cases: ["defaultDatabase"],
    },
    async (watched, root) => {
      await makeTable(root);
      expectQueries(watched);
      const { athena } = watched.clients;
      await createMetricsView(athena, {
        view: "metrics",
        table: "api_logs",
        perPartition: true,
        ...place,
      });
      await failing(
        createMetricsView(athena, { view: "metrics", table: "api_logs", ...place }, { onProgress }),
      );
    },
  ),
  scenario({ operation: "getResults", ...resultsUse }, async (watched, root) => {
    expectQueries(watched);
    const { queryExecutionId } = await runQuery(root.athena, { sql: "SELECT 1 AS n", ...place });
    await drain(getResults(watched.clients.athena, { queryExecutionId }));
  }),
  scenario({ operation: "getUpdateCount", ...resultsUse }, async (watched, root) => {
    expectQueries(watched);
    const { queryExecutionId } = await runQuery(root.athena, { sql: "SELECT 1 AS n", ...place });
    await getUpdateCount(watched.clients.athena, { queryExecutionId });
  }),
];

function onProgress(): void {
  throw new Error("stop");
}

async function stopping(athena: Clients["athena"]): Promise<void> {
  await failing(runQuery(athena, { sql: "SELECT 1", ...place }, { onProgress }));
}
