import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Dataset, fileColumns, partitionColumns } from "@cloudapi/core";
import type { QuarantineRecord } from "@cloudapi/transform";
import { query, withDuckDb } from "../../transform/test/support/duckdb.ts";
import type { RejectedLine } from "./raw-on-trino.ts";

/** How the valid rows of two engines differ. */
export interface Difference {
  readonly rows: number;
  readonly missing: number;
  readonly added: number;
}

/** Compare the Parquet files of our table in a folder with those of a pattern by DuckDB; the folders of their partitions may spell numbers in two ways. */
export async function compareRows(
  dataset: Dataset,
  ours: string,
  theirs: string,
): Promise<Difference> {
  const columns = [
    ...fileColumns(dataset).map(({ name, type }) =>
      type.kind === "map" ? `list_sort(map_entries("${name}"))` : `"${name}"`,
    ),
    ...partitionColumns(dataset).map(({ name, type }) =>
      type.kind === "string" ? `"${name}"` : `CAST("${name}" AS INT)`,
    ),
  ];
  const [one, other] = [`${ours}/**/*.parquet`, theirs].map(
    (files) =>
      `SELECT ${columns.join()} FROM read_parquet('${files}', hive_partitioning = true, hive_types_autocast = false)`,
  );
  const sql = `SELECT (SELECT count(*) FROM (${one}))::INT AS rows,
    (SELECT count(*) FROM (${one} EXCEPT ALL ${other}))::INT AS missing,
    (SELECT count(*) FROM (${other} EXCEPT ALL ${one}))::INT AS added`;
  return withDuckDb(
    async (connection) => (await query(connection, sql))[0] as unknown as Difference,
  );
}

/** Rejected lines of the engine's quarantine files in a folder. */
export async function quarantineIn(folder: string): Promise<RejectedLine[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) =>
    /_quarantine.*\.ndjson$/.test(name),
  );
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.flatMap((text) =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => {
        const { raw, rawBase64 = null, issues } = JSON.parse(line) as QuarantineRecord;
        return { raw: raw ?? "", rawBase64, codes: issues.map(({ code }) => code) };
      }),
  );
}

/** What only one of two has of rejected lines, by their bytes and codes: up to ten of each, and how many there are. */
export function compareRejected(
  ours: readonly RejectedLine[],
  theirs: readonly RejectedLine[],
): {
  readonly rows: number;
  readonly missing: readonly string[];
  readonly added: readonly string[];
} {
  const counts = new Map<string, number>();
  for (const each of ours) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  for (const each of theirs) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) - 1);
  const left = [...counts];
  return {
    rows: ours.length,
    missing: left.filter(([, count]) => count > 0).map(([key]) => key),
    added: left.filter(([, count]) => count < 0).map(([key]) => key),
  };
}

function keyOf({ raw, rawBase64, codes }: RejectedLine): string {
  return JSON.stringify([rawBase64 ?? raw, codes]);
}
