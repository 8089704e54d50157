import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { holdsMap, isNested } from "@cloudapi/athena/internal/analysis";
import { fail } from "./fail.ts";

/** A value with the entries of all maps in it in one order, so that DuckDB tells equal ones equal. */
export function canonicalSql(sql: string, type: SqlType): string {
  if (!holdsMap(type)) return sql;
  switch (type.kind) {
    case "array":
      return `list_transform(${sql}, lambda e: ${canonicalSql("e", type.element)})`;
    case "row": {
      const fields = type.fields.map(
        (field, i) => `f${i} := ${canonicalSql(`(${sql}).f${i}`, field.type)}`,
      );
      return `(CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(", ")}) END)`;
    }
    case "map": {
      const value = canonicalSql("(e).value", type.value);
      const entries = `list_transform(map_entries(${sql}), lambda e: struct_pack(key := (e).key, value := ${value}))`;
      return `(CASE WHEN ${sql} IS NOT NULL THEN map_from_entries(list_sort(${entries})) END)`;
    }
    default:
      return sql;
  }
}

/** A value to sort by. As in Trino nothing is compared with a null inside; here it is refused wherever there is one. */
export function sortableSql(sql: string, type: SqlType): string {
  if (!isNested(type)) return sql;
  const what = type.kind === "row" ? "fields" : "arrays";
  const failed = fail(
    "NOT_SUPPORTED",
    `${type.kind === "row" ? "ROW" : "Array"} comparison not supported for ${what} with null elements`,
    type,
  );
  return `(CASE WHEN trino_holds_null(${sql}) THEN ${failed} ELSE ${sql} END)`;
}

/** The elements of a list at places that are counted from 1. */
export function elementsAt(list: string, places: string): string {
  return `list_transform(${places}, lambda i: ${list}[i])`;
}

/** A row of values in DuckDB SQL. */
export function rowOf(values: readonly string[]): string {
  return `struct_pack(${values.map((value, i) => `f${i} := ${value}`).join(", ")})`;
}
