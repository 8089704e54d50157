import {
  acceptSymbol,
  acceptWords,
  atWords,
  type Cursor,
  expectEnd,
  expectSymbol,
  expectWords,
  mismatch,
  next,
  peek,
} from "@cloudapi/athena/internal/analysis";
import type { ColumnDefinition } from "../../catalog/definitions.ts";
import { invalidInput } from "../glue-error.ts";
import { isLike } from "./is-like.ts";
import { type KeyType, type KeyValue, keyType } from "./key-type.ts";

/** Whether a partition is wanted, by its values in the order of the keys. */
export type PartitionRule = (values: readonly string[]) => boolean;

const MAX_DEPTH = 100;

/** A partition key that an expression names. */
interface Key {
  readonly index: number;
  readonly type: KeyType;
}

interface Parsing {
  readonly cursor: Cursor;
  readonly keys: readonly ColumnDefinition[];
  readonly depth: number;
}

/** Parse a whole expression; what is compared is known to be of the keys' types when it is read. */
export function parseCondition(cursor: Cursor, keys: readonly ColumnDefinition[]): PartitionRule {
  const rule = either({ cursor, keys, depth: 0 });
  expectEnd(cursor);
  return rule;
}

function either(parsing: Parsing): PartitionRule {
  const rules = [both(parsing)];
  while (acceptWords(parsing.cursor, "OR")) rules.push(both(parsing));
  return rules.length === 1 && rules[0] !== undefined
    ? rules[0]
    : (values) => rules.some((rule) => rule(values));
}

function both(parsing: Parsing): PartitionRule {
  const rules = [negated(parsing)];
  while (acceptWords(parsing.cursor, "AND")) rules.push(negated(parsing));
  return rules.length === 1 && rules[0] !== undefined
    ? rules[0]
    : (values) => rules.every((rule) => rule(values));
}

function negated(parsing: Parsing): PartitionRule {
  const { cursor, depth } = parsing;
  const deeper = { ...parsing, depth: depth + 1 };
  if (depth > MAX_DEPTH) throw mismatch(cursor, "an expression less deep");
  if (acceptWords(cursor, "NOT")) return not(negated(deeper));
  // A bracket may also be around a name alone: (dt) = '2025-01-15'.
  if (atBracketedName(cursor) || !acceptSymbol(cursor, "(")) return comparison(parsing);
  const rule = either(deeper);
  expectSymbol(cursor, ")");
  return rule;
}

function not(rule: PartitionRule): PartitionRule {
  return (values) => !rule(values);
}

type Compare = (order: number) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/** The same from the other side: 5 < n is n > 5. */
const TURNED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function comparison(parsing: Parsing): PartitionRule {
  const { cursor } = parsing;
  if (!isName(cursor) && !atBracketedName(cursor)) {
    const text = constant(cursor);
    const operator = comparisonSign(cursor);
    return compared(key(parsing), TURNED[operator] ?? operator, text);
  }
  const left = key(parsing);
  if (acceptWords(cursor, "IS")) return isNull(cursor);
  if (acceptWords(cursor, "NOT")) return not(range(parsing, left));
  if (atWords(cursor, "IN") || atWords(cursor, "BETWEEN") || atWords(cursor, "LIKE"))
    return range(parsing, left);
  const operator = comparisonSign(cursor);
  return compared(left, operator, constant(cursor));
}

function comparisonSign(cursor: Cursor): string {
  const { kind, value } = peek(cursor);
  if (kind !== "symbol" || !Object.hasOwn(COMPARISONS, value))
    throw mismatch(cursor, "a comparison");
  next(cursor);
  return value;
}

function compared({ index, type }: Key, operator: string, text: string): PartitionRule {
  const bound = type.constant(text);
  const holds = COMPARISONS[operator];
  return (values) => holds?.(order(type.value(values[index] ?? ""), bound)) === true;
}

/** No value of a partition is null: what Hive writes for one is a text like any other. */
function isNull(cursor: Cursor): PartitionRule {
  const answer = acceptWords(cursor, "NOT");
  expectWords(cursor, "NULL");
  return () => answer;
}

function range(parsing: Parsing, { index, type }: Key): PartitionRule {
  const { cursor } = parsing;
  const valueOf = (values: readonly string[]) => type.value(values[index] ?? "");
  if (acceptWords(cursor, "LIKE")) {
    if (!type.isText)
      throw invalidInput(`${type.title} data type doesn't support operation 'LIKE'`);
    const pattern = constant(cursor);
    return (values) => isLike(values[index] ?? "", pattern);
  }
  if (acceptWords(cursor, "BETWEEN")) {
    const low = type.constant(constant(cursor));
    expectWords(cursor, "AND");
    const high = type.constant(constant(cursor));
    return (values) => isBetween(valueOf(values), low, high);
  }
  expectWords(cursor, "IN");
  const wanted = constants(cursor).map((text) => type.constant(text));
  return (values) => {
    const value = valueOf(values);
    return wanted.some((each) => order(value, each) === 0);
  };
}

function isBetween(value: KeyValue, low: KeyValue, high: KeyValue): boolean {
  return order(value, low) >= 0 && order(value, high) <= 0;
}

function constants(cursor: Cursor): string[] {
  expectSymbol(cursor, "(");
  const texts = [constant(cursor)];
  while (acceptSymbol(cursor, ",")) texts.push(constant(cursor));
  expectSymbol(cursor, ")");
  return texts;
}

/** A constant as its text; DATE and TIMESTAMP in front say nothing new. */
function constant(cursor: Cursor): string {
  if (acceptSymbol(cursor, "(")) {
    const text = constant(cursor);
    expectSymbol(cursor, ")");
    return text;
  }
  if (peek(cursor, 1).kind === "string" && !acceptWords(cursor, "DATE"))
    acceptWords(cursor, "TIMESTAMP");
  const sign = acceptSymbol(cursor, "-") ? "-" : "";
  const token = peek(cursor);
  const isNumber = ["integer", "decimal", "double"].includes(token.kind);
  if (!isNumber && (token.kind !== "string" || sign !== "")) throw mismatch(cursor, "a constant");
  next(cursor);
  return sign + token.value;
}

function isName(cursor: Cursor): boolean {
  const { kind } = peek(cursor);
  const isTyped = kind === "word" && peek(cursor, 1).kind === "string";
  return ["word", "quoted", "backquoted"].includes(kind) && !isTyped;
}

function atBracketedName(cursor: Cursor): boolean {
  const [open, name, close] = [peek(cursor), peek(cursor, 1), peek(cursor, 2)];
  return (
    open.kind === "symbol" &&
    open.value === "(" &&
    ["word", "quoted", "backquoted"].includes(name.kind) &&
    close.kind === "symbol" &&
    close.value === ")"
  );
}

function key({ cursor, keys }: Parsing): Key {
  const bracketed = acceptSymbol(cursor, "(");
  const { value } = isName(cursor) ? next(cursor) : unnamed(cursor);
  if (bracketed) expectSymbol(cursor, ")");
  const index = keys.findIndex(({ Name }) => Name === value.toLowerCase());
  const column = keys[index];
  if (column === undefined) throw invalidInput("Invalid partition expression!");
  return { index, type: keyType(column.Type ?? "string") };
}

function unnamed(cursor: Cursor): never {
  throw mismatch(cursor, "a partition key");
}

function order(a: KeyValue, b: KeyValue): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
