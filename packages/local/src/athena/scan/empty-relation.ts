import { scanColumns } from "../compile/query/compile-table.ts";
import type { Scan } from "../compile/scope/compilation.ts";
import { duckNull } from "../types/duck.ts";

/** A scan's relation without rows. */
export function emptyRelation(scan: Scan): string {
  const items = scanColumns(scan.table).map(({ type }, index) => `${duckNull(type)} AS c${index}`);
  return `CREATE OR REPLACE TEMP VIEW ${scan.relation} AS SELECT ${["1 AS one", ...items].join(", ")} WHERE FALSE`;
}
