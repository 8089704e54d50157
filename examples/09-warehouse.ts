// Files into a warehouse, and an API over it: the ingester writes Parquet, each file's event loads it once, rows are served.
//   npx pnpm@12 warehouse [--report FILE]
// On the embedded cloud, whose Data API has PostgreSQL (PGlite, in this process) behind it: a stand-in, and not Redshift. In an account
// the function is deployed: see docs/warehouse.md.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { createApi, redshiftEngine } from "@cloudapi/api";
import { apiLogs, type Dataset } from "@cloudapi/core";
import { ingestFiles } from "@cloudapi/ingest";
import { type S3Event, startLocalCloud } from "@cloudapi/local";
import { buildCreateTable, queryRows } from "@cloudapi/redshift";
import { dataApiWarehouse } from "@cloudapi/redshift/data-api";
import { createLoadHandler, type LoadOutcome } from "@cloudapi/redshift/lambda";
import { ensureBucket } from "@cloudapi/s3";
import { s3Sink, s3Source } from "@cloudapi/transform/s3";
import { dayOfLogs } from "./lib/warehouse/day-of-logs.ts";
import { warehouseClients } from "./lib/warehouse/warehouse-clients.ts";

const { values } = parseArgs({ options: { report: { type: "string" } } });
const cloud = await startLocalCloud({ enforce: true });
const bucket = "cloudapi-lake";
const clients = warehouseClients(cloud, { bucket, workgroupName: "analytics" });
const { ingester: s3 } = clients;
await ensureBucket(s3, { bucket });

// The table, and the function that each new file under raw/ invokes.
const place = { workgroupName: "analytics", database: "dev", maxDelayMs: 50 };
const warehouse = dataApiWarehouse(clients.owner, place);
await warehouse.transaction({ statements: buildCreateTable(apiLogs as unknown as Dataset) });
const handler = createLoadHandler({
  dataset: apiLogs as unknown as Dataset,
  s3: clients.loadS3,
  warehouse: dataApiWarehouse(clients.load, place),
  bucket,
  prefix: "raw/",
  mode: { mode: "append" },
  iamRole: "default",
  manifests: `s3://${bucket}/_redshift/`,
  logger: false,
});
const events: S3Event[] = [];
const outcomes: LoadOutcome[] = [];
cloud.onObjectCreated({ bucket, prefix: "raw/" }, async (event) => {
  events.push(event);
  await handle(event);
});

console.log("Three days are ingested; the second comes last:");
const sink = s3Sink(s3, { bucket });
const ingested: string[] = [];
for (const day of ["2025-01-15", "2025-01-17", "2025-01-16"]) {
  const key = `inbox/${day}.csv`;
  const Body = dayOfLogs(day, 200);
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  const input = { source: "web", files: [s3Source(s3, { bucket, key })], sink };
  const report = await ingestFiles(
    { ...input, dataset: apiLogs as unknown as Dataset },
    { loadTime: new Date(`${day}T23:59:00Z`) },
  );
  for (const file of report.files) if (file.status === "failed") throw file.error;
  ingested.push(...report.keys);
  console.log(`  ${report.keys.join()} ${report.rowsWritten} rows`);
}
await cloud.idle();
tell("Each file's event loads it:", 0);

console.log("\nThe same events come again, and a file that is no Parquet:");
const told = outcomes.length;
for (const event of events.splice(0)) await handle(event);
tell(undefined, told);
const bad = { bucket: { name: bucket }, object: { key: "raw/web/notes.txt", size: 5 } };
await s3.send(new PutObjectCommand({ Bucket: bucket, Key: bad.object.key, Body: "notes" }));
await cloud.idle();
const refused = await handler({ Records: [{ eventName: "ObjectCreated:Put", s3: bad }] }).then(
  () => "loaded",
  ({ code }: { code: string }) => code,
);
console.log(`  ${bad.object.key} ${refused}`);

console.log("\nAsked through the Data API:");
const sql =
  'SELECT CAST("timestamp" AS date) AS day, count(*) AS requests FROM api_logs GROUP BY 1 ORDER BY 1';
let rows = 0;
for await (const row of queryRows(warehouse, { sql })) {
  rows += Number(row["requests"]);
  console.log(`  ${String(row["day"])}  ${String(row["requests"])} requests`);
}

console.log("\nServed by an API over the same table:");
const api = createApi({ engine: redshiftEngine(warehouse), datasets: [apiLogs] });
const list = await ask("/api/api_logs?status_code=500&fields=endpoint,status_code&limit=2");
const query = "metrics=count,p95_response_time_ms&group=endpoint&from=2025-01-16&to=2025-01-16";
const figures = await ask(`/api/api_logs/aggregates?${query}`);
for (const { group, metrics } of figures.items as Figures[])
  console.log(
    `  2025-01-16 ${group.endpoint.padEnd(13)} ${metrics.count} requests, p95 ${metrics.p95_response_time_ms} ms`,
  );
console.log(`  ${list.items.length} of the failed requests: ${JSON.stringify(list.items[0])}`);

const loaded = outcomes.filter(({ outcome }) => outcome === "loaded").length;
const already = outcomes.filter(({ outcome }) => outcome === "already").length;
console.log(`\n${loaded} files loaded once, ${already} events found theirs there, ${rows} rows`);
if (values.report !== undefined)
  await writeFile(
    values.report,
    `${JSON.stringify({ ingested, loaded, already, rows, refused, figures: figures.items })}\n`,
  );
for (const each of Object.values(clients)) each.destroy();
await cloud.close();

interface Figures {
  readonly group: { readonly endpoint: string };
  readonly metrics: { readonly count: number; readonly p95_response_time_ms: number };
}

async function handle(event: unknown): Promise<void> {
  const result = await handler(event).catch(() => undefined);
  if (result !== undefined && "objects" in result) outcomes.push(...result.objects);
}

function tell(title: string | undefined, from: number): void {
  if (title !== undefined) console.log(`\n${title}`);
  for (const each of outcomes.slice(from))
    console.log(
      `  ${each.outcome.padEnd(7)} ${each.object.key.split("/").slice(2).join("/")}${each.outcome === "loaded" ? ` ${each.figures.rowsAdded} rows` : ""}`,
    );
}

async function ask(path: string): Promise<{ readonly items: readonly unknown[] }> {
  const response = await api.fetch(new Request(`http://localhost${path}`));
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as { readonly items: readonly unknown[] };
}
