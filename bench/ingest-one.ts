import { parseArgs } from "node:util";
import { ingest, ndjsonTarget, parquetTarget } from "@cloudapi/ingest";
import { mongoSource } from "@cloudapi/ingest/mongo";
import { mySqlSource } from "@cloudapi/ingest/mysql";
import { postgresSource } from "@cloudapi/ingest/postgres";
import { folderSink } from "@cloudapi/transform";
import { cpuMs } from "./lib/cpu-ms.ts";
import {
  BENCH_TABLE,
  type DatabaseKind,
  mongoDatabase,
  mysqlPool,
  postgresPool,
} from "./lib/ingest-table.ts";
import { peakRssMiB } from "./lib/peak-rss-mib.ts";

/** One reading of the table: the driver's own stream, each row let go (`raw`), or a load into a folder. */
const { values } = parseArgs({
  options: {
    database: { type: "string" },
    url: { type: "string" },
    what: { type: "string" },
    rows: { type: "string" },
    out: { type: "string" },
  },
});
const { url = "", what = "raw" } = values;
const database = values.database as DatabaseKind;
const startedMs = performance.now();
const startedCpuMs = cpuMs();
const rows = what === "raw" ? await readRaw() : await load();
if (rows !== Number(values.rows))
  throw new Error(`${database} ${what}: ${rows} rows, not ${values.rows}`);
console.log(
  JSON.stringify({
    durationMs: Math.round(performance.now() - startedMs),
    cpuMs: cpuMs() - startedCpuMs,
    peakRssMiB: peakRssMiB(),
  }),
);

function readRaw(): Promise<number> {
  return { postgres: rawPostgres, mysql: rawMysql, mongo: rawMongo }[database]();
}

/** As pg-cursor does it, with the driver's own types. */
async function rawPostgres(): Promise<number> {
  const pool = postgresPool(url);
  const client = await pool.connect();
  await client.query("BEGIN READ ONLY");
  await client.query(`DECLARE raw NO SCROLL CURSOR FOR SELECT * FROM ${BENCH_TABLE}`);
  let count = 0;
  for (;;) {
    const { rows: batch } = await client.query("FETCH FORWARD 1000 FROM raw");
    if (batch.length === 0) break;
    count += batch.length;
  }
  client.release();
  await pool.end();
  return count;
}

async function rawMysql(): Promise<number> {
  const pool = mysqlPool(url);
  const stream = pool.pool.query(`SELECT * FROM ${BENCH_TABLE}`).stream();
  let count = 0;
  for await (const _ of stream) count++;
  await pool.end();
  return count;
}

async function rawMongo(): Promise<number> {
  const { client, db } = await mongoDatabase(url);
  let count = 0;
  for await (const _ of db.collection(BENCH_TABLE).find()) count++;
  await client.close();
  return count;
}

async function load(): Promise<number> {
  const { source, close } = await openSource();
  const sink = folderSink(values.out ?? "");
  const target = what === "ndjson" ? ndjsonTarget(sink) : parquetTarget(sink);
  const report = await ingest({ source, target, tables: [BENCH_TABLE] });
  await close();
  const failed = report.tables.find(({ status }) => status === "failed");
  if (failed !== undefined) throw new Error(JSON.stringify(failed));
  return report.rowsWritten;
}

async function openSource() {
  if (database === "postgres") {
    const pool = postgresPool(url);
    return { source: postgresSource(pool), close: () => pool.end() };
  }
  if (database === "mysql") {
    const pool = mysqlPool(url);
    return { source: mySqlSource(pool), close: () => pool.end() };
  }
  const { client, db } = await mongoDatabase(url);
  return { source: mongoSource(db), close: () => client.close() };
}
