import type { Relation, TypedSql } from "@cloudapi/athena/internal/analysis";
import { BIGINT, formatType, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Facts, Field, QueryEnv, Typed } from "../scope/compilation.ts";
import { columnAt, newFacts, nextAlias } from "../scope/compilation.ts";
import { relationEnv } from "./relation-env.ts";

type Unnest = Extract<Relation, { kind: "unnest" }>;

/** UNNEST of one or more arrays or maps, side by side, shorter ones padded with nulls. */
export function compileUnnest(
  node: Unnest,
  outer: QueryEnv,
  left: readonly Field[],
): { readonly sql: string; readonly fields: readonly Field[] } {
  const facts = newFacts();
  const env = relationEnv(left, outer, facts);
  const values = node.values.map((value) =>
    outer.compilation.rules.expression(value, { ...env, clause: "UNNEST" }),
  );
  for (const field of facts.fields) outer.compilation.required.add(field);
  refuseCorrelated(node, facts, outer, left);
  const columns = values.flatMap((value) => unnestColumns(value));
  if (node.ordinality)
    columns.push({
      sql: `unnest(range(1, ${longest(values)} + 1))`,
      type: BIGINT,
      name: undefined,
    });
  const alias = nextAlias(outer.compilation);
  const items = columns.map((column, i) => `${column.sql} AS c${i}`).join(", ");
  const fields = columns.map(
    (column, i): Field => ({
      name: column.name,
      relation: undefined,
      ...columnAt(alias, i),
      type: column.type,
      hidden: false,
      origins: [],
      needs: [...facts.fields],
      scanned: undefined,
    }),
  );
  return { sql: `LATERAL (SELECT ${items}) AS ${alias}`, fields };
}

interface UnnestColumn extends TypedSql {
  readonly name: string | undefined;
}

/** Two columns of a map, one of an array, or of an array of rows one for each field, under its name. */
function unnestColumns(value: Typed): UnnestColumn[] {
  const { sql, type } = value;
  if (type.kind === "map") {
    return [
      { sql: `unnest(map_keys(${sql}))`, type: type.key, name: undefined },
      { sql: `unnest(map_values(${sql}))`, type: type.value, name: undefined },
    ];
  }
  if (type.kind !== "array")
    throw new TrinoError(
      "INVALID_FUNCTION_ARGUMENT",
      `Cannot unnest type: ${formatType(type)}`,
      value.node.at,
    );
  const { element } = type;
  if (element.kind !== "row") return [{ sql: `unnest(${sql})`, type: element, name: undefined }];
  return element.fields.map((field, i) => ({
    sql: `unnest(list_transform(${sql}, lambda e: (e).f${i}))`,
    type: field.type,
    name: field.name,
  }));
}

function longest(values: readonly Typed[]): string {
  const lengths = values.map(
    ({ type, sql }) =>
      `coalesce(CAST(${type.kind === "map" ? "cardinality" : "len"}(${sql}) AS BIGINT), 0)`,
  );
  return lengths.length === 1 ? `${lengths[0]}` : `greatest(${lengths.join(", ")})`;
}

/** Trino takes rows of an outer query apart in a subquery only where it isn't filtered, nor searched by IN. */
function refuseCorrelated(
  node: Unnest,
  facts: Facts,
  { correlated }: QueryEnv,
  left: readonly Field[],
): void {
  if (correlated !== "refused" || [...facts.fields].every((field) => left.includes(field))) return;
  throw new TrinoError("NOT_SUPPORTED", "Given correlated subquery is not supported", node.at);
}

type Join = Extract<Relation, { kind: "join" }>;

/** As in Trino, a join with UNNEST has no condition but TRUE, and only rows before it can be taken apart. */
export function checkUnnestJoin(node: Join, left: readonly Field[], env: QueryEnv): void {
  const right = node.right.kind === "alias" ? node.right.relation : node.right;
  if (right.kind !== "unnest" || node.type === "cross") return;
  if (node.type === "right" || node.type === "full") refuseLateral(right, node, left, env);
  if (node.on?.kind === "boolean" && node.on.value) return;
  throw new TrinoError(
    "NOT_SUPPORTED",
    `${node.type.toUpperCase()} JOIN involving UNNEST is only supported with condition ON TRUE`,
    node.at,
  );
}

function refuseLateral(
  unnest: Unnest,
  { type, at }: Join,
  left: readonly Field[],
  env: QueryEnv,
): void {
  const facts = newFacts();
  for (const value of unnest.values)
    env.compilation.rules.expression(value, relationEnv(left, env, facts));
  if ([...facts.fields].some((field) => left.includes(field)))
    throw new TrinoError(
      "INVALID_COLUMN_REFERENCE",
      `LATERAL reference not allowed in ${type.toUpperCase()} JOIN`,
      at,
    );
}
