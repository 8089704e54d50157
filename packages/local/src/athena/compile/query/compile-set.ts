import type { QueryBody, SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType, sameType, TrinoError } from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { commonType } from "../../types/coerce-type.ts";
import { equalityKey } from "../expression/equality-key.ts";
import type { CompiledQuery, OutputColumn, QueryEnv } from "../scope/compilation.ts";
import { nextAlias } from "../scope/compilation.ts";

type SetBody = Extract<QueryBody, { kind: "set" }>;

/** UNION, INTERSECT, EXCEPT: by position, each column in the type both sides meet in. */
export function compileSet(
  body: SetBody,
  left: CompiledQuery,
  right: CompiledQuery,
  env: QueryEnv,
): CompiledQuery {
  const name = body.operator.toUpperCase();
  if (left.columns.length !== right.columns.length) {
    throw new TrinoError(
      "TYPE_MISMATCH",
      `${name} query has different number of fields: ${left.columns.length}, ${right.columns.length}`,
      body.at,
    );
  }
  const types = left.columns.map((column, i) =>
    meetColumns(column, right.columns[i], i, name, body),
  );
  const compares = !(body.all && body.operator === "union");
  if (compares) requireAll([left, right], env);
  const key = (sql: string, type: SqlType) =>
    compares ? equalityKey({ sql, type }, `${name} without ALL`, body.at) : sql;
  const sql = `${widened(left, types, key, env)} ${name}${body.all ? " ALL" : ""} ${widened(right, types, key, env)}`;
  const alias = nextAlias(env.compilation);
  return {
    sql: `SELECT * FROM (${sql}) AS ${alias}`,
    columns: types.map((type, i) => merged(left.columns[i], right.columns[i], type)),
  };
}

/** Which rows are equal depends on every column, whether it is used further out or not. */
function requireAll(sides: readonly CompiledQuery[], env: QueryEnv): void {
  for (const side of sides)
    for (const column of side.columns)
      for (const field of column.needs) env.compilation.required.add(field);
}

function meetColumns(
  left: OutputColumn,
  right: OutputColumn | undefined,
  index: number,
  name: string,
  body: SetBody,
): SqlType {
  const type = right && commonType(left.type, right.type);
  if (type !== undefined) return type;
  const types = `${formatType(left.type)}, ${formatType(right?.type ?? left.type)}`;
  throw new TrinoError(
    "TYPE_MISMATCH",
    `column ${index + 1} in ${name} query has incompatible types: ${types}`,
    body.at,
  );
}

function widened(
  side: CompiledQuery,
  types: readonly SqlType[],
  key: (sql: string, type: SqlType) => string,
  env: QueryEnv,
): string {
  const alias = nextAlias(env.compilation);
  const items = types.map(
    (type, i) =>
      `${key(coerce({ sql: `${alias}.c${i}`, type: side.columns[i]?.type ?? type }, type), type)} AS c${i}`,
  );
  return `(SELECT ${items.join(", ")} FROM (${side.sql}) AS ${alias})`;
}

function merged(
  left: OutputColumn | undefined,
  right: OutputColumn | undefined,
  type: SqlType,
): OutputColumn {
  const sides = [left, right].filter((side) => side !== undefined);
  const same = sides.every((side) => sameType(side.type, type));
  return {
    name: left?.name,
    type,
    hidden: false,
    origins: same ? sides.flatMap((side) => side.origins) : [],
    needs: sides.flatMap((side) => side.needs),
  };
}
