import type {
  Expression,
  Position,
  Select,
  SelectItem,
  SortItem,
} from "@cloudapi/athena/internal/analysis";
import {
  formatType,
  isNested,
  isOrderable,
  notSupported,
  TrinoError,
} from "@cloudapi/athena/internal/analysis";
import { sortableSql } from "../../types/nested-sql.ts";
import { direction, notOrderable } from "../expression/aggregate-sql.ts";
import { compileCondition } from "../expression/compile-predicate.ts";
import { equalityKey } from "../expression/equality-key.ts";
import { formatExpression } from "../expression/format-expression.ts";
import { filterSql } from "../expression/logic.ts";
import type {
  CompiledQuery,
  Env,
  Facts,
  Field,
  OutputColumn,
  QueryEnv,
  Scope,
  Typed,
} from "../scope/compilation.ts";
import { newFacts } from "../scope/compilation.ts";
import { dottedNames } from "../scope/resolve-column.ts";
import type { GroupBy } from "./compile-group-by.ts";
import { compileGroupBy } from "./compile-group-by.ts";
import { compileFrom } from "./compile-relation.ts";
import type { Item } from "./expand-star.ts";
import { expandRow, expandStar } from "./expand-star.ts";
import { ordinalOf } from "./ordinal.ts";
import { conjuncts, pushPruning } from "./pruning.ts";

/** One SELECT with the ORDER BY that belongs to it. */
export function compileSelect(
  select: Select,
  orderBy: readonly SortItem[],
  outer: QueryEnv,
  at: Position,
): CompiledQuery {
  const from = compileFrom(select.from, fromEnv(select, outer));
  const scope: Scope = { fields: from.fields, outer: outer.outer };
  const facts = newFacts();
  const base = { ...outer, scope, lambdas: new Map(), facts };
  const perRow = { aggregates: "refused", windows: "refused", grouping: undefined } as const;
  const where = compileWhere(select.where, { ...base, ...perRow, clause: "WHERE clause" });
  const groupBy = compileGroupBy(select, { ...base, ...perRow, clause: "GROUP BY clause" });
  const deciding = new Set(facts.fields);
  const env: Env = {
    ...base,
    clause: "SELECT",
    aggregates: "allowed",
    windows: "allowed",
    grouping: { keys: groupBy?.keys ?? new Map() },
  };
  const listed = select.items.flatMap((item) => compileItem(item, env));
  const items = select.distinct ? listed.map((item) => distinctItem(item, at)) : listed;
  const having =
    select.having &&
    compileCondition(select.having, "HAVING clause", {
      ...env,
      clause: "HAVING clause",
      windows: "refused",
    });
  const order = orderBy.map((item) => compileOrder(item, items, select.distinct, env, at));
  const typed = [
    ...items.map((item) => item.value),
    ...(having === undefined ? [] : [having]),
    ...order.map((each) => each.value),
  ];
  const grouped =
    groupBy !== undefined ||
    having !== undefined ||
    typed.some((value) => value.facts.aggregate !== undefined);
  if (grouped) for (const value of typed) checkGrouped(value, outer);
  for (const field of facts.fields) {
    // Fields of FROM, WHERE and GROUP BY decide which rows there are, and those of SELECT DISTINCT too.
    const decides = select.distinct || deciding.has(field);
    if (decides || !onlyInItems(field, items, order, having, where))
      outer.compilation.required.add(field);
  }
  const sql = assemble(select, items, from.sql, where?.sql, groupBy, having?.sql, order);
  return { sql, columns: items.map((item) => output(item, grouped, groupBy, typed)) };
}

function fromEnv(select: Select, { correlated, ...outer }: QueryEnv): QueryEnv {
  return select.where !== undefined || correlated === "searched"
    ? { ...outer, correlated: "refused" }
    : outer;
}

/** Columns needed only by the select list are read only if the list's column is used further out. */
function onlyInItems(
  field: Field,
  items: readonly Item[],
  order: readonly { value: Typed }[],
  having: Typed | undefined,
  where: Typed | undefined,
): boolean {
  const elsewhere = [...order.map((each) => each.value), having, where].some((value) =>
    value?.facts.fields.has(field),
  );
  return !elsewhere && items.some((item) => item.value.facts.fields.has(field));
}

function compileWhere(node: Expression | undefined, env: Env): Typed | undefined {
  if (node === undefined) return undefined;
  const terms = conjuncts(node).map((term) =>
    compileCondition(term, "WHERE clause", { ...env, clauseAt: node.at }),
  );
  for (const term of terms) pushPruning(term, env);
  const facts: Facts = newFacts();
  for (const term of terms) for (const field of term.facts.fields) facts.fields.add(field);
  const [first] = terms;
  return first && { ...first, sql: filterSql(terms, env.scope.fields), facts };
}

/** An item that SELECT DISTINCT can compare. */
function distinctItem(item: Item, at: Position): Item {
  const sql = equalityKey(item.value, "SELECT DISTINCT", at);
  return { ...item, value: { ...item.value, sql } };
}

function compileItem(item: SelectItem, env: Env): Item[] {
  if (item.kind === "all") return expandStar(item, env);
  if (item.kind === "fields") {
    const row = env.compilation.rules.expression(item.value, env);
    return expandRow(row, item.names, item);
  }
  const value = env.compilation.rules.expression(item.value, itemEnv(item.clause, env));
  const name = item.alias?.name ?? dottedNames(item.value)?.at(-1)?.name;
  return [{ name, value, hidden: false }];
}

function itemEnv(clause: string | undefined, env: Env): Env {
  if (clause === undefined) return env;
  return { ...env, clause, aggregates: "refused", windows: "refused" };
}

function compileOrder(
  item: SortItem,
  items: readonly Item[],
  distinct: boolean,
  env: Env,
  at: Position,
): { sql: string; value: Typed } {
  const ordinal = ordinalOf(item.value, items.length, "ORDER BY");
  const target = ordinal === undefined ? undefined : items[ordinal - 1]?.value;
  const value =
    target ??
    env.compilation.rules.expression(item.value, {
      ...env,
      clause: "ORDER BY clause",
      scope: aliasScope(items, env.scope),
    });
  if (!isOrderable(value.type)) throw notOrderable(value.type, item.value);
  const index = items.findIndex((each) => each.value.sql === value.sql);
  if (distinct && index < 0)
    throw new TrinoError(
      "EXPRESSION_NOT_IN_DISTINCT",
      "For SELECT DISTINCT, ORDER BY expressions must appear in select list",
      at,
    );
  const nested = isNested(value.type);
  if (distinct && nested)
    throw notSupported(`SELECT DISTINCT with ORDER BY ${formatType(value.type)}`, item.value.at);
  const key = index < 0 || nested ? sortableSql(value.sql, value.type) : index + 1;
  return { sql: `${key} ${direction(item)}`, value };
}

/** ORDER BY sees the select list's names first, then the columns of FROM. */
function aliasScope(items: readonly Item[], scope: Scope): Scope {
  const seen = new Map<string, Field>();
  for (const item of items) {
    if (item.name === undefined) continue;
    const key = `${item.name.toLowerCase()} ${item.value.sql}`;
    seen.set(key, {
      name: item.name,
      relation: undefined,
      sql: item.value.sql,
      sources: [...item.value.facts.fields].flatMap((field) => field.sources),
      place: undefined,
      type: item.value.type,
      hidden: false,
      origins: [],
      needs: [...item.value.facts.fields],
      scanned: undefined,
    });
  }
  return { fields: [...seen.values()], outer: scope, aliases: true };
}

function checkGrouped(value: Typed, env: QueryEnv): void {
  if (!value.facts.ungrouped) return;
  const { node } = value;
  const text = formatExpression(node, env.compilation.text);
  throw new TrinoError(
    "EXPRESSION_NOT_AGGREGATE",
    `'${text}' must be an aggregate expression or appear in GROUP BY clause`,
    node.at,
  );
}

function assemble(
  select: Select,
  items: readonly Item[],
  from: string,
  where: string | undefined,
  groupBy: GroupBy | undefined,
  having: string | undefined,
  order: readonly { sql: string }[],
): string {
  const parts = [
    `SELECT ${select.distinct ? "DISTINCT " : ""}${items.map((item, i) => `${item.value.sql} AS c${i}`).join(", ")}`,
  ];
  if (from !== "") parts.push(`FROM ${from}`);
  if (where !== undefined) parts.push(`WHERE ${where}`);
  if (groupBy !== undefined) parts.push(`GROUP BY ${groupBy.sql}`);
  if (having !== undefined) parts.push(`HAVING ${having}`);
  if (order.length > 0) parts.push(`ORDER BY ${order.map((each) => each.sql).join(", ")}`);
  return parts.join(" ");
}

/** What a column of this query means to one around it; a plain copy of a partition column can still prune. */
function output(
  item: Item,
  grouped: boolean,
  groupBy: GroupBy | undefined,
  typed: readonly Typed[],
): OutputColumn {
  const { value } = item;
  const windows = typed.some((each) => each.facts.window !== undefined);
  const { field } = value;
  const transparent = !windows && (!grouped || groupBy?.simple === true);
  return {
    name: item.name,
    type: value.type,
    hidden: item.hidden,
    origins: transparent ? (field?.origins ?? []) : [],
    needs: [...value.facts.fields],
    volatile: value.facts.volatile,
  };
}
