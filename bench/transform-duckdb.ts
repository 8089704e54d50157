import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Dataset, typeLaw } from "@cloudapi/core";
import { DuckDBInstance } from "@duckdb/node-api";
import { cpuMs } from "./lib/cpu-ms.ts";
import { BENCH_DATASETS } from "./lib/datasets.ts";
import { peakRssMiB } from "./lib/peak-rss-mib.ts";

/**
 * The job of bench/transform.ts by DuckDB, as its own SQL does it best: columns with types, rows that
 * do not fit left out: `node bench/transform-duckdb.ts --input FILE`. With `--rejects` it keeps those as well, as their
 * JSON and without saying what is wrong with them. The files of a folder are read one after the other, with `--glob` all at once.
 */
const { values } = parseArgs({
  options: {
    input: { type: "string" },
    out: { type: "string" },
    data: { type: "string", default: "logs" },
    rejects: { type: "boolean", default: false },
    glob: { type: "boolean", default: false },
    threads: { type: "string", default: "1" },
  },
});
if (values.input === undefined)
  throw new Error("transform-duckdb: --input FILE is needed; bench/generate.ts makes one.");
const out = values.out ?? (await mkdtemp(join(tmpdir(), "bench-")));
const inputs = await inputsOf(values.input);
// Files of one partition have names of their own where there are several inputs.
const PARTITIONED = `(FORMAT parquet, COMPRESSION snappy, PARTITION_BY (year, month, day), ${
  inputs.length > 1 ? "APPEND true, FILENAME_PATTERN 'data_{uuid}'" : "OVERWRITE_OR_IGNORE true"
})`;
const FITS = `endpoint LIKE '/%' AND status_code BETWEEN 100 AND 599
      AND (response_time_ms IS NULL OR response_time_ms >= 0)`;
const started = performance.now();
const instance = await DuckDBInstance.create(":memory:", { threads: values.threads });
const connection = await instance.connect();
let rowsWritten = 0;
for (const input of inputs) {
  const result = await connection.run(statementsOf(input, out));
  rowsWritten += Number((await result.getRowsJS())[0]?.[0]);
}
console.log(
  JSON.stringify({
    rowsWritten,
    durationMs: Math.round(performance.now() - started),
    cpuMs: cpuMs(),
    peakRssMiB: peakRssMiB(),
  }),
);
connection.closeSync();
instance.closeSync();
if (values.out === undefined) await rm(out, { recursive: true });

/** The files of a folder, or one pattern for them; a file is itself. */
async function inputsOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const names = (await readdir(path)).sort();
  const isCsv = names[0]?.endsWith(".csv") === true;
  return (values.glob ? [`*.${isCsv ? "csv" : "ndjson"}`] : names).map((name) => join(path, name));
}

function statementsOf(input: string, folder: string): string {
  const { data } = values;
  if (data === "orders" || data === "visits" || data === "readings")
    return copyOfAll(BENCH_DATASETS[data](), input, folder);
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

/** What does not fit is not looked for, which is to DuckDB's advantage. */
function copyOfAll({ columns: all, eventTime }: Dataset, input: string, folder: string): string {
  const columns = all.map(({ name, type }) => `${name}: ${literal(typeLaw(type).duckdb)}`);
  return `COPY (
    SELECT *, year(${eventTime}) AS year, month(${eventTime}) AS month, day(${eventTime}) AS day
    FROM read_json(${literal(input)}, format = 'newline_delimited', columns = {${columns.join(", ")}})
  ) TO ${literal(folder)} ${PARTITIONED}`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
