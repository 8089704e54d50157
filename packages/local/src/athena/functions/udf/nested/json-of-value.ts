import type { SqlType } from "@cloudapi/athena/internal/analysis";
import type { DuckDBValue } from "@duckdb/node-api";
import { jsonString } from "../../../types/text/json-text.ts";
import { doubleText, realText } from "../../../types/text/number-text.ts";
import { dateText, timestampText } from "../../../types/text/time-format.ts";
import type { Entry } from "./nested-value.ts";

/** A value as the text of what Trino's CAST to JSON gives: exact numbers, rows as objects, keys of maps in order. */
export function jsonOfValue(value: DuckDBValue, type: SqlType): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "array": {
      const { items } = value as unknown as { items: DuckDBValue[] };
      return `[${items.map((item) => jsonOfValue(item, type.element)).join(",")}]`;
    }
    case "row": {
      const { entries } = value as unknown as { entries: Record<string, DuckDBValue> };
      const parts = type.fields.map(
        (field, i) =>
          `${jsonString(field.name ?? "")}:${jsonOfValue(entries[`f${i}`] ?? null, field.type)}`,
      );
      return `{${parts.join(",")}}`;
    }
    case "map":
      return jsonOfMap(value, type);
    case "varchar":
      return jsonString(String(value));
    case "date":
      return `"${dateText((value as unknown as { days: number }).days)}"`;
    case "timestamp":
      return `"${timestampText((value as unknown as { micros: bigint }).micros, type.precision)}"`;
    default:
      return scalarText(value, type);
  }
}

function jsonOfMap(value: DuckDBValue, type: Extract<SqlType, { kind: "map" }>): string {
  const { entries } = value as unknown as { entries: Entry[] };
  const pairs = entries.map((entry): [string, string] => [
    type.key.kind === "varchar" ? String(entry.key) : unquoted(scalarText(entry.key, type.key)),
    jsonOfValue(entry.value, type.value),
  ]);
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([key, text]) => `${jsonString(key)}:${text}`).join(",")}}`;
}

function unquoted(text: string): string {
  return text.replaceAll('"', "");
}

/** Numbers as JSON has none (NaN, Infinity) are texts. */
function scalarText(value: DuckDBValue, type: SqlType): string {
  switch (type.kind) {
    case "double":
      return Number.isFinite(value) ? doubleText(Number(value)) : `"${doubleText(Number(value))}"`;
    case "real":
      return Number.isFinite(value) ? realText(Number(value)) : `"${realText(Number(value))}"`;
    case "decimal":
      return decimalText((value as unknown as { value: bigint }).value, type.scale);
    default:
      return String(value);
  }
}

/** As Java's BigDecimal prints it: with an exponent once there are six zeros after the point. */
function decimalText(digits: bigint, scale: number): string {
  const sign = digits < 0n ? "-" : "";
  const text = (digits < 0n ? -digits : digits).toString();
  const exponent = text.length - 1 - scale;
  if (exponent < -6) {
    const head = text.length === 1 ? text : `${text[0]}.${text.slice(1)}`;
    return `${sign}${head}E${exponent}`;
  }
  if (scale === 0) return sign + text;
  const padded = text.padStart(scale + 1, "0");
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}
