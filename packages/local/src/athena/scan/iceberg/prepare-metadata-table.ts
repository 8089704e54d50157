import type { DuckDBConnection } from "@duckdb/node-api";
import type { IcebergSource } from "../../catalog/iceberg-source.ts";
import { scanColumns } from "../../compile/query/compile-table.ts";
import type { Scan } from "../../compile/scope/compilation.ts";
import { metadataRows } from "../../iceberg/metadata-tables/metadata-tables.ts";
import { duckType } from "../../types/duck.ts";

/** Rows that one statement inserts. */
const BATCH = 500;

/** Make the relation of a metadata table. */
export async function prepareMetadataTable(
  scan: Scan,
  source: IcebergSource,
  { connection, signal }: { readonly connection: DuckDBConnection; readonly signal: AbortSignal },
): Promise<void> {
  const columns = scanColumns(scan.table).map(({ type }, i) => `c${i} ${duckType(type)}`);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE ${scan.relation} (one INTEGER, ${columns.join(", ")})`,
  );
  const rows = await metadataRows(source, signal);
  for (let at = 0; at < rows.length; at += BATCH) {
    const lines = rows.slice(at, at + BATCH).map((row) => `(1, ${row.join(", ")})`);
    await connection.run(`INSERT INTO ${scan.relation} VALUES ${lines.join(", ")}`);
  }
}
