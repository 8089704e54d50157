import type { Expression, SqlType } from "@cloudapi/athena/internal/analysis";
import {
  arrayType,
  BIGINT,
  formatType,
  INTEGER,
  TrinoError,
} from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { canCoerce } from "../../types/coerce-type.ts";
import { duckType } from "../../types/duck.ts";
import type { Env, Piece } from "../scope/compilation.ts";
import { meet } from "./compile-predicate.ts";

export function compileArray(node: Extract<Expression, { kind: "array" }>, env: Env): Piece {
  const values = node.values.map((value) => env.compilation.rules.expression(value, env));
  const element = meet(
    values,
    "All ARRAY elements must be the same type or coercible to a common type",
    node.at,
  );
  const items = values.map((value) => coerce(value, element)).join(", ");
  return { sql: `CAST([${items}] AS ${duckType(element)}[])`, type: arrayType(element) };
}

export function compileRow(node: Extract<Expression, { kind: "row" }>, env: Env): Piece {
  const values = node.values.map((value) => env.compilation.rules.expression(value, env));
  const type: SqlType = {
    kind: "row",
    fields: values.map((value) => ({ name: undefined, type: value.type })),
  };
  const fields = values.map(
    (value, i) => `f${i} := ${value.type.kind === "unknown" ? "CAST(NULL AS INTEGER)" : value.sql}`,
  );
  return { sql: `struct_pack(${fields.join(", ")})`, type };
}

/** `array[1]`, counted from 1 and failing outside, `map['key']`, failing when absent, `row[1]`. */
export function compileSubscript(
  node: Extract<Expression, { kind: "subscript" }>,
  env: Env,
): Piece {
  const base = env.compilation.rules.expression(node.base, env);
  if (base.type.kind === "row") return rowField(base.sql, base.type, node);
  const index = env.compilation.rules.expression(node.index, env);
  env.facts.fallible = true;
  if (base.type.kind === "array" && canCoerce(index.type, BIGINT)) {
    return {
      sql: `(${base.sql})[trino_subscript(${base.sql}, ${coerce(index, BIGINT)})]`,
      type: base.type.element,
    };
  }
  if (base.type.kind === "map" && canCoerce(index.type, base.type.key)) {
    return {
      sql: mapSubscript(base.sql, coerce(index, base.type.key), base.type.value),
      type: base.type.value,
    };
  }
  throw new TrinoError(
    "TYPE_MISMATCH",
    `Cannot use ${formatType(index.type)} for subscript of ${formatType(base.type)}`,
    node.at,
  );
}

function mapSubscript(map: string, key: string, type: SqlType): string {
  const absent = `CAST(trino_fail('INVALID_FUNCTION_ARGUMENT', 'Key not present in map: ' || CAST(${key} AS VARCHAR)) AS ${duckType(type)})`;
  return `(CASE WHEN ${map} IS NULL OR ${key} IS NULL THEN NULL WHEN NOT list_contains(map_keys(${map}), ${key}) THEN ${absent} ELSE map_extract(${map}, ${key})[1] END)`;
}

function rowField(
  sql: string,
  type: Extract<SqlType, { kind: "row" }>,
  node: Extract<Expression, { kind: "subscript" }>,
): Piece {
  const index = node.index;
  if (index.kind !== "number" || index.form !== INTEGER.kind) {
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      "Subscript expression on ROW requires a constant index",
      node.at,
    );
  }
  const at = Number(index.text);
  const field = type.fields[at - 1];
  if (field === undefined)
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      `Invalid subscript index: ${at}. ROW indices start at 1`,
      node.at,
    );
  return { sql: `(${sql}).f${at - 1}`, type: field.type };
}
