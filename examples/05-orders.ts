// Nested orders as they come: renamed, checked to the last item, stored as they are nested, and asked with SQL.
// On the embedded cloud; with CLOUDAPI_TARGET=aws in your account, see docs/configuration.md.
import { AthenaClient } from "@aws-sdk/client-athena";
import { S3Client } from "@aws-sdk/client-s3";
import { buildCreateTable, query, runQuery, selectColumns } from "@cloudapi/athena";
import { decimal, defineDataset, loadConfig } from "@cloudapi/core";
import { buildPolicy } from "@cloudapi/iam";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { ensureBucket } from "@cloudapi/s3";
import { transform } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";
import * as z from "zod";

const ORDERS = `
{"order-id":1001,"placed":"2025-01-15T09:12:00+01:00","customer":{"name":"Ada","country":"DE"},"items":[{"sku":"cup","quantity":2,"price":19.90},{"sku":"pen","quantity":1,"price":5}],"labels":{"channel":"web"}}
{"order-id":1002,"placed":"2025-01-15T18:40:00Z","customer":{"name":"Bo"},"items":[{"sku":"pen","quantity":3,"price":5.00}]}
{"order-id":1003,"placed":"2025-01-16T07:05:00Z","customer":{"name":"Cy","country":"FR"},"items":[{"sku":"cup","quantity":0,"price":19.90},{"quantity":1,"price":7.50}]}
`;

const item = z.object({ sku: z.string(), quantity: z.int32().min(1), price: decimal(10, 2) });
const orders = defineDataset({
  name: "orders",
  schema: z.object({
    order_id: z.int64(),
    placed: z.iso.datetime({ offset: true }),
    customer: z.object({ name: z.string(), country: z.string().length(2).optional() }),
    items: z.array(item).min(1),
    labels: z.record(z.string(), z.string()).optional(),
  }),
  alias: { order_id: "order-id" },
  eventTime: "placed",
  partition: { granularity: "day", layout: "hive" },
});

const config = loadConfig(process.env);
const bucket = config.processedBucket;
const prefix = "examples/orders/";
const database = config.athenaDatabase;
const place = { workGroup: config.athenaWorkGroup, outputLocation: config.athenaOutputLocation };

const cloud = config.target === "local" ? await startLocalCloud({ enforce: true }) : undefined;
const clientConfig = cloud ? clientOf(cloud) : { region: config.region };
const [s3, athena] = [new S3Client(clientConfig), new AthenaClient(clientConfig)];

await ensureBucket(s3, { bucket });
const report = await transform(orders, ORDERS, s3Sink(s3, { bucket, prefix }), {
  sourceId: "shop",
});
console.log(`${report.rowsIn} orders in, ${report.rowsWritten} written`);
for (const { line, issues } of report.rejections)
  for (const { message } of issues) console.log(`line ${line}: ${message}`);

await runQuery(athena, { sql: `CREATE DATABASE IF NOT EXISTS ${database}`, ...place });
const create = buildCreateTable(orders, { location: `s3://${bucket}/${prefix}` });
await runQuery(athena, { ...create, database, ...place });

// A row for each item: its fields are columns.
const sql = `SELECT sku, sum(quantity) AS sold, sum(quantity * price) AS revenue
  FROM orders CROSS JOIN UNNEST(items) AS item (sku, quantity, price)
  WHERE year = 2025 GROUP BY sku ORDER BY revenue DESC`;
for await (const { sku, sold, revenue } of query(athena, { sql, database, ...place }))
  console.log(`${String(sku)}: ${String(sold)} sold for ${String(revenue)}`);

// Nested columns are selected as JSON and come back as the contract has them.
const select = `SELECT ${selectColumns(orders)} FROM orders WHERE year = 2025 ORDER BY order_id`;
for await (const order of query(athena, { sql: select, schema: orders, database, ...place })) {
  const { order_id, customer, items, labels } = order;
  const prices = items.map(({ price }) => price).join(", ");
  console.log(`${order_id}: ${customer.name} by ${labels?.["channel"] ?? "phone"}, ${prices}`);
}

for (const client of [s3, athena]) client.destroy();
await cloud?.close();

/** Whoever runs this may do what it does, and nothing else. */
function clientOf(local: LocalCloud) {
  const { accountId, region } = local;
  const { workGroup, outputLocation } = place;
  const results = { workGroup, ...(outputLocation !== undefined && { outputLocation }) };
  const table = { bucket, prefix, database, table: orders.name };
  const policy = buildPolicy({
    operations: [
      { operation: "ensureBucket", bucket },
      { operation: "s3Sink", bucket, prefix },
      { operation: "ensureDatabase", database },
      { operation: "runQuery", ...table, ...results, cases: ["ddl"] },
      { operation: "query", ...table, ...results, cases: ["registeredPartitions"] },
    ],
    accountId,
    region,
  });
  return local.putUser("example", { policies: { policy } }).clientConfig;
}
