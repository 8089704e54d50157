import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Dataset, fileColumns, partitionColumns } from "@cloudapi/core";
import { quoteIdentifier, quoteLiteral } from "@cloudapi/core/sql";
import { rejectedRows } from "@cloudapi/transform";
import { runOnTrino, type TrinoResult } from "../../../scripts/lib/run-on-trino.ts";
import { trinoColumns } from "../../../scripts/lib/trino-columns.ts";
import { compileTrinoTransform } from "../src/index.ts";

/** What the transform in SQL made of a file on Trino's Hive connector, which has to have this machine's files in reach. */
export interface RawOutcome {
  /** The columns of the valid rows, in the order of the contract. */
  readonly valid: TrinoResult;
  /** Each with its text, its bytes where that is not UTF-8, and its codes. */
  readonly rejected: readonly RejectedLine[];
  /** Rows in, valid and rejected, as `count` has them. */
  readonly counts: readonly unknown[];
}

/** A rejected line, as the table of rejected rows has it. */
export interface RejectedLine {
  readonly raw: string;
  readonly rawBase64: string | null;
  readonly codes: readonly string[];
}

/** What a transform is told beside its tables. */
type Limits = { readonly maxRecordBytes?: number };

/** Run a compiled transform over one file of lines. */
export async function transformOnTrino(
  endpoint: string,
  dataset: Dataset,
  bytes: Uint8Array,
  limits: Limits = {},
): Promise<RawOutcome> {
  const folder = await mkdtemp(join(tmpdir(), "raw-lines-"));
  const names = dataset.columns.map(({ name }) => quoteIdentifier(name.toLowerCase())).join(", ");
  try {
    await writeFile(join(folder, "lines.ndjson"), bytes);
    return await withTrinoRows({ endpoint, dataset, folder, limits }, async (rows) => ({
      valid: await rows.run(`SELECT ${names} FROM ${rows.into}`),
      rejected: await rows.rejected(),
      counts: rows.counts,
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The tables of a transform that has run. */
export interface TrinoRows {
  readonly run: (sql: string) => Promise<TrinoResult>;
  /** The table of valid rows. */
  readonly into: string;
  /** A pattern of its files on this machine: their names begin with a date. */
  readonly filesOfRows: () => Promise<string>;
  readonly rejected: () => Promise<readonly RejectedLine[]>;
  readonly counts: readonly unknown[];
}

/** Run a compiled transform over the files of a folder, and use its tables, which are gone then. */
export async function withTrinoRows<T>(
  { endpoint, dataset, folder, limits }: RawFiles,
  use: (rows: TrinoRows) => Promise<T>,
): Promise<T> {
  const run = (sql: string) => runOnTrino(endpoint, { sql, parameters: [] }, "hive");
  const id = crypto.randomUUID().replaceAll("-", "_");
  const [raw, into, rejected] = [`raw_${id}`, `into_${id}`, `rejected_${id}`];
  try {
    await run("CREATE SCHEMA IF NOT EXISTS hive.default");
    await run(
      `CREATE TABLE ${raw} (line varchar) WITH (format = 'TEXTFILE', textfile_field_separator = U&'\\000A', external_location = ${quoteLiteral(`file://${folder}`)})`,
    );
    await run(createTable(into, dataset));
    await run(createTable(rejected, rejectedRows));
    const compiled = compileTrinoTransform(dataset, {
      raw: { table: raw },
      into: { table: into },
      rejected: { table: rejected },
      runId: "run-1",
      ...limits,
    });
    await run(compiled.insertValid.sql);
    await run(compiled.insertRejected.sql);
    const [counts = []] = (await run(compiled.count.sql)).rows;
    const readLines = `SELECT raw, raw_base64, CAST(transform(issues, i -> i.code) AS json) FROM ${rejected} WHERE run = 'run-1'`;
    return await use({
      run,
      into,
      counts,
      filesOfRows: async () => {
        const [path] = (await run(`SELECT "$path" FROM ${into} LIMIT 1`)).rows;
        const [place] = String(path).split(into);
        return fileURLToPath(`file://${String(place).replace(/^file:\/*/, "/")}${into}/**/2*`);
      },
      rejected: async () => (await run(readLines)).rows.map(readRejected),
    });
  } finally {
    for (const table of [raw, into, rejected]) await run(`DROP TABLE IF EXISTS ${table}`);
  }
}

/** The raw files of a contract on this machine, and the Trino that reads them. */
export interface RawFiles {
  readonly endpoint: string;
  readonly dataset: Dataset;
  readonly folder: string;
  readonly limits?: Limits | undefined;
}

function createTable(table: string, dataset: Dataset): string {
  const keys = partitionColumns(dataset);
  const columns = trinoColumns([...fileColumns(dataset), ...keys]);
  const names = keys.map(({ name }) => quoteLiteral(name)).join(", ");
  const partitions = keys.length === 0 ? "" : `, partitioned_by = ARRAY[${names}]`;
  return `CREATE TABLE ${table} (${columns}) WITH (format = 'PARQUET'${partitions})`;
}

function readRejected(row: readonly unknown[]): RejectedLine {
  const [raw, rawBase64, codes] = row as [string, string | null, string];
  return { raw, rawBase64, codes: JSON.parse(codes) as string[] };
}
