import type { Expression, SqlType } from "@cloudapi/athena/internal/analysis";
import {
  formatType,
  isNumeric,
  notSupported,
  TrinoError,
} from "@cloudapi/athena/internal/analysis";
import { castSql } from "../../types/cast-sql.ts";
import { canCoerce } from "../../types/coerce-type.ts";
import type { Env, Typed } from "../scope/compilation.ts";
import { nextAlias } from "../scope/compilation.ts";

/** `CAST(x AS type)` and `TRY_CAST`, with Trino's rounding, formats and refusals. */
export function compileCast(
  node: Extract<Expression, { kind: "cast" }>,
  env: Env,
): { sql: string; type: SqlType } {
  const value = env.compilation.rules.expression(node.value, env);
  if (node.type.kind === "char") throw notSupported("CAST to char(n); use varchar", node.at);
  const sql = castSql(value.sql, value.type, node.type);
  if (sql === "refused")
    throw notSupported(`CAST from ${formatType(value.type)} to ${formatType(node.type)}`, node.at);
  if (sql === undefined) {
    throw new TrinoError(
      "TYPE_MISMATCH",
      `Cannot cast ${formatType(value.type)} to ${formatType(node.type)}`,
      node.at,
    );
  }
  env.facts.fallible ||= !node.safe && canFail(value.type, node.type);
  return { sql: node.safe ? triedSql(value, node.type, env) : sql, type: node.type };
}

/** Null for a cast that fails; what fails before it is cast still stops the query. */
function triedSql(value: Typed, to: SqlType, env: Env): string {
  if (!value.facts.fallible) return `TRY(${castSql(value.sql, value.type, to)})`;
  const name = nextAlias(env.compilation);
  const cast = castSql(name, value.type, to);
  return `list_transform([${value.sql}], lambda ${name}: TRY(${cast}))[1]`;
}

/** Whether some values of a type have no place in the other. */
function canFail(from: SqlType, to: SqlType): boolean {
  if (canCoerce(from, to)) return false;
  if (to.kind === "varchar")
    return from.kind === "json" || (to.length !== undefined && from.kind !== "varchar");
  return !(isNumeric(from) && to.kind === "double");
}
