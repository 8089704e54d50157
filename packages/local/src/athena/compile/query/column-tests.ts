import type { Expression } from "@cloudapi/athena/internal/analysis";
import type { ColumnTest, Env, Scan, Typed } from "../scope/compilation.ts";
import { newFacts } from "../scope/compilation.ts";

const COMPARED = { "=": "in", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte" } as const;
const SWAPPED = { in: "in", lt: "gt", lte: "gte", gt: "lt", gte: "lte" } as const;

/**
 * What a condition says of single columns of a scan, as far as it compares them with constants; it may say more.
 *
 * @returns tests that all hold for every row for which the condition is true
 */
export function columnTests(node: Expression, scan: Scan, env: Env): readonly ColumnTest[] {
  switch (node.kind) {
    case "compare":
      return node.operator === "<>"
        ? []
        : comparison(node.left, COMPARED[node.operator], [node.right], { scan, env });
    case "between":
      return [
        ...comparison(node.value, "gte", [node.low], { scan, env }),
        ...comparison(node.value, "lte", [node.high], { scan, env }),
      ];
    case "in":
      return comparison(node.value, "in", node.list, { scan, env });
    case "is-null":
      return nullTest(node.value, "null", { scan, env });
    case "not":
      return node.value.kind === "is-null"
        ? nullTest(node.value.value, "not-null", { scan, env })
        : [];
    case "logical":
      return node.operator === "and"
        ? node.terms.flatMap((term) => columnTests(term, scan, env))
        : eitherTest(node.terms.map((term) => columnTests(term, scan, env)));
    default:
      return [];
  }
}

/** An expression, compiled without a trace in the query that it is of. */
export function quiet(node: Expression, env: Env): Typed {
  return env.compilation.rules.expression(node, { ...env, facts: newFacts() });
}

interface Place {
  readonly scan: Scan;
  readonly env: Env;
}

function comparison(
  left: Expression,
  kind: keyof typeof SWAPPED,
  right: readonly Expression[],
  { scan, env }: Place,
): readonly ColumnTest[] {
  const one = quiet(left, env);
  const others = right.map((each) => quiet(each, env));
  const column = columnOf(one, scan);
  if (column !== undefined)
    return others.every(isConstant) ? [{ column, kind, values: others.map(plain) }] : [];
  const [only] = others;
  const swapped = only === undefined ? undefined : columnOf(only, scan);
  // `1 IN (a)` is no comparison that anybody writes.
  if (swapped === undefined || others.length > 1 || !isConstant(one)) return [];
  return [{ column: swapped, kind: SWAPPED[kind], values: [plain(one)] }];
}

function plain({ sql, type }: Typed): ColumnTest["values"][number] {
  return { sql, type };
}

function nullTest(
  node: Expression,
  kind: "null" | "not-null",
  { scan, env }: Place,
): readonly ColumnTest[] {
  const column = columnOf(quiet(node, env), scan);
  return column === undefined ? [] : [{ column, kind, values: [] }];
}

function columnOf({ field }: Typed, scan: Scan): string | undefined {
  return field?.origins.find((origin) => origin.scan === scan)?.column;
}

function isConstant({ facts }: Typed): boolean {
  return facts.fields.size === 0 && !facts.subquery && !facts.volatile;
}

/** `a = 1 OR a IN (2, 3)` is `a IN (1, 2, 3)`. */
function eitherTest(terms: readonly (readonly ColumnTest[])[]): readonly ColumnTest[] {
  const tests = terms.flat();
  const [first] = tests;
  const isOne = terms.every((term) => term.length === 1);
  const isIn = tests.every(({ kind, column }) => kind === "in" && column === first?.column);
  if (first === undefined || !isOne || !isIn) return [];
  return [{ ...first, values: tests.flatMap(({ values }) => values) }];
}
