import type { Expression, GroupingElement, Select } from "@cloudapi/athena/internal/analysis";
import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { equalityKey } from "../expression/equality-key.ts";
import type { Env, Typed } from "../scope/compilation.ts";
import { ordinalOf } from "./ordinal.ts";

export interface GroupBy {
  readonly sql: string;
  /** The key's SQL → what stands for it in the select list. */
  readonly keys: ReadonlyMap<string, string>;
  /** Neither GROUPING SETS nor ROLLUP nor CUBE. */
  readonly simple: boolean;
}

/** GROUP BY in all its forms; an instant with a zone is grouped by its instant alone, as in Trino. */
export function compileGroupBy(select: Select, env: Env): GroupBy | undefined {
  if (select.groupBy === undefined) return undefined;
  const keys = new Map<string, string>();
  const key = (node: Expression) => compileKey(node, select, env, keys);
  const parts = select.groupBy
    .map((element) => elementSql(element, key))
    .filter((part) => part !== "");
  const simple = select.groupBy.every((element) => element.kind === "simple");
  return { sql: parts.length === 0 ? "()" : parts.join(", "), keys, simple };
}

function elementSql(element: GroupingElement, key: (node: Expression) => string): string {
  if (element.kind === "simple") return element.values.map(key).join(", ");
  const sets = element.sets.map((set) => `(${set.map(key).join(", ")})`).join(", ");
  return element.kind === "sets"
    ? `GROUPING SETS (${sets})`
    : `${element.kind.toUpperCase()} (${sets})`;
}

function compileKey(node: Expression, select: Select, env: Env, keys: Map<string, string>): string {
  const ordinal = ordinalOf(node, select.items.length, "GROUP BY");
  const value = env.compilation.rules.expression(
    ordinal === undefined ? node : itemAt(select, ordinal, node),
    env,
  );
  return remember(value, keys, node);
}

/** Equal maps, whose entries may come in another order, are a group; any of them stands for it. */
function remember(value: Typed, keys: Map<string, string>, node: Expression): string {
  if (value.type.kind !== "timestamp with time zone") {
    const key = equalityKey(value, "GROUP BY", node.at);
    keys.set(
      value.sql,
      key === value.sql ? key : `(CASE WHEN grouping(${key}) = 0 THEN any_value(${value.sql}) END)`,
    );
    return key;
  }
  keys.set(value.sql, `trino_zoned((${value.sql}).t, max((${value.sql}).z))`);
  return `(${value.sql}).t`;
}

function itemAt(select: Select, ordinal: number, node: Expression): Expression {
  const stars = select.items.some((item) => item.kind === "all");
  const item = select.items[ordinal - 1];
  if (item?.kind === "expression" && !stars) return item.value;
  throw new TrinoError(
    "NOT_SUPPORTED",
    "The embedded Athena does not support GROUP BY positions beside SELECT * (see docs/local-athena.md)",
    node.at,
  );
}
