import { query, withDuckDb } from "./duckdb.ts";

/** How two tables of Parquet files, partitioned in the way of Hive, differ. */
export interface TableDifference {
  /** Rows of the first. */
  readonly rows: number;
  /** Rows that only the first has, and only the other. */
  readonly missing: number;
  readonly added: number;
}

/** Compare tables in folders of this machine by DuckDB, partition columns as texts. */
export async function compareTables(one: string, other: string): Promise<TableDifference> {
  return withDuckDb(async (connection) => {
    // A map has no order.
    const columns = (await query(connection, `DESCRIBE ${rowsOf(one)}`))
      .map(({ column_name: name, column_type: type }) => {
        const column = `"${String(name)}"`;
        return String(type).startsWith("MAP") ? `list_sort(map_entries(${column}))` : column;
      })
      .join();
    const [first, second] = [one, other].map((at) => `SELECT ${columns} FROM ${rowsOf(at)}`);
    const [found] = await query(
      connection,
      `SELECT (SELECT count(*) FROM (${first}))::INT AS rows,
        (SELECT count(*) FROM (${first} EXCEPT ALL ${second}))::INT AS missing,
        (SELECT count(*) FROM (${second} EXCEPT ALL ${first}))::INT AS added`,
    );
    return found as unknown as TableDifference;
  });
}

/** A table in a folder, as it stands in SQL. */
export function rowsOf(folder: string): string {
  return `(SELECT * FROM read_parquet('${folder}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false))`;
}
