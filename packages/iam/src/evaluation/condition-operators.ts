import {
  type Compare,
  compareAddresses,
  compareBytes,
  comparesDates,
  comparesNumbers,
  compareTruths,
} from "./compare-values.ts";
import { type GlobPart, globOf, matchGlob } from "./glob.ts";
import { type Match, matchOf, maybe } from "./match.ts";
import { matchArn } from "./match-arn.ts";

/** How a condition operator compares one value of the request with one of the policy. */
export interface ConditionOperator {
  /** Whether it asks that no value of the policy compares. */
  readonly isNegated: boolean;
  /** Whether values of the policy may have variables; elsewhere `${` is a fault of the policy. */
  readonly hasVariables: boolean;
  readonly compare: (actual: string, wanted: readonly GlobPart[]) => Match;
}

/** An operator's name taken apart. */
export interface OperatorName {
  readonly base: string;
  readonly ifExists: boolean;
  readonly quantifier: "ForAllValues" | "ForAnyValue" | undefined;
}

/** Take an operator's name apart; upper and lower case are the same. */
export function parseOperator(name: string): OperatorName {
  const [, prefix, base = "", suffix] =
    /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/is.exec(name) ?? [];
  const quantifier = prefix?.toLowerCase() === "forallvalues" ? "ForAllValues" : "ForAnyValue";
  return {
    base: base.toLowerCase(),
    ifExists: suffix !== undefined,
    quantifier: prefix === undefined ? undefined : quantifier,
  };
}

/** The operators by lower-case name, all but Null. */
export const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map([
  ...pair(
    "stringequals",
    "stringnotequals",
    onTexts((actual, wanted) => actual === wanted),
  ),
  ...pair(
    "stringequalsignorecase",
    "stringnotequalsignorecase",
    onTexts((actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()),
  ),
  ...pair("stringlike", "stringnotlike", (actual, wanted) => matchGlob(globOf(wanted), actual)),
  ...pair("arnequals", "arnnotequals", (actual, wanted) => matchArn(globOf(wanted), actual)),
  ...pair("arnlike", "arnnotlike", (actual, wanted) => matchArn(globOf(wanted), actual)),
  ...pair(
    "numericequals",
    "numericnotequals",
    typed(comparesNumbers((order) => order === 0)),
    false,
  ),
  ...single(
    "numericlessthan",
    comparesNumbers((order) => order < 0),
  ),
  ...single(
    "numericlessthanequals",
    comparesNumbers((order) => order <= 0),
  ),
  ...single(
    "numericgreaterthan",
    comparesNumbers((order) => order > 0),
  ),
  ...single(
    "numericgreaterthanequals",
    comparesNumbers((order) => order >= 0),
  ),
  ...pair("dateequals", "datenotequals", typed(comparesDates((order) => order === 0)), false),
  ...single(
    "datelessthan",
    comparesDates((order) => order < 0),
  ),
  ...single(
    "datelessthanequals",
    comparesDates((order) => order <= 0),
  ),
  ...single(
    "dategreaterthan",
    comparesDates((order) => order > 0),
  ),
  ...single(
    "dategreaterthanequals",
    comparesDates((order) => order >= 0),
  ),
  ...single("bool", compareTruths),
  ...single("binaryequals", compareBytes),
  ...pair("ipaddress", "notipaddress", typed(compareAddresses), false),
]);

type Entry = readonly [string, ConditionOperator];

function pair(
  name: string,
  negated: string,
  compare: ConditionOperator["compare"],
  hasVariables = true,
): Entry[] {
  return [
    [name, { isNegated: false, hasVariables, compare }],
    [negated, { isNegated: true, hasVariables, compare }],
  ];
}

function single(name: string, compare: Compare): Entry[] {
  return [[name, { isNegated: false, hasVariables: false, compare: typed(compare) }]];
}

function onTexts(holds: (actual: string, wanted: string) => boolean): ConditionOperator["compare"] {
  return (actual, wanted) => matchOf(holds(actual, textOf(wanted)));
}

/** A value that is not of the operator's type is one that nobody can decide about. */
function typed(compare: Compare): ConditionOperator["compare"] {
  return (actual, wanted) => {
    const text = textOf(wanted);
    const result = compare(actual, text);
    if (result !== undefined) return matchOf(result);
    const [left, right] = [JSON.stringify(actual), JSON.stringify(text)];
    return maybe(`${left.slice(0, 100)} and ${right.slice(0, 100)} are not of the operator's type`);
  };
}

function textOf(parts: readonly GlobPart[]): string {
  return parts.map(({ text }) => text).join("");
}
