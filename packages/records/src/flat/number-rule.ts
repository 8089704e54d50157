import type { $ZodType } from "zod/v4/core";
import type { ZodDefinition } from "../checking/zod-definition.ts";

/** Numbers from one to another. */
export interface NumberRule {
  readonly least: number;
  readonly greatest: number;
  /** Whether `least` itself is none of them, and `greatest`. */
  readonly isAbove: boolean;
  readonly isBelow: boolean;
  readonly isInteger: boolean;
}

const WRAPPERS = new Set<unknown>(["optional", "nullable", "default", "readonly"]);
const ANY_NUMBER: NumberRule = {
  least: -Number.MAX_VALUE,
  greatest: Number.MAX_VALUE,
  isAbove: false,
  isBelow: false,
  isInteger: false,
};
const MOST_FLOAT = 3.4028234663852886e38;
const FORMATS: Readonly<Record<string, Partial<NumberRule>>> = {
  int32: { least: -0x80000000, greatest: 0x7fffffff, isInteger: true },
  uint32: { least: 0, greatest: 0xffffffff, isInteger: true },
  safeint: { least: Number.MIN_SAFE_INTEGER, greatest: Number.MAX_SAFE_INTEGER, isInteger: true },
  float32: { least: -MOST_FLOAT, greatest: MOST_FLOAT },
  float64: {},
};

/**
 * Numbers that a schema takes and leaves as they are, as `fastAccept` says it of values; what is not among them, others can tell.
 * `undefined` where the schema has something that is not known here.
 */
export function numberRule(schema: $ZodType): NumberRule | undefined {
  const def = schema._zod.def as ZodDefinition;
  const { check, checks = [], innerType } = def;
  if (innerType !== undefined)
    return checks.length === 0 && WRAPPERS.has(def.type) ? numberRule(innerType) : undefined;
  if (def.type !== "number" || def.coerce === true) return undefined;
  const definitions = [
    ...(check === undefined ? [] : [def]),
    ...checks.map(({ _zod }) => _zod.def as ZodDefinition),
  ];
  return definitions.reduce<NumberRule | undefined>(
    (rule, definition) => rule && withCheck(rule, definition),
    ANY_NUMBER,
  );
}

function withCheck(
  rule: NumberRule,
  { check, format = "", value, inclusive }: ZodDefinition,
): NumberRule | undefined {
  if (check === "number_format") {
    const of = FORMATS[format];
    if (of === undefined) return undefined;
    const { least = rule.least, greatest = rule.greatest, isInteger = false } = of;
    const narrowed = atMost(atLeast(rule, least, false), greatest, false);
    return { ...narrowed, isInteger: rule.isInteger || isInteger };
  }
  if (typeof value !== "number" || Number.isNaN(value)) return undefined;
  if (check === "greater_than") return atLeast(rule, value, inclusive !== true);
  return check === "less_than" ? atMost(rule, value, inclusive !== true) : undefined;
}

function atLeast(rule: NumberRule, least: number, isAbove: boolean): NumberRule {
  if (least < rule.least) return rule;
  return { ...rule, least, isAbove: isAbove || (least === rule.least && rule.isAbove) };
}

function atMost(rule: NumberRule, greatest: number, isBelow: boolean): NumberRule {
  if (greatest > rule.greatest) return rule;
  return { ...rule, greatest, isBelow: isBelow || (greatest === rule.greatest && rule.isBelow) };
}
