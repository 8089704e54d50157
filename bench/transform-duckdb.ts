import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { typeLaw } from "@cloudapi/core";
import { DuckDBInstance } from "@duckdb/node-api";
import { cpuMs } from "./lib/cpu-ms.ts";
import { orders } from "./lib/orders.ts";

/**
 * The job of bench/transform.ts by DuckDB on one thread, as its own SQL does it best: columns with types, rows that
 * do not fit left out: `node bench/transform-duckdb.ts --input FILE`. With `--rejects` it keeps those as well, as their
 * JSON and without saying what is wrong with them.
 */
const { values } = parseArgs({
  options: {
    input: { type: "string" },
    out: { type: "string" },
    data: { type: "string", default: "logs" },
    rejects: { type: "boolean", default: false },
  },
});
if (values.input === undefined)
  throw new Error("transform-duckdb: --input FILE is needed; bench/generate.ts makes one.");
const out = values.out ?? (await mkdtemp(join(tmpdir(), "bench-")));
const PARTITIONED =
  "(FORMAT parquet, COMPRESSION snappy, PARTITION_BY (year, month, day), OVERWRITE_OR_IGNORE true)";
const FITS = `endpoint LIKE '/%' AND status_code BETWEEN 100 AND 599
      AND (response_time_ms IS NULL OR response_time_ms >= 0)`;
const started = performance.now();
const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
const result = await connection.run(statementsOf(values.input, out));
console.log(
  JSON.stringify({
    rowsWritten: Number((await result.getRowsJS())[0]?.[0]),
    durationMs: Math.round(performance.now() - started),
    cpuMs: cpuMs(),
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
connection.closeSync();
instance.closeSync();
if (values.out === undefined) await rm(out, { recursive: true });

function statementsOf(input: string, folder: string): string {
  if (values.data === "orders") return copyOfOrders(input, folder);
  return values.rejects ? copyWithRejects(input, folder) : copyOf(input, folder);
}

function copyOf(input: string, folder: string): string {
  const columns = `columns = {timestamp: 'TIMESTAMP', endpoint: 'VARCHAR', method: 'VARCHAR', status_code: 'INTEGER',
    response_time_ms: 'DOUBLE', user_id: 'VARCHAR', ip_address: 'VARCHAR'}`;
  const rows = input.endsWith(".csv")
    ? `read_csv(${literal(input)}, header = true, ignore_errors = true, ${columns})`
    : `read_json(${literal(input)}, format = 'newline_delimited', ignore_errors = true, ${columns})`;
  return `COPY (
    SELECT *, year(timestamp) AS year, month(timestamp) AS month, day(timestamp) AS day FROM ${rows}
    WHERE ${FITS}
  ) TO ${literal(folder)} ${PARTITIONED}`;
}

/** Every line is parsed once, into a table from which both are written. */
function copyWithRejects(input: string, folder: string): string {
  const shape = `{"timestamp": "TIMESTAMP", "endpoint": "VARCHAR", "method": "VARCHAR", "status_code": "INTEGER",
    "response_time_ms": "DOUBLE", "user_id": "VARCHAR", "ip_address": "VARCHAR"}`;
  return `CREATE TABLE lines AS SELECT json, unnest(json_transform(json, ${literal(shape)}))
      FROM read_ndjson_objects(${literal(input)}, ignore_errors = true);
    COPY (SELECT json FROM lines WHERE (${FITS}) IS NOT TRUE OR timestamp IS NULL)
      TO ${literal(`${folder}/rejected.ndjson`)} (FORMAT csv, HEADER false);
    COPY (
      SELECT * EXCLUDE (json), year(timestamp) AS year, month(timestamp) AS month, day(timestamp) AS day FROM lines
      WHERE ${FITS} AND timestamp IS NOT NULL
    ) TO ${literal(folder)} ${PARTITIONED}`;
}

/** Items of no quantity are not looked for, which is to DuckDB's advantage. */
function copyOfOrders(input: string, folder: string): string {
  const columns = orders.columns.map(
    ({ name, type }) => `${name}: ${literal(typeLaw(type).duckdb)}`,
  );
  return `COPY (
    SELECT *, year(ordered_at) AS year, month(ordered_at) AS month, day(ordered_at) AS day
    FROM read_json(${literal(input)}, format = 'newline_delimited', columns = {${columns.join(", ")}})
  ) TO ${literal(folder)} ${PARTITIONED}`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
