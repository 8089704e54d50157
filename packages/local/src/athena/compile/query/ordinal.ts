import type { Expression } from "@cloudapi/athena/internal/analysis";
import { TrinoError } from "@cloudapi/athena/internal/analysis";

/** `ORDER BY 2`, `GROUP BY 1`: a place in the select list, counted from 1. */
export function ordinalOf(node: Expression, count: number, clause: string): number | undefined {
  if (node.kind !== "number" || node.form !== "integer") return undefined;
  const ordinal = Number(node.text);
  if (ordinal >= 1 && ordinal <= count) return ordinal;
  throw new TrinoError(
    "INVALID_COLUMN_REFERENCE",
    `${clause} position ${node.text} is not in select list`,
    node.at,
  );
}
