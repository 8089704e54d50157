import type { DataType } from "@cloudapi/core";
import { takesBigint } from "@cloudapi/core/internal";
import * as z from "zod/mini";
import type { $ZodType } from "zod/v4/core";
import type { ZodDefinition } from "../checking/zod-definition.ts";
import { numberRule } from "./number-rule.ts";
import { takesAll } from "./takes-all.ts";

/** How values of a column that is no text are known by their bytes, and which of them fit. */
export type TypedRule =
  | { readonly kind: "boolean" | "date" }
  | InstantRule
  | IntegerRule
  | DecimalRule;

/** Instants with seconds, of a spelling. */
export interface InstantRule {
  readonly kind: "instant";
  /** Whether they may have an offset and not only `Z`. */
  readonly takesOffset: boolean;
  /** How many digits seconds have behind the point; `undefined` for any. */
  readonly fractionDigits: number | undefined;
}

/** Integers of 64 bits from one to another, both of which are among them. */
export interface IntegerRule {
  readonly kind: "integer";
  readonly least: bigint;
  readonly greatest: bigint;
  /** Whether rows have bigints, which may come as text, and not numbers. */
  readonly isBigint: boolean;
}

/** Decimals that 64 bits hold, by how many digits they have at most before the point, and how many behind it. */
export interface DecimalRule {
  readonly kind: "decimal";
  readonly wholeDigits: number;
  readonly scale: number;
}

interface Definition extends ZodDefinition {
  readonly offset?: boolean;
  readonly precision?: number | null;
}

const WRAPPERS = new Set<unknown>(["optional", "nullable", "default", "readonly"]);
const [INT64_LEAST, INT64_GREATEST] = [-(2n ** 63n), 2n ** 63n - 1n] as const;
/** Digits that an integer of 64 bits has room for. */
const MOST_DIGITS = 18;

/** The rule of a field's schema; `undefined` for texts, doubles, and where only the schema tells. */
export function typedRule(schema: $ZodType, type: DataType): TypedRule | undefined {
  switch (type.kind) {
    case "boolean":
    case "date":
      return takesAll(schema, type) ? { kind: type.kind } : undefined;
    case "timestamp":
      return instantRule(schema);
    case "int64":
      return takesBigint(leafOf(schema)) ? bigintRule(schema) : safeIntegerRule(schema);
    case "decimal": {
      const { precision, scale } = type;
      const isKnown = precision <= MOST_DIGITS && takesAll(schema, type);
      return isKnown ? { kind: "decimal", wholeDigits: precision - scale, scale } : undefined;
    }
    default:
      return undefined;
  }
}

/** A pattern is zod's own by its source alone. */
function instantRule(schema: $ZodType): InstantRule | undefined {
  const leaf = plainLeafOf(schema);
  if (leaf === undefined) return undefined;
  const { pattern, offset = false, precision, checks = [], coerce } = leaf._zod.def as Definition;
  if (pattern === undefined || checks.length > 0 || coerce === true) return undefined;
  const own = z.iso.datetime({ offset, precision: precision ?? null })._zod.def.pattern;
  if (own?.source !== pattern.source || own.flags !== pattern.flags) return undefined;
  return { kind: "instant", takesOffset: offset, fractionDigits: precision ?? undefined };
}

function safeIntegerRule(schema: $ZodType): IntegerRule | undefined {
  const rule = numberRule(schema);
  if (rule === undefined || !rule.isInteger) return undefined;
  const { least, greatest, isAbove, isBelow } = rule;
  if (!Number.isSafeInteger(Math.ceil(least)) || !Number.isSafeInteger(Math.floor(greatest)))
    return undefined;
  return {
    kind: "integer",
    least: firstFrom(BigInt(Math.ceil(least)), isAbove && Number.isInteger(least)),
    greatest: lastTo(BigInt(Math.floor(greatest)), isBelow && Number.isInteger(greatest)),
    isBigint: false,
  };
}

function bigintRule(schema: $ZodType): IntegerRule | undefined {
  const leaf = plainLeafOf(schema);
  if (leaf === undefined) return undefined;
  const def = leaf._zod.def as Definition;
  if (def.type !== "bigint" || def.coerce === true) return undefined;
  const checks = (def.checks ?? []).map(({ _zod }) => _zod.def as Definition);
  const all = def.check === undefined ? checks : [def, ...checks];
  return all.reduce<IntegerRule | undefined>((rule, check) => rule && withCheck(rule, check), {
    kind: "integer",
    least: INT64_LEAST,
    greatest: INT64_GREATEST,
    isBigint: true,
  });
}

function withCheck(
  rule: IntegerRule,
  { check, format, value, inclusive }: Definition,
): IntegerRule | undefined {
  if (check === "bigint_format") return format === "int64" ? rule : undefined;
  if (typeof value !== "bigint") return undefined;
  const isOpen = inclusive !== true;
  if (check === "greater_than") {
    const least = firstFrom(value, isOpen);
    return least > rule.least ? { ...rule, least } : rule;
  }
  if (check !== "less_than") return undefined;
  const greatest = lastTo(value, isOpen);
  return greatest < rule.greatest ? { ...rule, greatest } : rule;
}

function firstFrom(least: bigint, isOpen: boolean): bigint {
  return isOpen ? least + 1n : least;
}

function lastTo(greatest: bigint, isOpen: boolean): bigint {
  return isOpen ? greatest - 1n : greatest;
}

/** The schema inside its wrappers, none of which has checks of its own. */
function plainLeafOf(schema: $ZodType): $ZodType | undefined {
  const { innerType, checks = [], type } = schema._zod.def as Definition;
  if (innerType === undefined) return schema;
  return checks.length === 0 && WRAPPERS.has(type) ? plainLeafOf(innerType) : undefined;
}

function leafOf(schema: $ZodType): $ZodType {
  const { innerType } = schema._zod.def as Definition;
  return innerType === undefined ? schema : leafOf(innerType);
}
