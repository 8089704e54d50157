import { createApi, type QueryEngine, withSites } from "@cloudapi/api";
import { createDashboard } from "@cloudapi/api/dashboard";
import { createDocsPage } from "@cloudapi/api/docs";
import { serve } from "@cloudapi/api/node";
import { apiLogs } from "@cloudapi/core";

export async function use(): Promise<string> {
  const engine: QueryEngine = {
    run: async () => ({ columns: [], rows: [], scannedBytes: 0, engineMs: 0 }),
  };
  const api = createApi({ engine, datasets: [apiLogs] });
  const answer = await api.fetch(new Request("http://localhost/api/api_logs?limit=1"));
  const dashboard = createDashboard({ engine, requests: { table: "api_logs" } });
  const server = await serve(withSites(api, [dashboard, createDocsPage()]), { port: 0 });
  // Their files are in the package's own modules.
  const files = ["dashboard/assets/main.js", "docs/assets/swagger-ui-bundle.js"];
  const pages = await Promise.all(files.map((file) => fetch(`${server.url}/${file}`)));
  await server.close();
  return `${api.document.openapi} ${answer.status} ${pages.map(({ status }) => status).join(" ")}`;
}

export const expected = "3.1.0 200 200 200";
