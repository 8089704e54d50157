import type { JsonValue } from "@cloudapi/core";
import type { JsonObject } from "@cloudapi/orchestration";
import { StateError } from "../state-error.ts";
import { textOf } from "../text-of.ts";
import { needPath, type Roots, readPath } from "./path.ts";

const TIMESTAMP =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

type Kind = "String" | "Numeric" | "Timestamp" | "Boolean";
const KINDS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  String: (value) => typeof value === "string",
  Numeric: (value) => typeof value === "number",
  Timestamp: (value) => typeof value === "string" && TIMESTAMP.test(value),
  Boolean: (value) => typeof value === "boolean",
};
const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  GreaterThan: (order) => order > 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThanEquals: (order) => order >= 0,
};
const COMPARISON = /^(String|Numeric|Timestamp|Boolean)([A-Z]\w*?)(Path)?$/;
const QUESTIONS: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  IsNull: (value) => value === null,
  IsNumeric: (value) => KINDS.Numeric(value),
  IsString: (value) => KINDS.String(value),
  IsBoolean: (value) => KINDS.Boolean(value),
  IsTimestamp: (value) => KINDS.Timestamp(value),
};

/** Whether a rule of a Choice in JSONPath holds; values of different types compare to false. */
export function holdsRule(rule: JsonObject, roots: Roots): boolean {
  const { And: all, Or: any, Not: not } = rule;
  if (all !== undefined)
    return (all as readonly JsonObject[]).every((each) => holdsRule(each, roots));
  if (any !== undefined)
    return (any as readonly JsonObject[]).some((each) => holdsRule(each, roots));
  if (not !== undefined) return !holdsRule(not as JsonObject, roots);
  const path = textOf(rule["Variable"]);
  const [name = "", operand] =
    Object.entries(rule).find(
      ([each]) => !["Variable", "Next", "Comment", "Assign"].includes(each),
    ) ?? [];
  if (name === "IsPresent") return (readPath(path, roots) !== undefined) === operand;
  const value = needPath(path, roots, "Variable");
  const question = Object.hasOwn(QUESTIONS, name) ? QUESTIONS[name] : undefined;
  if (question !== undefined) return question(value) === operand;
  if (name === "StringMatches") return typeof value === "string" && matches(value, textOf(operand));
  return compared(name, value, operand ?? null, roots);
}

function compared(name: string, value: JsonValue, operand: JsonValue, roots: Roots): boolean {
  const [, kind, order, isPath] = COMPARISON.exec(name) ?? [];
  const test = order === undefined ? undefined : ORDERS[order];
  if (kind === undefined || test === undefined)
    throw new StateError("States.Runtime", `There is no comparison ${name}.`);
  const other = isPath === undefined ? operand : needPath(textOf(operand), roots, name);
  const isKind = KINDS[kind as Kind];
  return isKind(value) && isKind(other) && test(orderOf(kind as Kind, value, other));
}

function orderOf(kind: Kind, a: JsonValue, b: JsonValue): number {
  if (kind === "Numeric") return Number(a) - Number(b);
  if (kind === "Boolean") return Number(a) - Number(b);
  const [x, y] = [textOf(a), textOf(b)];
  if (kind === "Timestamp" && Date.parse(x) !== Date.parse(y)) return Date.parse(x) - Date.parse(y);
  if (kind === "Timestamp") return 0;
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

/** `*` stands for any characters; a backslash takes what follows as it is. */
function matches(value: string, pattern: string): boolean {
  const source = pattern.replaceAll(/\\(.)|\*|[^\\*]/gs, (found, escaped?: string) =>
    found === "*" ? ".*" : (escaped ?? found).replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&"),
  );
  return new RegExp(`^${source}$`, "s").test(value);
}
