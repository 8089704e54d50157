import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { cpuMs } from "./lib/cpu-ms.ts";

/**
 * The job of bench/transform.ts by DuckDB on one thread, as its own SQL does it best: columns with types, rows that
 * do not fit left out. It keeps no rejected rows and says not why: `node bench/transform-duckdb.ts --input FILE`.
 */
const { values } = parseArgs({ options: { input: { type: "string" }, out: { type: "string" } } });
if (values.input === undefined)
  throw new Error("transform-duckdb: --input FILE is needed; bench/generate.ts makes one.");
const out = values.out ?? (await mkdtemp(join(tmpdir(), "bench-")));
const started = performance.now();
const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
const result = await connection.run(copyOf(values.input, out));
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

function copyOf(input: string, folder: string): string {
  const columns = `columns = {timestamp: 'TIMESTAMP', endpoint: 'VARCHAR', method: 'VARCHAR', status_code: 'INTEGER',
    response_time_ms: 'DOUBLE', user_id: 'VARCHAR', ip_address: 'VARCHAR'}`;
  const rows = input.endsWith(".csv")
    ? `read_csv(${literal(input)}, header = true, ignore_errors = true, ${columns})`
    : `read_json(${literal(input)}, format = 'newline_delimited', ignore_errors = true, ${columns})`;
  return `COPY (
    SELECT *, year(timestamp) AS year, month(timestamp) AS month, day(timestamp) AS day FROM ${rows}
    WHERE endpoint LIKE '/%' AND status_code BETWEEN 100 AND 599 AND (response_time_ms IS NULL OR response_time_ms >= 0)
  ) TO ${literal(folder)} (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (year, month, day), OVERWRITE_OR_IGNORE true)`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
