import type { AthenaClient } from "@aws-sdk/client-athena";
import type { GlueClient } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import { athenaEngine, createLakeApi, type LakeApiInput, withSites } from "@cloudapi/api";
import { athenaHistory, createDashboard, type LakeTable } from "@cloudapi/api/dashboard";
import { createDocsPage } from "@cloudapi/api/docs";
import { glueTables } from "@cloudapi/api/glue";
import { apiLogs, type Config } from "@cloudapi/core";
import { LAKE } from "../lake/load-lake.ts";

/** Clients, settings, and what is in the lake. */
export interface SiteInput {
  readonly s3: S3Client;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly config: Config;
  /** For the dashboard. */
  readonly tables: readonly LakeTable[];
  /** Of the nine tables of the API. */
  readonly contracts: LakeApiInput["tables"];
}

/** The API of the lake, a dashboard over it, and a page of its document; refused when a table is not as its contract says. */
export async function openSite({ s3, athena, glue, config, tables, contracts }: SiteInput) {
  const { athenaWorkGroup: workGroup, athenaOutputLocation: outputLocation } = config;
  const describe = glueTables({ glue, s3, database: LAKE });
  const engine = athenaEngine(athena, { database: LAKE, workGroup, outputLocation, describe });
  const api = createLakeApi({ engine, tables: contracts });
  await api.checkTables();
  const dashboard = createDashboard({
    engine,
    title: "Data lake",
    requests: { table: apiLogs.name },
    quality: { rejected: { table: "rejected_rows" }, checks: { table: "check_results" } },
    tables,
    queries: athenaHistory(athena, { workGroup }),
    business: {
      orders: { table: "ms1_orders" },
      products: { table: "ms1_products" },
      customers: { table: "ms2_customers" },
      invoices: { table: "ms2_invoices" },
      payments: { table: "ms2_payments" },
    },
    until: { business: new Date("2025-01-20T00:00:00Z") },
    onFault: ({ requestId, error }) => console.error(requestId, error),
  });
  const site = withSites(api, [dashboard, createDocsPage({ title: "Data lake" })]);
  return { api, site };
}
