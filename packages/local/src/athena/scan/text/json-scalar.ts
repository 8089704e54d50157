import type { SqlType } from "@cloudapi/athena/internal/analysis";
import type { JsonValue } from "../../types/text/json-text.ts";
import { readTextValue } from "./text-value.ts";

type Scalar = Extract<JsonValue, { kind: "null" | "boolean" | "number" | "string" }>;

const WHOLE = ["tinyint", "smallint", "integer", "bigint"];

/** A JSON scalar as text that a cast to the column's type reads; `undefined` when it isn't such a value. */
export function jsonScalar(value: Scalar, type: SqlType, openx: boolean): string | undefined {
  if (value.kind === "null") return undefined;
  if (type.kind === "varchar") return readTextValue(textOf(value), type);
  if (type.kind === "boolean") return booleanOf(value, openx);
  if (
    value.kind === "boolean" ||
    (value.kind === "string" && !openx && !["date", "timestamp", "decimal"].includes(type.kind))
  )
    return undefined;
  if (type.kind === "timestamp" && openx) return openxTimestamp(value);
  const text = value.kind === "number" ? value.text : value.value;
  return readTextValue(
    WHOLE.includes(type.kind) && value.kind === "number" ? wholePart(value.text) : text,
    type,
  );
}

function textOf(value: Exclude<Scalar, { kind: "null" }>): string {
  if (value.kind === "string") return value.value;
  return value.kind === "boolean" ? String(value.value) : bigDecimalText(value.text);
}

/** A number as Java's BigDecimal prints it: `1e3` is `1E+3`, `-0` is `0`, `1.50` stays. */
export function bigDecimalText(text: string): string {
  const [mantissa = "", power] = text.split(/[eE]/);
  const plain = /^-0(\.0*)?$/.test(mantissa) ? mantissa.slice(1) : mantissa;
  return power === undefined ? plain : bigDecimal(plain, Number(power));
}

function bigDecimal(mantissa: string, power: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  const scale = fraction.length - power;
  const exponent = digits.length - 1 - scale;
  if (scale >= 0 && exponent >= -6) {
    const padded = digits.padStart(scale + 1, "0");
    return sign + (scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`);
  }
  const head = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
  return `${sign}${head}E${exponent >= 0 ? "+" : ""}${exponent}`;
}

function booleanOf(value: Scalar, openx: boolean): string | undefined {
  if (value.kind === "boolean") return String(value.value);
  if (!openx) return undefined;
  return String(value.kind === "string" && value.value.toLowerCase() === "true");
}

/** `1.7` and `1e2` as whole numbers, cut towards zero. */
function wholePart(text: string): string {
  if (/^-?\d+$/.test(text)) return text;
  const value = Math.trunc(Number(text));
  return Number.isSafeInteger(value) ? String(value) : text;
}

/** Text with or without a zone (converted to UTC), or a number of seconds or milliseconds since 1970. */
function openxTimestamp(value: Scalar): string | undefined {
  const text =
    value.kind === "number" ? value.text : value.kind === "string" ? value.value.trim() : "";
  if (/^\d{1,10}$/.test(text)) return fromMillis(Number(text) * 1000);
  if (/^\d{11,14}$/.test(text)) return fromMillis(Number(text));
  if (/^\d{1,10}\.\d+$/.test(text)) return fromMillis(Math.round(Number(text) * 1000));
  if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/.test(text))
    return undefined;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const millis = Date.parse(
    `${text.replace(" ", "T").replace(/(\.\d{3})\d+/, "$1")}${zoned ? "" : "Z"}`,
  );
  return Number.isNaN(millis) ? undefined : fromMillis(millis);
}

function fromMillis(millis: number): string {
  return new Date(millis).toISOString().replace("T", " ").replace("Z", "");
}
