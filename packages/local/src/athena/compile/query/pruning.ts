import type { Expression } from "@cloudapi/athena/internal/analysis";
import type { Env, Field, Scan, Typed } from "../scope/compilation.ts";
import { columnTests, quiet } from "./column-tests.ts";

/** The terms of a condition that must all hold. */
export function conjuncts(node: Expression): readonly Expression[] {
  return node.kind === "logical" && node.operator === "and"
    ? node.terms.flatMap(conjuncts)
    : [node];
}

/**
 * Let a condition that reads nothing but one table's partition columns choose the partitions to
 * read. The condition still runs over the rows; this only spares reading what it would drop.
 */
export function pushPruning(term: Typed, env: Env): void {
  const { facts } = term;
  if (
    facts.subquery ||
    facts.volatile ||
    facts.aggregate !== undefined ||
    facts.window !== undefined
  )
    return;
  const fields = [...facts.fields];
  const [first] = fields;
  if (first === undefined || !fields.every((field) => env.scope.fields.includes(field))) return;
  for (const scan of new Set(first.origins.map((origin) => origin.scan))) {
    const columns = fields.flatMap((field) => mapColumn(field, scan));
    if (columns.length !== fields.length) continue;
    const { sql, node } = term;
    if (scan.table.iceberg === undefined)
      scan.pruning.push({ sql, columns, equals: equalities(node, env) });
    else
      scan.pruning.push({ sql, columns, equals: undefined, tests: columnTests(node, scan, env) });
  }
}

function mapColumn(field: Field, scan: Scan): { alias: string; name: string; column: string }[] {
  const origin = field.origins.find((each) => each.scan === scan);
  const { place } = field;
  return origin === undefined || place === undefined ? [] : [{ ...place, column: origin.column }];
}

/** The constants of `column = constant`, `constant = column`, `column IN (constants)`, or any of these. */
function equalities(node: Expression, env: Env): readonly string[] | undefined {
  if (node.kind === "logical" && node.operator === "or") {
    const terms = node.terms.map((term) => equalities(term, env));
    return terms.every((term) => term !== undefined) ? terms.flat() : undefined;
  }
  if (node.kind === "compare" && node.operator === "=") {
    const left = quiet(node.left, env);
    const right = quiet(node.right, env);
    if (left.facts.fields.size > 0 && right.facts.fields.size === 0 && isName(node.left))
      return [right.sql];
    if (right.facts.fields.size > 0 && left.facts.fields.size === 0 && isName(node.right))
      return [left.sql];
    return undefined;
  }
  if (node.kind !== "in" || !isName(node.value)) return undefined;
  const items = node.list.map((item) => quiet(item, env));
  return items.every((item) => item.facts.fields.size === 0)
    ? items.map((item) => item.sql)
    : undefined;
}

function isName(node: Expression): boolean {
  return node.kind === "column" || node.kind === "field";
}
