import type { Expression, Position } from "@cloudapi/athena/internal/analysis";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { coerce } from "../../types/coerce.ts";
import { meet } from "../expression/compile-predicate.ts";
import type { CompiledQuery, Env, QueryEnv, Typed } from "../scope/compilation.ts";
import { newFacts, nextAlias } from "../scope/compilation.ts";

/** `VALUES (1, 'a'), (2, 'b')`: every column in the type its values meet in. */
export function compileValues(
  rows: readonly (readonly Expression[])[],
  outer: QueryEnv,
  at: Position,
): CompiledQuery {
  const facts = newFacts();
  const env: Env = {
    ...outer,
    scope: { fields: [], outer: outer.outer },
    clause: "VALUES",
    aggregates: "refused",
    windows: "refused",
    grouping: undefined,
    lambdas: new Map(),
    facts,
  };
  const values = rows.map((row) =>
    expandRow(row.map((node) => outer.compilation.rules.expression(node, env))),
  );
  const width = values[0]?.length ?? 0;
  if (values.some((row) => row.length !== width)) {
    throw new TrinoError(
      "TYPE_MISMATCH",
      `Values rows have mismatched sizes: ${[...new Set(values.map((row) => row.length))].join(" vs ")}`,
      at,
    );
  }
  const types = Array.from({ length: width }, (_, i) =>
    meet(
      values.flatMap((row) => row[i] ?? []),
      "Values rows have mismatched types",
      at,
    ),
  );
  const text = values
    .map((row) => `(${row.map((value, i) => coerce(value, types[i] ?? value.type)).join(", ")})`)
    .join(", ");
  const names = types.map((_, i) => `c${i}`).join(", ");
  const alias = nextAlias(outer.compilation);
  const columns = types.map((type) => ({
    name: undefined,
    type,
    hidden: false,
    origins: [],
    needs: [...facts.fields],
  }));
  return { sql: `SELECT * FROM (VALUES ${text}) AS ${alias}(${names})`, columns };
}

/** A single value of type row is a row of its fields. */
function expandRow(values: readonly Typed[]): readonly Typed[] {
  const [only] = values;
  if (values.length !== 1 || only?.type.kind !== "row") return values;
  return only.type.fields.map((field, i) => ({
    ...only,
    sql: `(${only.sql}).f${i}`,
    type: field.type,
  }));
}
