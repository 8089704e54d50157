import type { Expression, Identifier, Relation } from "@cloudapi/athena/internal/analysis";
import { formatType, notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import { compareSql, compileCondition } from "../expression/compile-predicate.ts";
import { filterSql } from "../expression/logic.ts";
import type { CompiledQuery, Facts, Field, QueryEnv, Scope, Typed } from "../scope/compilation.ts";
import { columnAt, newFacts, nextAlias } from "../scope/compilation.ts";
import { compileTable } from "./compile-table.ts";
import { checkUnnestJoin, compileUnnest } from "./compile-unnest.ts";
import { conjuncts, pushPruning } from "./pruning.ts";
import { relationEnv } from "./relation-env.ts";

/** A part of FROM: its DuckDB text and the columns it offers. */
export interface CompiledRelation {
  readonly sql: string;
  readonly fields: readonly Field[];
}

/** FROM a, b, c: each may read the columns of those before it (UNNEST, LATERAL). */
export function compileFrom(relations: readonly Relation[], env: QueryEnv): CompiledRelation {
  let sql = "";
  let fields: readonly Field[] = [];
  for (const relation of relations) {
    const compiled = compileRelation(relation, env, fields);
    sql = sql === "" ? compiled.sql : `${sql}, ${compiled.sql}`;
    fields = [...fields, ...compiled.fields];
  }
  return { sql, fields };
}

function compileRelation(node: Relation, env: QueryEnv, left: readonly Field[]): CompiledRelation {
  switch (node.kind) {
    case "table":
      return compileTable(node, env);
    case "subquery": {
      const scope: Scope | undefined = node.lateral
        ? { fields: left, outer: env.outer }
        : env.outer;
      return relationOf(
        env.compilation.rules.query(node.query, { ...env, outer: scope }),
        env,
        node.lateral,
      );
    }
    case "unnest":
      return compileUnnest(node, env, left);
    case "alias":
      return rename(compileRelation(node.relation, env, left), node);
    case "join":
      return compileJoin(node, env, left);
  }
}

/** A query as a relation of its own. */
function relationOf(query: CompiledQuery, env: QueryEnv, lateral = false): CompiledRelation {
  const alias = nextAlias(env.compilation);
  const fields = query.columns.map(
    (column, i): Field => ({
      ...column,
      relation: undefined,
      ...columnAt(alias, i),
      scanned: undefined,
    }),
  );
  return { sql: `${lateral ? "LATERAL " : ""}(${query.sql}) AS ${alias}`, fields };
}

function rename(
  relation: CompiledRelation,
  { alias, columns, qualifier = [], at }: Extract<Relation, { kind: "alias" }>,
): CompiledRelation {
  const visible = relation.fields.filter((field) => !field.hidden);
  if (columns !== undefined && columns.length !== visible.length) {
    throw new TrinoError(
      "MISMATCHED_COLUMN_ALIASES",
      `Column alias list has ${columns.length} entries but '${alias.name}' has ${visible.length} columns available`,
      at,
    );
  }
  const fields = relation.fields.map((field) => {
    const name =
      columns === undefined || field.hidden ? field.name : columns[visible.indexOf(field)]?.name;
    return { ...field, name, relation: [...qualifier, alias.name] };
  });
  return {
    sql: relation.sql,
    fields: columns === undefined ? fields : fields.filter((field) => !field.hidden),
  };
}

type Join = Extract<Relation, { kind: "join" }>;

function compileJoin(node: Join, env: QueryEnv, before: readonly Field[]): CompiledRelation {
  const left = compileRelation(node.left, env, before);
  checkUnnestJoin(node, left.fields, env);
  const right = compileRelation(node.right, env, [...before, ...left.fields]);
  if (node.type === "cross")
    return {
      sql: `(${left.sql} CROSS JOIN ${right.sql})`,
      fields: [...left.fields, ...right.fields],
    };
  const nullableLeft = node.type === "right" || node.type === "full";
  const nullableRight = node.type === "left" || node.type === "full";
  const facts = newFacts();
  const on =
    node.using === undefined
      ? compileOn(node, left, right, env, facts)
      : usingSql(node, left, right, env);
  for (const field of facts.fields) env.compilation.required.add(field);
  const sides = [...weaken(left.fields, nullableLeft), ...weaken(right.fields, nullableRight)];
  const fields =
    node.using === undefined
      ? sides
      : usingFields(node.using, node.type, sides, left.fields.length);
  return { sql: `(${left.sql} ${node.type.toUpperCase()} JOIN ${right.sql} ON ${on})`, fields };
}

/** Rows made up of nulls by an outer join mean that a filter from above can't be moved below it. */
function weaken(fields: readonly Field[], nullable: boolean): readonly Field[] {
  return nullable ? fields.map((field) => ({ ...field, origins: [], needs: [field] })) : fields;
}

function compileOn(
  node: Join,
  left: CompiledRelation,
  right: CompiledRelation,
  outer: QueryEnv,
  facts: Facts,
): string {
  if (node.on === undefined) return "TRUE";
  const env = relationEnv([...left.fields, ...right.fields], outer, facts);
  const terms = conjuncts(node.on).map((term) => compileCondition(term, "JOIN ON clause", env));
  for (const term of terms) {
    if (node.type === "inner") pushPruning(term, env);
    if (node.type === "left")
      pushPruning(term, { ...env, scope: { fields: right.fields, outer: undefined } });
    if (node.type === "right")
      pushPruning(term, { ...env, scope: { fields: left.fields, outer: undefined } });
  }
  return filterSql(terms, env.scope.fields);
}

function usingSql(
  node: Join,
  left: CompiledRelation,
  right: CompiledRelation,
  env: QueryEnv,
): string {
  const tests = (node.using ?? []).map((column) => {
    const [a, b] = [
      usingField(column, left.fields, "left"),
      usingField(column, right.fields, "right"),
    ];
    env.compilation.required.add(a).add(b);
    const node: Expression = {
      kind: "column",
      name: column,
      at: column.at,
      start: column.start,
      end: column.end,
    };
    const typed = (field: Field): Typed => ({
      sql: field.sql,
      type: field.type,
      facts: newFacts(),
      node,
    });
    return compareSql("=", typed(a), typed(b), node);
  });
  return tests.join(" AND ");
}

function usingField(column: Identifier, fields: readonly Field[], side: string): Field {
  const found = fields.find((field) => field.name?.toLowerCase() === column.name.toLowerCase());
  if (found !== undefined) return found;
  throw new TrinoError(
    "COLUMN_NOT_FOUND",
    `Column '${column.name}' is missing from ${side} side of join`,
    column.at,
  );
}

/** The shared columns once, first, and reachable only without a table name. */
function usingFields(
  using: readonly Identifier[],
  type: Join["type"],
  fields: readonly Field[],
  width: number,
): Field[] {
  const names = new Set(using.map((column) => column.name.toLowerCase()));
  const shared = using.map((column): Field => {
    const a = usingField(column, fields.slice(0, width), "left");
    const b = usingField(column, fields.slice(width), "right");
    if (formatType(a.type) !== formatType(b.type))
      throw notSupported("JOIN USING columns of different types", column.at);
    const kept = type === "right" ? b : a;
    const sql = type === "full" ? `coalesce(${a.sql}, ${b.sql})` : kept.sql;
    return {
      ...kept,
      relation: undefined,
      sql,
      sources: type === "full" ? [...a.sources, ...b.sources] : kept.sources,
      place: type === "full" ? undefined : kept.place,
      needs: [a, b],
      origins: type === "full" ? [] : kept.origins,
    };
  });
  return [...shared, ...fields.filter((field) => !names.has(field.name?.toLowerCase() ?? ""))];
}
