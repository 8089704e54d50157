import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const LF = 10;

/** Rows of each dataset, as a text that is another when any value is. */
const VALUES = {
  logs: `concat_ws('|', epoch_ms(timestamp), endpoint, coalesce(method, '-'), status_code,
    coalesce(round(response_time_ms * 1000)::BIGINT::VARCHAR, '-'), coalesce(user_id, '-'), coalesce(ip_address, '-'))`,
  orders:
    "concat_ws('|', order_id, epoch_ms(ordered_at), customer, items, total, map_entries(tags))",
  readings: "concat_ws('|', epoch_ms(read_at), row(*COLUMNS(* EXCLUDE (read_at))))",
  visits: `concat_ws('|', epoch_ms(visited_at), visit_id, session_id, page_url, coalesce(referrer_url, '-'),
    coalesce(email, '-'))`,
} as const;

/** What DuckDB reads in the Parquet files of a folder: two folders of the same rows have the same, in whatever order. */
export async function fingerprint(
  folder: string,
  data: keyof typeof VALUES,
): Promise<{ readonly rows: number; readonly sum: string }> {
  if (globSync("**/*.parquet", { cwd: folder }).length === 0) return { rows: 0, sum: "0" };
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const files = join(folder, "**/*.parquet").replaceAll("'", "''");
    const result = await connection.run(
      `SELECT count(*)::DOUBLE, coalesce(sum(hash(${VALUES[data]})), 0)::VARCHAR
       FROM read_parquet('${files}', hive_partitioning = false)`,
    );
    const [row] = await result.getRowsJS();
    return { rows: Number(row?.[0]), sum: row?.[1] as string };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Lines of the JSON Lines in a folder, which are the rejected rows. */
export function rejectedRows(folder: string): number {
  return globSync("**/*.ndjson", { cwd: folder })
    .map((path) => readFileSync(join(folder, path)).filter((byte) => byte === LF).length)
    .reduce((sum, lines) => sum + lines, 0);
}
