import type { DataType } from "@cloudapi/core";
import { decimalOfCheck } from "@cloudapi/core/internal";
import { issueOfZod } from "@cloudapi/records/internal";
import * as z from "zod/mini";
import type { $ZodIssue, $ZodType } from "zod/v4/core";
import { pythonPattern } from "./python-pattern.ts";
import type { Refuse } from "./refusal.ts";

/** A rule for a single value, as the job has it. */
export interface Rule {
  readonly type: "string" | "number" | "bigint" | "boolean" | "values" | "union";
  readonly values?: readonly unknown[];
  readonly options?: readonly Rule[];
  readonly expected?: string | undefined;
  readonly checks: readonly Readonly<Record<string, unknown>>[];
}

/** What is read of the definition of a schema or a check. */
interface Definition {
  readonly type?: string;
  readonly check?: string;
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
  readonly coerce?: boolean;
  readonly options?: readonly $ZodType[];
  readonly inclusive?: boolean;
  readonly abort?: boolean;
  readonly when?: unknown;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly fn?: unknown;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly includes?: string;
  readonly position?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly value?: number | bigint;
}

/** Formats of which zod asks their pattern and nothing else. */
const PATTERNS = new Set([
  "regex",
  "ipv4",
  "uuid",
  "guid",
  "email",
  "lowercase",
  "uppercase",
  "date",
  "datetime",
  "nanoid",
  "cuid",
  "cuid2",
  "ulid",
  "xid",
  "ksuid",
  "mac",
  "cidrv4",
  "e164",
  "time",
]);
const SAFE = Number.MAX_SAFE_INTEGER;
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
  safeint: [-SAFE, SAFE],
  float32: [-3.402_823_466_385_288_6e38, 3.402_823_466_385_288_6e38],
  float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
};

/** The rule of a schema without wrappers; what can't be said is refused. */
export function compileRule({ _zod }: $ZodType, type: DataType, refuse: Refuse): Rule {
  const def = _zod.def as Definition;
  if (def.coerce === true) refuse("coercion", "it makes a value of another one");
  const { check, checks = [] } = def;
  const own = check === undefined ? [] : [def];
  const all = [...own, ...checks.map((each) => each._zod.def as Definition)];
  return {
    ...typeRule(def, _zod.values, type, refuse),
    checks: all.flatMap((each) => compileCheck(each, type, refuse)),
  };
}

function typeRule(
  def: Definition,
  values: ReadonlySet<unknown> | undefined,
  type: DataType,
  refuse: Refuse,
): Omit<Rule, "checks"> {
  switch (def.type) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return { type: def.type, expected: expectedOf({ code: "invalid_type", expected: def.type }) };
    case "enum":
    case "literal":
      return valuesRule([...(values ?? [])], type, refuse);
    case "union":
      return {
        type: "union",
        options: (def.options ?? []).map((option) => compileRule(option, type, refuse)),
      };
    default:
      refuse(String(def.type), "it has no form in the job");
      return { type: "string" };
  }
}

function valuesRule(
  values: readonly unknown[],
  type: DataType,
  refuse: Refuse,
): Omit<Rule, "checks"> {
  const isPlain = values.every((value) => ["string", "number", "boolean"].includes(typeof value));
  if (!isPlain || !["string", "int32", "int64", "double", "float", "boolean"].includes(type.kind))
    refuse("values", "only texts, numbers and booleans can be listed");
  const expected = expectedOf({ code: "invalid_value", values });
  return { type: "values", values: isPlain ? values : [], expected };
}

function compileCheck(
  def: Definition,
  type: DataType,
  refuse: Refuse,
): Readonly<Record<string, unknown>>[] {
  const rule = ruleOfCheck(def, type, refuse);
  return rule === undefined ? [] : [{ ...rule, goes_on: def.abort !== true }];
}

function ruleOfCheck(
  def: Definition,
  type: DataType,
  refuse: Refuse,
): Readonly<Record<string, unknown>> | undefined {
  const { check = "", format = "", value } = def;
  switch (check) {
    case "greater_than":
    case "less_than":
      return boundRule(def, refuse);
    case "multiple_of":
      if (typeof value !== "bigint")
        return refuse("multipleOf", "the remainder of a number is zod's own");
      return { check, value: String(value), expected: `a multiple of ${value}` };
    case "number_format": {
      const [low, high] = RANGES[format] ?? [0, 0];
      if (RANGES[format] === undefined) return refuse(format, "it has no form in the job");
      return { check, low, high, int: format.includes("int"), expected: "" };
    }
    case "bigint_format":
      return format === "int64" ? undefined : refuse(format, "it has no form in the job");
    case "min_length":
    case "max_length":
    case "length_equals":
      return lengthRule(def, type, refuse);
    case "string_format":
      return formatRule(def, type, refuse);
    case "overwrite":
      return refuse("overwrite", "a function changes the value, as .trim() does");
    default:
      return type.kind === "decimal" && decimalOfCheck(def) !== undefined
        ? undefined
        : refuse(check === "custom" ? "refine" : check, "it is a function");
  }
}

function boundRule({ check, value, inclusive = false }: Definition, refuse: Refuse) {
  if (typeof value === "number" && !Number.isFinite(value))
    return refuse(String(check), "its bound is not a finite number");
  const isLeast = check === "greater_than";
  const expected = expectedOf({
    code: isLeast ? "too_small" : "too_big",
    origin: "number",
    inclusive,
    ...(isLeast ? { minimum: value } : { maximum: value }),
  });
  return { check, value: typeof value === "bigint" ? String(value) : value, inclusive, expected };
}

function lengthRule(def: Definition, type: DataType, refuse: Refuse) {
  const { check = "", minimum, maximum, length } = def;
  const value = minimum ?? maximum ?? length;
  if (!isLength(value)) return refuse(check, "its bound is no whole number");
  const limit = length === undefined ? { minimum, maximum } : { maximum: length, exact: true };
  const code = check === "min_length" ? "too_small" : "too_big";
  return { check, value, expected: lengthExpected(type, code, limit) };
}

/** Whether a bound is one that both count to. */
export function isLength(bound: number | undefined): bound is number {
  return Number.isSafeInteger(bound) && Number(bound) >= 0;
}

function lengthExpected({ kind }: DataType, code: string, limit: object): string | undefined {
  return expectedOf({ code, origin: kind === "list" ? "array" : "string", ...limit });
}

function formatRule(def: Definition, type: DataType, refuse: Refuse) {
  const { format = "", pattern, prefix, suffix, includes, position } = def;
  const expected = expectedOf({ code: "invalid_format", prefix, suffix, includes, ...said(def) });
  // Half of a character is a part of it in JavaScript, and in Python is not.
  if (/[\ud800-\udfff]/u.test(`${prefix ?? ""} ${suffix ?? ""} ${includes ?? ""}`))
    return refuse(format, "it looks at half of a character");
  if (format === "starts_with") return { check: format, value: prefix, expected };
  if (format === "ends_with") return { check: format, value: suffix, expected };
  if (format === "includes")
    return position === undefined
      ? { check: format, value: includes, expected }
      : refuse("includes", "it looks at a position");
  if (format === "ipv6") return { check: "ipv6", expected };
  if (pattern === undefined || def.fn !== undefined || !PATTERNS.has(format))
    return refuse(format, "zod looks at it by a function");
  if (isOfType(pattern, type)) return undefined;
  const python = pythonPattern(pattern);
  if ("reason" in python) return refuse(`${format} ${pattern}`, `Python has not ${python.reason}`);
  return { check: "pattern", ...python, expected };
}

function said({ format, pattern }: Definition): object {
  return { format, ...(pattern === undefined ? {} : { pattern: String(pattern) }) };
}

/** Whether a pattern is that of the type, as zod writes it and with nothing that narrows it. */
function isOfType({ source }: RegExp, { kind }: DataType): boolean {
  if (kind === "date") return source === z.iso.date()._zod.def.pattern?.source;
  const { pattern } = z.iso.datetime({ offset: true })._zod.def;
  return kind === "timestamp" && source === pattern?.source;
}

/** What would have been right, in the words of CloudAPI's own issues. */
export function expectedOf(issue: object): string | undefined {
  return issueOfZod({ path: [], input: undefined, message: "", ...issue } as unknown as $ZodIssue)
    .expected;
}
