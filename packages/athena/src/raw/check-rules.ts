import { quoteLiteral, quoteValue } from "@cloudapi/core/sql";
import * as z from "zod/mini";
import { patternSql } from "./pattern-sql.ts";

/** What is read of a check of zod's. */
export interface CheckDef {
  readonly type?: string;
  readonly check?: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly fn?: unknown;
  readonly value?: unknown;
  readonly inclusive?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly includes?: string;
  readonly position?: number;
  readonly abort?: boolean;
  readonly when?: unknown;
}

/** A condition of SQL under which a value is wrong, and the code of that; or the rule that SQL can't have. */
export type CheckSql =
  | {
      readonly wrong: string;
      readonly code: string;
      /** The same condition over a number, for a check of the length: zod asks it of lists, too. */
      readonly ofLength?: (length: string) => string;
    }
  | { readonly rule: string };

const HAS_LENGTH = (z.maxLength(1)._zod.def as CheckDef).when;

/** A check as conditions over a text or a number in SQL, in zod's order; none for one that can't be wrong. */
export function checkSql(def: CheckDef, value: string): readonly CheckSql[] {
  if (def.abort === true) return [{ rule: "a check with abort" }];
  if (def.when !== undefined && def.when !== HAS_LENGTH) return [{ rule: "a check with when" }];
  const found = sqlOf(def, value);
  return found === undefined ? [{ rule: ruleOf(def) }] : found;
}

/** The name of a check as messages have it. */
export function ruleOf({ check, format, type }: CheckDef): string {
  if (check === "custom") return "a check by a function";
  if (check === "overwrite") return "a function that changes the value, such as .trim()";
  return format ?? check?.replaceAll("_", " ") ?? type ?? "a check";
}

function sqlOf(def: CheckDef, value: string): readonly CheckSql[] | undefined {
  const { inclusive } = def;
  switch (def.check) {
    case "greater_than":
      return bound(
        def.value,
        (limit) => `${value} ${inclusive === true ? "<" : "<="} ${limit}`,
        "too_small",
      );
    case "less_than":
      return bound(
        def.value,
        (limit) => `${value} ${inclusive === true ? ">" : ">="} ${limit}`,
        "too_big",
      );
    case "number_format":
      return numberFormat(def.format ?? "", value);
    case "bigint_format":
      return def.format === "int64" ? [] : undefined;
    case "min_length":
    case "max_length":
    case "length_equals":
      return lengthChecks(def, value);
    case "string_format":
      return textFormat(def, value);
    default:
      return undefined;
  }
}

function lengthChecks(
  { minimum, maximum, length }: CheckDef,
  value: string,
): readonly CheckSql[] | undefined {
  const [least, most] = [minimum ?? length, maximum ?? length];
  if (![least, most].every((each) => each === undefined || Number.isSafeInteger(each)))
    return [{ rule: "a length that is no whole number" }];
  return [
    ...(least === undefined ? [] : [lengthCheck(value, `< ${least}`, "too_small")]),
    ...(most === undefined ? [] : [lengthCheck(value, `> ${most}`, "too_big")]),
  ];
}

function lengthCheck(value: string, relation: string, code: string): CheckSql {
  const ofLength = (length: string) => `${length} ${relation}`;
  return { wrong: ofLength(`length(${value})`), code, ofLength };
}

function bound(
  limit: unknown,
  wrong: (limit: string) => string,
  code: string,
): readonly CheckSql[] | undefined {
  if (typeof limit === "bigint") {
    const isLong = BigInt.asIntN(64, limit) === limit;
    return isLong ? [{ wrong: wrong(`CAST('${limit}' AS bigint)`), code }] : undefined;
  }
  if (typeof limit !== "number" || !Number.isFinite(limit)) return undefined;
  return [{ wrong: wrong(quoteValue({ type: "double", value: limit })), code }];
}

const FORMATS: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
  safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  float32: [-3.402_823_466_385_288_6e38, 3.402_823_466_385_288_6e38],
};

function numberFormat(format: string, value: string): readonly CheckSql[] | undefined {
  if (format === "float64") return [];
  const range = FORMATS[format];
  if (range === undefined) return undefined;
  const [least, most] = range.map((each) => quoteValue({ type: "double", value: each }));
  return [
    { wrong: `${value} < ${least}`, code: "too_small" },
    { wrong: `${value} > ${most}`, code: "too_big" },
  ];
}

/** Formats of which zod asks their pattern and nothing else. */
const BY_PATTERN = new Set([
  "regex",
  "ipv4",
  "uuid",
  "email",
  "lowercase",
  "uppercase",
  "cuid2",
  "ulid",
  "nanoid",
  "guid",
]);

const [GROUP, BYTE] = ["[0-9a-fA-F]{1,4}", "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"];

/** An IPv6 address as WHATWG's URL Standard reads it: `::` stands for at least one group, and the last two may be written as IPv4. */
const IPV6 = ipv6Pattern();

function ipv6Pattern(): string {
  const all = (tail: string, groups: number) => [
    `(?:${GROUP}:){${groups}}${tail}`,
    ...Array.from({ length: groups }, (_, before) => {
      const head = before === 0 ? ":" : `(?:${GROUP}:){${before}}`;
      return `${head}:(?:${GROUP}:){0,${groups - before - 1}}${tail}`;
    }),
  ];
  const open = Array.from({ length: 8 }, (_, before) =>
    before === 0 ? "::" : `(?:${GROUP}:){${before}}:`,
  );
  const dotted = `${BYTE}(?:\\.${BYTE}){3}`;
  return `\\A(?:${[...all(GROUP, 7), ...open, ...all(dotted, 6)].join("|")})\\z`;
}

/** What a statement can't have as text: a NUL, and half of a surrogate pair. */
export const NOT_IN_LITERALS = /[\0\ud800-\udfff]/u;

function textFormat(def: CheckDef, value: string): readonly CheckSql[] | undefined {
  const { format = "", prefix, suffix, includes, position } = def;
  if (NOT_IN_LITERALS.test(`${prefix ?? ""} ${suffix ?? ""} ${includes ?? ""}`))
    return [{ rule: `${format} of a text that SQL can't have` }];
  const isNot = (right: string): CheckSql[] => [
    { wrong: `NOT (${right})`, code: "invalid_format" },
  ];
  if (format === "starts_with" && prefix !== undefined)
    return isNot(`substr(${value}, 1, length(${quoteLiteral(prefix)})) = ${quoteLiteral(prefix)}`);
  if (
    format === "ends_with" &&
    suffix !== undefined &&
    /^[\0-\uD7FF\uE000-\uFFFF]*$/.test(suffix)
  ) {
    const length = Array.from(suffix).length;
    const start = `length(${value}) - ${length - 1}`;
    return isNot(
      `length(${value}) >= ${length} AND substr(${value}, ${start}) = ${quoteLiteral(suffix)}`,
    );
  }
  if (format === "includes" && includes !== undefined && position === undefined)
    return isNot(`strpos(${value}, ${quoteLiteral(includes)}) > 0`);
  if (format === "ipv6") return isNot(`regexp_like(${value}, ${quoteLiteral(IPV6)})`);
  if (!BY_PATTERN.has(format) || def.pattern === undefined || def.fn !== undefined)
    return undefined;
  const translated = patternSql(def.pattern);
  if ("refusal" in translated) return [{ rule: translated.refusal }];
  return isNot(`regexp_like(${value}, ${quoteLiteral(translated.pattern)})`);
}
