import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { asDecimal, isFloating, isInteger, sameType } from "@cloudapi/athena/internal/analysis";

const INTEGER_ORDER = ["tinyint", "smallint", "integer", "bigint"];

/**
 * The type two values meet in (operands of `=`, branches of CASE, rows of UNION), or `undefined`
 * when Trino has none: a varchar and a number never meet.
 */
export function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (sameType(a, b) || b.kind === "unknown") return a;
  if (a.kind === "unknown") return b;
  return commonNumber(a, b) ?? commonText(a, b) ?? commonTime(a, b) ?? commonNested(a, b);
}

function commonNumber(a: SqlType, b: SqlType): SqlType | undefined {
  if (isInteger(a) && isInteger(b))
    return INTEGER_ORDER.indexOf(a.kind) > INTEGER_ORDER.indexOf(b.kind) ? a : b;
  if (isFloating(a) || isFloating(b)) return commonFloat(a, b);
  const left = asDecimal(a);
  const right = asDecimal(b);
  if (left === undefined || right === undefined) return undefined;
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return { kind: "decimal", precision: Math.min(38, whole + scale), scale };
}

function commonFloat(a: SqlType, b: SqlType): SqlType | undefined {
  for (const type of [a, b])
    if (!isFloating(type) && asDecimal(type) === undefined) return undefined;
  return a.kind === "double" || b.kind === "double" ? { kind: "double" } : { kind: "real" };
}

function commonText(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind !== "varchar" || b.kind !== "varchar") return undefined;
  const length =
    a.length === undefined || b.length === undefined ? undefined : Math.max(a.length, b.length);
  return { kind: "varchar", length };
}

function commonTime(a: SqlType, b: SqlType): SqlType | undefined {
  const left = timeRank(a);
  const right = timeRank(b);
  if (left === undefined || right === undefined) return undefined;
  const precision = Math.max(left.precision, right.precision);
  return {
    kind: left.rank === 2 || right.rank === 2 ? "timestamp with time zone" : "timestamp",
    precision,
  };
}

function timeRank(type: SqlType): { rank: number; precision: number } | undefined {
  if (type.kind === "date") return { rank: 0, precision: 0 };
  if (type.kind === "timestamp") return { rank: 1, precision: type.precision };
  return type.kind === "timestamp with time zone"
    ? { rank: 2, precision: type.precision }
    : undefined;
}

function commonNested(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.kind === "array" && b.kind === "array") {
    const element = commonType(a.element, b.element);
    return element && { kind: "array", element };
  }
  if (a.kind === "map" && b.kind === "map") {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key && value && { kind: "map", key, value };
  }
  if (a.kind !== "row" || b.kind !== "row" || a.fields.length !== b.fields.length) return undefined;
  const fields = a.fields.map((field, i) => {
    const other = b.fields[i];
    const type = other && commonType(field.type, other.type);
    return type && { name: field.name === other?.name ? field.name : undefined, type };
  });
  return fields.every((field) => field !== undefined) ? { kind: "row", fields } : undefined;
}

/** Whether Trino widens `from` to `to` by itself (`integer` to `double`, never `varchar` to `date`). */
export function canCoerce(from: SqlType, to: SqlType): boolean {
  const common = commonType(from, to);
  return common !== undefined && sameType(common, to);
}
