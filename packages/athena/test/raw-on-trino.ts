import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, fileColumns, partitionColumns } from "@cloudapi/core";
import { quoteIdentifier, quoteLiteral } from "@cloudapi/core/sql";
import { rejectedRows } from "@cloudapi/transform";
import { runOnTrino, type TrinoResult } from "../../../scripts/lib/run-on-trino.ts";
import { trinoColumns } from "../../../scripts/lib/trino-columns.ts";
import { compileTrinoTransform } from "../src/index.ts";

/** What the transform in SQL made of a file on Trino's Hive connector, which has to have this machine's files in reach. */
export interface RawOutcome {
  readonly valid: TrinoResult;
  /** Each with its text and its codes. */
  readonly rejected: readonly { readonly raw: string; readonly codes: readonly string[] }[];
  /** Rows in, valid and rejected, as `count` has them. */
  readonly counts: readonly unknown[];
}

/** Run a compiled transform over one file of lines. */
export async function transformOnTrino(
  endpoint: string,
  dataset: Dataset,
  bytes: Uint8Array,
  limits: { readonly maxRecordBytes?: number } = {},
): Promise<RawOutcome> {
  const run = (sql: string) => runOnTrino(endpoint, { sql, parameters: [] }, "hive");
  const id = crypto.randomUUID().replaceAll("-", "_");
  const [raw, into, rejected] = [`raw_${id}`, `into_${id}`, `rejected_${id}`];
  const folder = await mkdtemp(join(tmpdir(), "raw-lines-"));
  try {
    await writeFile(join(folder, "lines.ndjson"), bytes);
    await run("CREATE SCHEMA IF NOT EXISTS hive.default");
    await run(
      `CREATE TABLE ${raw} (line varchar, rest varchar) WITH (format = 'TEXTFILE', external_location = ${quoteLiteral(`file://${folder}`)})`,
    );
    for (const [table, contract] of [
      [into, dataset],
      [rejected, rejectedRows],
    ] as const)
      await run(createTable(table, contract));
    const compiled = compileTrinoTransform(dataset, {
      raw: { table: raw },
      into: { table: into },
      rejected: { table: rejected },
      runId: "run-1",
      ...limits,
    });
    await run(compiled.insertValid.sql);
    await run(compiled.insertRejected.sql);
    const names = dataset.columns.map(({ name }) => quoteIdentifier(name.toLowerCase())).join(", ");
    const valid = await run(`SELECT ${names} FROM ${into}`);
    const bad = await run(
      `SELECT raw, CAST(transform(issues, i -> i.code) AS json) FROM ${rejected} WHERE run = 'run-1'`,
    );
    const [counts = []] = (await run(compiled.count.sql)).rows;
    return { valid, rejected: bad.rows.map(readRejected), counts };
  } finally {
    for (const table of [raw, into, rejected]) await run(`DROP TABLE IF EXISTS ${table}`);
    await rm(folder, { recursive: true });
  }
}

function createTable(table: string, dataset: Dataset): string {
  const keys = partitionColumns(dataset);
  const columns = trinoColumns([...fileColumns(dataset), ...keys]);
  const names = keys.map(({ name }) => quoteLiteral(name)).join(", ");
  const partitions = keys.length === 0 ? "" : `, partitioned_by = ARRAY[${names}]`;
  return `CREATE TABLE ${table} (${columns}) WITH (format = 'PARQUET'${partitions})`;
}

function readRejected(row: readonly unknown[]): RawOutcome["rejected"][number] {
  return { raw: String(row[0]), codes: JSON.parse(String(row[1])) as string[] };
}
