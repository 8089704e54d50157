import type {
  Expression,
  Identifier,
  Position,
  SelectItem,
} from "@cloudapi/athena/internal/analysis";
import { formatType, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { Env, Field, Typed } from "../scope/compilation.ts";
import { newFacts } from "../scope/compilation.ts";

/** One column of a select list. */
export interface Item {
  readonly name: string | undefined;
  readonly value: Typed;
  readonly hidden: boolean;
}

type Star = Extract<SelectItem, { kind: "all" }>;

/** `*`, `t.*`, or the fields of a row, `t.a.*`. */
export function expandStar(item: Star, env: Env): Item[] {
  const wanted = item.relation?.map((part) => part.name.toLowerCase());
  const fields = env.scope.fields.filter(
    (field) => !field.hidden && (wanted === undefined || belongs(field, wanted)),
  );
  if (fields.length === 0) {
    const row = rowNamed(item, env);
    if (row !== undefined) return expandRow(row, undefined, item);
    if (wanted === undefined)
      throw new TrinoError(
        "COLUMN_NOT_FOUND",
        "SELECT * not allowed in queries without FROM clause",
        item.at,
      );
    throw new TrinoError(
      "TABLE_NOT_FOUND",
      `Unable to resolve reference ${wanted.join(".")}`,
      item.at,
    );
  }
  return fields.map((field) => ({
    name: field.name,
    hidden: false,
    value: fieldValue(field, item, env),
  }));
}

function belongs(field: Field, wanted: readonly string[]): boolean {
  const relation = (field.relation ?? []).map((part) => part.toLowerCase());
  return (
    wanted.length <= relation.length &&
    wanted.every((part, i) => part === relation[relation.length - wanted.length + i])
  );
}

function fieldValue(field: Field, item: SelectItem, env: Env): Typed {
  const facts = newFacts();
  facts.fields.add(field);
  env.facts.fields.add(field);
  const key = env.grouping?.keys.get(field.sql);
  facts.ungrouped = key === undefined;
  const node: Expression = {
    kind: "column",
    name: { name: field.name ?? "", quoted: true, ...item },
    at: item.at,
    start: item.start,
    end: item.end,
  };
  const same = key === undefined || key === field.sql;
  return { sql: key ?? field.sql, type: field.type, field: same ? field : undefined, node, facts };
}

/** The row that `t.a.*` names; a bare `a.*` is always a table. */
function rowNamed(item: Star, env: Env): Typed | undefined {
  const [first, ...rest] = item.relation ?? [];
  if (first === undefined || rest.length === 0) return undefined;
  const place = { at: item.at, start: item.start, end: item.end };
  let node: Expression = { kind: "column", name: first, ...place };
  for (const name of rest) node = { kind: "field", base: node, name, ...place };
  try {
    return env.compilation.rules.expression(node, env);
  } catch (error) {
    if (error instanceof TrinoError && error.errorName === "COLUMN_NOT_FOUND") return undefined;
    throw error;
  }
}

/** The fields of a row as columns, under names of their own if these are given. */
export function expandRow(
  row: Typed,
  names: readonly Identifier[] | undefined,
  { at }: { readonly at: Position },
): Item[] {
  const { type } = row;
  if (type.kind !== "row")
    throw new TrinoError(
      "TYPE_MISMATCH",
      `expected expression of type Row, not ${formatType(type)}`,
      at,
    );
  if (names !== undefined && names.length !== type.fields.length)
    throw new TrinoError(
      "MISMATCHED_COLUMN_ALIASES",
      `Column alias list has ${names.length} entries but relation has ${type.fields.length} columns`,
      at,
    );
  return type.fields.map((field, i) => ({
    name: names === undefined ? field.name : names[i]?.name,
    hidden: false,
    value: { ...row, sql: `(${row.sql}).f${i}`, type: field.type, field: undefined },
  }));
}
