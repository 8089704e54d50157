import type { DuckDBConnection } from "@duckdb/node-api";
import type { PruningPredicate, Scan } from "../../compile/scope/compilation.ts";
import { parseHiveType } from "../../types/hive-type.ts";
import { partitionValueSql } from "./partition-value.ts";

/**
 * The partitions that the scan's predicates leave over. A predicate that can't be evaluated here
 * (it fails on some value) keeps everything: it runs over the rows anyway.
 */
export async function prunePartitions<P extends { readonly values: readonly string[] }>(
  scan: Scan,
  partitions: readonly P[],
  connection: DuckDBConnection,
): Promise<P[]> {
  let kept = [...partitions];
  for (const predicate of scan.pruning) {
    if (kept.length === 0) return kept;
    kept = await apply(predicate, scan, kept, connection);
  }
  return kept;
}

async function apply<P extends { readonly values: readonly string[] }>(
  predicate: PruningPredicate,
  scan: Scan,
  partitions: readonly P[],
  connection: DuckDBConnection,
): Promise<P[]> {
  const keys = scan.table.partitionKeys;
  const used = [...new Set(predicate.columns.map((column) => column.column))];
  const rows = partitions.map(
    (partition, i) =>
      `(${[
        i,
        ...used.map((name) => {
          const index = keys.findIndex((key) => key.name === name);
          const key = keys[index];
          return partitionValueSql(
            partition.values[index] ?? "",
            name,
            key?.type ?? parseHiveType("string") ?? { kind: "unknown" },
          );
        }),
      ].join(", ")})`,
  );
  const aliases = [...new Set(predicate.columns.map((column) => column.alias))].map((alias) => {
    const items = predicate.columns
      .filter((column) => column.alias === alias)
      .map((column) => `p.k${used.indexOf(column.column)} AS ${column.name}`);
    return `, LATERAL (SELECT ${[...new Set(items)].join(", ")}) AS ${alias}`;
  });
  const names = ["i", ...used.map((_, i) => `k${i}`)].join(", ");
  try {
    const reader = await connection.runAndReadAll(
      `SELECT p.i FROM (VALUES ${rows.join(", ")}) AS p(${names})${aliases.join("")} WHERE ${predicate.sql}`,
    );
    return reader.getRows().flatMap(([index]) => partitions[Number(index)] ?? []);
  } catch {
    return [...partitions];
  }
}
