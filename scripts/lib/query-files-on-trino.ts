import type { DataType } from "@cloudapi/core";
import { quoteIdentifier, quoteLiteral } from "@cloudapi/core/sql";
import { runOnTrino, type TrinoResult } from "./run-on-trino.ts";
import { trinoColumns } from "./trino-columns.ts";

/** Parquet files below a folder, and what a table over them has. */
export interface TrinoFolder {
  readonly folder: string;
  readonly columns: readonly { readonly name: string; readonly type: DataType }[];
  /** Which of them partition the rows, last of all; found by the names of folders (`day=15`). */
  readonly partitionedBy?: readonly string[];
}

/** What queries give on a table of Trino's Hive connector, which has to have the folder in reach. */
export async function queryFilesOnTrino(
  endpoint: string,
  { folder, columns, partitionedBy = [] }: TrinoFolder,
  queries: readonly ((table: string) => string)[],
): Promise<TrinoResult[]> {
  const run = (sql: string) => runOnTrino(endpoint, { sql, parameters: [] }, "hive");
  const table = quoteIdentifier(`files_${crypto.randomUUID().replaceAll("-", "_")}`);
  const isPartitioned = partitionedBy.length > 0;
  const keys = partitionedBy.map((name) => quoteLiteral(name)).join(", ");
  await run("CREATE SCHEMA IF NOT EXISTS hive.default");
  await run(
    `CREATE TABLE ${table} (${trinoColumns(columns)}) WITH (format = 'PARQUET', external_location = ${quoteLiteral(`file://${folder}`)}${isPartitioned ? `, partitioned_by = ARRAY[${keys}]` : ""})`,
  );
  try {
    if (isPartitioned)
      await run(
        `CALL system.sync_partition_metadata('default', ${table.replaceAll('"', "'")}, 'ADD')`,
      );
    const results: TrinoResult[] = [];
    for (const query of queries) results.push(await run(query(table)));
    return results;
  } finally {
    await run(`DROP TABLE ${table}`);
  }
}
