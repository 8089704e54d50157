// Three databases into a lake: extracted, catalogued in datalake_db, and asked together with SQL.
//   npx pnpm@12 lake [--report FILE]
// On the embedded cloud, and on PostgreSQL in this process for each database whose MYSQL_HOST, POSTGRES_HOST or
// MONGO_HOST is not set; with CLOUDAPI_TARGET=aws in your account, see docs/configuration.md and docs/lake.md.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import { query } from "@cloudapi/athena";
import { loadConfig } from "@cloudapi/core";
import { startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { lakePolicies } from "./lib/lake/lake-policies.ts";
import { LAKE, loadLake } from "./lib/lake/load-lake.ts";
import { OTHERS, SEEDS } from "./lib/lake/seeds.ts";

const { env } = process;

const { values } = parseArgs({ options: { report: { type: "string" } } });
const config = loadConfig(env);
// The embedded cloud denies whatever these policies don't allow.
const cloud = config.target === "local" ? await startLocalCloud({ enforce: true }) : undefined;
const clientConfig = cloud?.putUser("lake", { policies: lakePolicies(config, cloud) })
  .clientConfig ?? { region: config.region };
const [s3, athena] = [new S3Client(clientConfig), new AthenaClient(clientConfig)];
const glue = new GlueClient(clientConfig);

let failures = 0;
await ensureBucket(s3, { bucket: config.processedBucket });
for await (const { name, kind, bucket, report, failures: failed } of loadLake({
  s3,
  glue,
  rawBucket: config.rawBucket,
})) {
  console.log(`\n${name}: ${kind} to s3://${bucket}`);
  for (const each of report.tables)
    if (each.status === "done") console.log(`  ${each.table}: ${each.rowsWritten} rows`);
  for (const { table, message } of failed) console.error(`  ${table} failed: ${message}`);
  failures += failed.length;
}

const counts: Record<string, number> = {};
for (const [name, seeds] of Object.entries(SEEDS))
  for (const table of Object.keys(seeds).filter((each) => !OTHERS.includes(each)))
    for await (const row of ask(`SELECT count(*) AS n FROM ${name}_${table}`))
      counts[`${name}_${table}`] = Number(row["n"]);
const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
console.log(`\n${Object.keys(counts).length} tables in ${LAKE}, ${total} rows`);
if (values.report !== undefined)
  await writeFile(values.report, `${JSON.stringify({ tables: counts, rows: total }, null, 2)}\n`);

await show(`SELECT p.category, sum(o.total) AS sold, sum(i.quantity) AS in_stock
  FROM (SELECT product_id, sum(total) AS total FROM ms1_orders GROUP BY product_id) o
  JOIN ms1_products p ON p.id = o.product_id LEFT JOIN ms3_inventory i ON i.product_id = p.id
  GROUP BY p.category ORDER BY p.category`);
await show(`SELECT c.name AS customer, sum(v.amount) AS invoiced, max(o.total) AS ordered
  FROM ms2_customers c JOIN ms2_invoices v ON v.customer_id = c.id
  LEFT JOIN ms1_users u ON u.email = c.email
  LEFT JOIN (SELECT user_id, sum(total) AS total FROM ms1_orders GROUP BY user_id) o
    ON o.user_id = u.id
  GROUP BY c.name ORDER BY c.name`);
await show(`SELECT o.id AS on_its_way, u.name AS to_whom, s.name AS carrier, c.city
  FROM ms3_shipments h JOIN ms3_suppliers s ON s._id = h.supplier_id
  JOIN ms1_orders o ON o.id = h.order_id JOIN ms1_users u ON u.id = o.user_id
  LEFT JOIN ms2_customers c ON c.email = u.email WHERE h.delivered IS NULL ORDER BY o.id`);

for (const client of [s3, glue, athena]) client.destroy();
await cloud?.close();
process.exitCode = failures > 0 ? 1 : 0;

function ask(sql: string) {
  const place = { workGroup: config.athenaWorkGroup, outputLocation: config.athenaOutputLocation };
  return query(athena, { sql, database: LAKE, ...place });
}

/** A query's rows under the names of its columns. */
async function show(sql: string): Promise<void> {
  const rows: string[][] = [];
  for await (const row of ask(sql)) {
    if (rows.length === 0) rows.push(Object.keys(row));
    rows.push(Object.values(row).map((value) => String(value ?? "-")));
  }
  console.log();
  for (const row of rows)
    console.log(
      `  ${row
        .map((cell) => cell.padEnd(17))
        .join(" ")
        .trimEnd()}`,
    );
}
