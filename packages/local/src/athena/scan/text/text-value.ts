import type { SqlType } from "@cloudapi/athena/internal/analysis";

const LIMITS: Partial<Record<SqlType["kind"], bigint>> = {
  tinyint: 127n,
  smallint: 32_767n,
  integer: 2_147_483_647n,
  bigint: 9_223_372_036_854_775_807n,
};

/** A cell of text as DuckDB reads the type; `undefined` when it isn't such a value. */
export function readTextValue(text: string, type: SqlType): string | undefined {
  switch (type.kind) {
    case "varchar":
      return type.length === undefined ? text : Array.from(text).slice(0, type.length).join("");
    case "boolean":
      return /^(true|false)$/i.test(text) ? text.toLowerCase() : undefined;
    case "tinyint":
    case "smallint":
    case "integer":
    case "bigint":
      return readInteger(text, LIMITS[type.kind] ?? 0n);
    case "real":
    case "double":
      return readDouble(text);
    case "decimal":
      return readDecimal(text, type.precision, type.scale);
    case "date":
      return readDate(text);
    case "timestamp":
      return readTimestamp(text);
    default:
      return undefined;
  }
}

/** Digits after a point are cut off. */
function readInteger(text: string, limit: bigint): string | undefined {
  const match = /^([+-]?)(\d{0,25})(?:\.(\d*))?$/.exec(text);
  if (match === null || !/\d/.test(`${match[2]}${match[3] ?? ""}`)) return undefined;
  const value = BigInt(`${match[1] === "-" ? "-" : ""}${match[2] || "0"}`);
  return value <= limit && value >= -limit - 1n ? value.toString() : undefined;
}

/** As leniently as Hive: the days or months too many are counted on, and what follows a space is left out. */
function readDate(text: string): string | undefined {
  const match = /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?: .*)?$/.exec(text.trim());
  if (match === null) return undefined;
  return moment(match.slice(1).map(Number)).toISOString().slice(0, 10);
}

function moment(
  [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0]: readonly number[],
  millis = 0,
): Date {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, millis);
  return date;
}

function readDouble(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^[+-]?(NaN|Infinity)$/.test(trimmed))
    return trimmed.replace("Infinity", "inf").replace("NaN", "nan");
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(trimmed)
    ? trimmed.replace(/[dDfF]$/, "")
    : undefined;
}

/** More digits after the point than the column has are rounded; with more before it there is no value. */
function readDecimal(text: string, precision: number, scale: number): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null || !/\d/.test(`${match[2]}${match[3] ?? ""}`)) return undefined;
  const fraction = match[3] ?? "";
  const shift = scale - fraction.length + Number(match[4] ?? 0);
  const written = BigInt(`${match[2]}${fraction}`);
  const unit = 10n ** BigInt(Math.abs(shift));
  const digits = shift >= 0 ? written * unit : (written + unit / 2n) / unit;
  if (digits !== 0n && digits.toString().length > precision) return undefined;
  const padded = digits.toString().padStart(scale + 1, "0");
  return `${match[1] === "-" ? "-" : ""}${scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`}`;
}

/** To the millisecond, rounded, as Athena reads timestamps; a zone is not part of one. */
function readTimestamp(text: string): string | undefined {
  const match =
    /^(\d{1,4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const millis = Math.round(Number(`0.${match[7] ?? "0"}`) * 1000);
  return moment(match.slice(1, 7).map(Number), millis)
    .toISOString()
    .replace("T", " ")
    .replace("Z", "");
}
