import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { formatType, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { JsonValue } from "../../../types/text/json-text.ts";
import { writeJson } from "../../../types/text/json-text.ts";
import { doubleToInteger, inLimits, textToDecimal, textToDouble } from "../cast-udfs.ts";

/** Whole numbers as they are, others to the nearest; a text has to be a whole number, true is 1. */
export function integerOfJson(value: JsonValue, type: SqlType): bigint {
  if (value.kind === "boolean") return value.value ? 1n : 0n;
  const text = textOf(value);
  if (/^[+-]?\d+$/.test(text)) {
    const whole = BigInt(text.replace("+", ""));
    if (inLimits(whole, type.kind)) return whole;
  } else if (value.kind === "number") return doubleToInteger(Number(text), type.kind);
  throw cannotCast(value, type);
}

export function doubleOfJson(value: JsonValue, name: "DOUBLE" | "REAL"): number {
  if (value.kind === "boolean") return value.value ? 1 : 0;
  return textToDouble(textOf(value), name);
}

export function decimalOfJson(
  value: JsonValue,
  type: Extract<SqlType, { kind: "decimal" }>,
): string {
  const text = value.kind === "boolean" ? String(Number(value.value)) : textOf(value);
  return textToDecimal(text, type.precision, type.scale);
}

function textOf(value: JsonValue): string {
  if (value.kind === "number") return value.text;
  return value.kind === "string" ? value.value : writeJson(value);
}

function cannotCast(value: JsonValue, type: SqlType): TrinoError {
  return new TrinoError(
    "INVALID_CAST_ARGUMENT",
    `Cannot cast '${writeJson(value)}' to ${formatType(type).toUpperCase()}`,
  );
}
