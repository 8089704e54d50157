// A file that you don't know: propose a contract, write it as Parquet, ask it with SQL.
//   npx pnpm@12 exec node examples/11-your-file.ts FILE
// On the embedded cloud; with CLOUDAPI_TARGET=aws in your account, see docs/configuration.md.
import { AthenaClient } from "@aws-sdk/client-athena";
import { S3Client } from "@aws-sdk/client-s3";
import { buildCreateTable, query, runQuery, selectColumns } from "@cloudapi/athena";
import { loadConfig } from "@cloudapi/core";
import { quoteIdentifier } from "@cloudapi/core/sql";
import { buildPolicy } from "@cloudapi/iam";
import { type LocalCloud, startLocalCloud } from "@cloudapi/local";
import { inferDataset } from "@cloudapi/records";
import { ensureBucket } from "@cloudapi/s3";
import { fileSource, transform } from "@cloudapi/transform";
import { s3Sink } from "@cloudapi/transform/s3";

const SENSORS = `Station;Zeit;Temperatur;in Betrieb
Kiel;31.01.2025 10:00;3,5;ja
Kiel;31.01.2025 11:00;NA;ja
Ulm;01.02.2025 10:00;-1,25;nein
`;

const path = process.argv[2];
const open = () => (path === undefined ? SENSORS : fileSource(path));

const { code, dataset, options } = await inferDataset(open(), {
  ...(path === undefined && { dataset: "sensors" }),
});
console.log(code);

const config = loadConfig(process.env);
const bucket = config.processedBucket;
const prefix = `examples/${dataset.name}/`;
const database = config.athenaDatabase;
const place = { workGroup: config.athenaWorkGroup, outputLocation: config.athenaOutputLocation };

const cloud = config.target === "local" ? await startLocalCloud({ enforce: true }) : undefined;
const clientConfig = cloud ? clientOf(cloud) : { region: config.region };
const [s3, athena] = [new S3Client(clientConfig), new AthenaClient(clientConfig)];

await ensureBucket(s3, { bucket });
const report = await transform(dataset, open(), s3Sink(s3, { bucket, prefix }), options);
const { rowsIn, rowsWritten, rowsRejected, rejections } = report;
console.log(`${rowsIn} rows in, ${rowsWritten} written, ${rowsRejected} rejected`);
for (const { line, issues } of rejections.slice(0, 5))
  console.log(`line ${line}: ${issues[0]?.message ?? ""}`);

await runQuery(athena, { sql: `CREATE DATABASE IF NOT EXISTS ${database}`, ...place });
const create = buildCreateTable(dataset, { location: `s3://${bucket}/${prefix}` });
await runQuery(athena, { ...create, database, ...place });
// Rows as the contract has them; nested columns, too.
const sql = `SELECT ${selectColumns(dataset)} FROM ${quoteIdentifier(dataset.name)} LIMIT 5`;
const rows = query(athena, { sql, schema: dataset, database, ...place });
for await (const row of rows) console.log(row);

for (const client of [s3, athena]) client.destroy();
await cloud?.close();

/** Whoever runs this may do what it does, and nothing else. */
function clientOf(local: LocalCloud) {
  const { accountId, region } = local;
  const { workGroup, outputLocation } = place;
  const results = { workGroup, ...(outputLocation !== undefined && { outputLocation }) };
  const table = { bucket, prefix, database, table: dataset.name };
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
