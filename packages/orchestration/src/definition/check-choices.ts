import { at, type Fields, isFields } from "./definition-issue.ts";
import type { Place } from "./place.ts";

const TYPES = ["String", "Numeric", "Timestamp"];
const ORDERS = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];
const COMPARISONS: ReadonlySet<string> = new Set([
  ...TYPES.flatMap((type) => ORDERS.flatMap((order) => [`${type}${order}`, `${type}${order}Path`])),
  "StringMatches",
  "BooleanEquals",
  "BooleanEqualsPath",
  "IsNull",
  "IsPresent",
  "IsNumeric",
  "IsString",
  "IsBoolean",
  "IsTimestamp",
]);
const MAX_DEPTH = 16;

/** Check the rules of a Choice; where they lead comes back. */
export function checkChoices(state: Fields, place: Place): string[] {
  const { location, tell } = place;
  const { Choices: choices, Default: other } = state;
  const targets: string[] = [];
  if (other !== undefined && typeof other !== "string")
    tell("SCHEMA_VALIDATION_FAILED", at(location, "Default"), "Default must name a state.");
  if (typeof other === "string") targets.push(other);
  if (!Array.isArray(choices) || choices.length === 0) {
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "Choices"),
      "Choices must be a list of at least one rule.",
    );
    return targets;
  }
  for (const [index, rule] of (choices as unknown[]).entries()) {
    const here = { ...place, location: at(at(location, "Choices"), index) };
    if (!isFields(rule)) {
      tell("SCHEMA_VALIDATION_FAILED", here.location, "A rule must be an object.");
      continue;
    }
    const next = rule["Next"];
    if (typeof next === "string") targets.push(next);
    else
      tell(
        "SCHEMA_VALIDATION_FAILED",
        at(here.location, "Next"),
        "A rule must name the state that comes next.",
      );
    if (place.language === "JSONata") checkCondition(rule, here);
    else checkRule(rule, here, 0);
  }
  return targets;
}

function checkCondition(rule: Fields, { location, tell }: Place): void {
  const condition = rule["Condition"];
  if (typeof condition !== "string" && typeof condition !== "boolean")
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "Condition"),
      "A rule in JSONata has a Condition, an expression.",
    );
  for (const name of Object.keys(rule))
    if (!["Condition", "Next", "Assign", "Output", "Comment"].includes(name))
      tell(
        "SCHEMA_VALIDATION_FAILED",
        at(location, name),
        `A rule in JSONata has no field "${name}".`,
      );
}

function checkRule(rule: Fields, place: Place, depth: number): void {
  const { location, tell } = place;
  const names = Object.keys(rule).filter((name) => !["Next", "Comment", "Assign"].includes(name));
  if (depth > 0 && rule["Next"] !== undefined)
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "Next"),
      "A rule inside another one leads nowhere.",
    );
  const [first = ""] = names;
  if (names.length === 1 && ["And", "Or", "Not"].includes(first)) {
    checkInner(rule[first], { ...place, location: at(location, first) }, depth + 1);
    return;
  }
  const comparisons = names.filter((name) => name !== "Variable");
  const [comparison = ""] = comparisons;
  if (typeof rule["Variable"] !== "string")
    tell(
      "SCHEMA_VALIDATION_FAILED",
      at(location, "Variable"),
      "A rule in JSONPath compares a Variable, a path.",
    );
  if (comparisons.length !== 1 || !COMPARISONS.has(comparison))
    tell(
      "SCHEMA_VALIDATION_FAILED",
      location,
      `A rule has exactly one comparison, not ${comparisons.join(" and ") || "none"}.`,
    );
}

function checkInner(inner: unknown, place: Place, depth: number): void {
  const { location, tell } = place;
  const isNot = location.endsWith("/Not");
  const rules: unknown[] = Array.isArray(inner) ? inner : [inner];
  if (depth > MAX_DEPTH || Array.isArray(inner) === isNot || rules.length === 0) {
    tell(
      "SCHEMA_VALIDATION_FAILED",
      location,
      "And and Or have a list of rules, Not has one; they may be nested 16 deep.",
    );
    return;
  }
  for (const rule of rules) {
    if (isFields(rule)) checkRule(rule, place, depth);
    else tell("SCHEMA_VALIDATION_FAILED", location, "A rule must be an object.");
  }
}
