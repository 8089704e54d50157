import { checkOptionNames } from "@cloudapi/core/internal";
import type { Api } from "../app/api.ts";
import { createApi } from "../app/create-api.ts";
import { queryOperation } from "../custom/query-operation.ts";
import { healthOperations } from "../health/health-operations.ts";
import type { ResourceInput } from "../resource/api-resource.ts";
import type { LakeApiInput, LakeApiTable } from "./lake-api-input.ts";
import { type CountedTable, historyOperation, statisticsOperation } from "./lake-statistics.ts";
import { LAKE_NAMES, LAKE_TABLES, type LakeTableName } from "./lake-tables.ts";

/**
 * The API of a lake of three databases: its nine tables in Spanish and in English, rows by key and by relation, aggregates,
 * what it holds (`/api/dashboard`), its history by date and source, SQL (`POST /api/query-custom`) and `/health`.
 *
 * IAM: what the engine needs: of Athena what `runQuery` and `getResults` do.
 *
 * @throws {TypeError | RangeError} for settings that are not right
 *
 * @example
 * ```ts
 * import { createLakeApi, type QueryEngine } from "@cloudapi/api";
 * import { defineDataset } from "@cloudapi/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ id: z.int32(), category: z.string(), customer_id: z.int32() });
 * const table = (name: string) => ({ dataset: defineDataset({ name, schema }) });
 * const tables = {
 *   ...{ users: table("users"), orders: table("orders"), products: table("products") },
 *   ...{ customers: table("customers"), invoices: table("invoices"), payments: table("payments") },
 *   ...{ logs: table("logs"), sessions: table("sessions"), events: table("events") },
 * };
 * const engine: QueryEngine = {
 *   run: async () => ({ columns: [], rows: [], scannedBytes: 0, engineMs: 0 }),
 * };
 * const api = createLakeApi({ engine, tables });
 * const answer = await api.fetch(new Request("http://localhost/api/facturas-por-cliente/7"));
 * console.log(await answer.json()); // => { items: [], next: null }
 * ```
 */
export function createLakeApi(input: LakeApiInput): Api {
  const {
    tables,
    database = "datalake_db",
    categoryColumn = "category",
    customerColumn = "customer_id",
    operations = [],
    ...settings
  } = input;
  checkOptionNames("createLakeApi: tables", tables, LAKE_NAMES);
  const missing = LAKE_NAMES.filter((name) => tables[name] === undefined);
  if (missing.length > 0)
    throw new TypeError(`createLakeApi: tables lacks ${missing.join(", ")}; a lake has all nine.`);
  const resources = LAKE_NAMES.map((name) => ({
    ...resourceOf(name, tables[name]),
    database,
    relations: relationsOf(name, { categoryColumn, customerColumn }),
  }));
  const counted = LAKE_NAMES.map((name) => countedTable(name, tables[name], database));
  const readable = counted.filter(
    ({ name }) => tables[name as LakeTableName].restrict === undefined,
  );
  const all = counted.length === readable.length;
  return createApi({
    title: "Data lake",
    ...settings,
    datasets: LAKE_NAMES.map((name) => tables[name].dataset),
    resources,
    operations: [
      ...healthOperations(),
      ...(all ? lakeOperations(counted) : []),
      ...(readable.length === 0
        ? []
        : [queryOperation({ tables: readable.map(({ table }) => ({ table, database })) })]),
      ...operations,
    ],
  });
}

/** What says something of all rows is there only where everybody may see them. */
function lakeOperations(tables: readonly CountedTable[]) {
  return [
    statisticsOperation(tables, { id: "dashboard_data", path: "/api/dashboard" }),
    statisticsOperation(tables, { id: "statistics", path: "/api/estadisticas" }),
    statisticsOperation(tables, { id: "statistics_2", path: "/api/statistics" }),
    historyOperation(tables, { id: "history", path: "/api/historial" }),
    historyOperation(tables, { id: "history_2", path: "/api/history" }),
  ];
}

function resourceOf(name: LakeTableName, { dataset, ...table }: LakeApiTable): ResourceInput {
  const { path, alias, table: usual } = LAKE_TABLES[name];
  const key = dataset.columns.find((column) => column.name === "id" || column.name === "_id");
  return {
    ...(key !== undefined && { key: [key.name] }),
    table: usual,
    ...table,
    dataset: dataset.name,
    path: `/api/${path}`,
    aliases: alias === undefined ? [] : [`/api/${alias}`],
  };
}

function relationsOf(
  name: LakeTableName,
  {
    categoryColumn,
    customerColumn,
  }: { readonly categoryColumn: string; readonly customerColumn: string },
) {
  if (name === "products")
    return [
      { path: "/api/productos-por-categoria/{categoria}", column: categoryColumn },
      { path: "/api/products-by-category/{category}", column: categoryColumn },
    ];
  if (name === "invoices")
    return [
      { path: "/api/facturas-por-cliente/{id}", column: customerColumn },
      { path: "/api/invoices-by-customer/{id}", column: customerColumn },
    ];
  return [];
}

function countedTable(
  name: LakeTableName,
  { dataset, table }: LakeApiTable,
  database: string,
): CountedTable {
  const known = LAKE_TABLES[name];
  return { name, source: known.source, dataset, table: table ?? known.table, database };
}
