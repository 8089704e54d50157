import { TrinoError, VARCHAR } from "@cloudapi/athena/internal/analysis";
import type { DuckDBConnection } from "@duckdb/node-api";
import { NULL_PARTITION } from "../../scan/partitions/partition-value.ts";
import { castSql } from "../../types/cast-sql.ts";
import { duckString } from "../../types/duck.ts";
import type { WrittenColumn } from "./hive-columns.ts";
import { checkPartitionText } from "./partition-text.ts";

/** Rows to write: DuckDB SQL whose columns c0, c1, ... are these. */
export interface Rows {
  readonly sql: string;
  /** The table's columns first, then those it is partitioned by. */
  readonly columns: readonly WrittenColumn[];
  /** How many columns, at the end, the files are partitioned by. */
  readonly keys: number;
}

/** Rows that go into files of one partition: a query, and the values of its keys as texts. */
export interface StagedPartition {
  readonly values: readonly string[];
  readonly sql: string;
}

const MOST_PARTITIONS = 100;
const STAGED = "rows_to_write";

/**
 * Take rows apart by their partitions. What isn't partitioned stays a query, of which no row is in memory before it is
 * written.
 *
 * @throws {TrinoError} HIVE_TOO_MANY_OPEN_PARTITIONS where there are more than 100
 */
export async function stageRows(
  rows: Rows,
  connection: DuckDBConnection,
): Promise<StagedPartition[]> {
  const data = rows.columns.length - rows.keys;
  const written = rows.columns.slice(0, data).map((_, i) => `c${i}`);
  if (rows.keys === 0)
    return [{ values: [], sql: `SELECT ${written.join(", ")} FROM (${rows.sql})` }];
  const keys = rows.columns
    .slice(data)
    .map(({ type }, i) => `${keyText(`c${data + i}`, type)} AS k${i}`);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${STAGED} AS SELECT ${[...written, ...keys].join(", ")} FROM (${rows.sql})`,
  );
  const names = keys.map((_, i) => `k${i}`).join(", ");
  const found = await connection.runAndReadAll(
    `SELECT ${names} FROM ${STAGED} GROUP BY ALL ORDER BY ALL LIMIT ${MOST_PARTITIONS + 1}`,
  );
  const partitions = found.getRows().map((row) => row.map(String));
  for (const value of partitions.flat()) checkPartitionText(value);
  if (partitions.length > MOST_PARTITIONS)
    throw new TrinoError(
      "HIVE_TOO_MANY_OPEN_PARTITIONS",
      `Exceeded limit of ${MOST_PARTITIONS} open writers for partitions/buckets`,
    );
  return partitions.map((values) => ({
    values,
    sql: `SELECT ${written.join(", ")} FROM ${STAGED} WHERE ${values.map((value, i) => `k${i} = ${duckString(value)}`).join(" AND ")}`,
  }));
}

/** An empty text has no folder of its own: Hive puts it where nulls are, and so it is read as one. */
function keyText(sql: string, type: WrittenColumn["type"]): string {
  return `coalesce(nullif(${castSql(sql, type, VARCHAR)}, ''), ${duckString(NULL_PARTITION)})`;
}
