import { isUtf8 } from "node:buffer";
import { decimalText } from "@cloudapi/core/internal";
import type { SchemaElement } from "hyparquet";

/** Makes of a stored value what the same value is in a record. */
export type LeafReader = (stored: unknown) => unknown;

const MS_PER_DAY = 86_400_000;
const SECONDS_PER_DAY = 86_400n;
/** A value would have as many digits, however few bytes it takes. */
const MOST_SCALE = 1000;
const UNITS = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const;
type Unit = keyof typeof UNITS;

/**
 * The reader of a column's values by its type: nothing is rounded, and a time without a zone gets none.
 *
 * @throws {TypeError} for a type that rows can't have
 */
export function leafReader(element: SchemaElement): LeafReader {
  const { type, logical_type: logical, converted_type: converted } = element;
  const kind = logical?.type ?? converted;
  const scale = (logical?.type === "DECIMAL" ? logical.scale : element.scale) ?? 0;
  if (kind === "DECIMAL" && !(Math.abs(scale) <= MOST_SCALE))
    throw new TypeError(`the type DECIMAL with the scale ${scale}`);
  if (kind === "DECIMAL") return (stored) => decimalText(integerOf(stored), scale);
  if (kind === "DATE") return (stored) => dateText(Number(stored));
  if (kind === "UUID") return (stored) => uuidText(stored as Uint8Array);
  if (kind === "FLOAT16") return (stored) => float16(stored as Uint8Array);
  if (kind === "INTERVAL" || kind === "BSON" || kind === "GEOMETRY" || kind === "GEOGRAPHY")
    throw new TypeError(`the type ${kind}`);
  const time = timeOf(element);
  if (time !== undefined) return time;
  if (type === "INT32" || type === "INT64") return integerReader(element);
  if (type === "INT96") return (stored) => stored;
  if (type === "BYTE_ARRAY") return textOrBytes;
  return (stored) => stored;
}

function timeOf({ logical_type, converted_type }: SchemaElement): LeafReader | undefined {
  if (logical_type?.type === "TIMESTAMP") {
    const zone = logical_type.isAdjustedToUTC ? "Z" : "";
    return (stored) => timestampText(integerOf(stored), logical_type.unit, zone);
  }
  if (logical_type?.type === "TIME")
    return (stored) => timeText(integerOf(stored), logical_type.unit);
  const [, kind, unit] = /^(TIMESTAMP|TIME)_(MILLIS|MICROS)$/.exec(converted_type ?? "") ?? [];
  if (kind === undefined) return undefined;
  return kind === "TIME"
    ? (stored) => timeText(integerOf(stored), unit as Unit)
    : (stored) => timestampText(integerOf(stored), unit as Unit, "Z");
}

function integerReader({ type, logical_type, converted_type }: SchemaElement): LeafReader {
  const isUnsigned =
    converted_type?.startsWith("UINT_") === true ||
    (logical_type?.type === "INTEGER" && !logical_type.isSigned);
  if (type === "INT64")
    return isUnsigned ? (stored) => BigInt.asUintN(64, stored as bigint) : (stored) => stored;
  return isUnsigned ? (stored) => (stored as number) >>> 0 : (stored) => stored;
}

/** Nanoseconds since 1970 as text, as INT96 has them. */
export function instantText(nanos: bigint): string {
  return timestampText(nanos, "NANOS", "Z");
}

function timestampText(stored: bigint, unit: Unit, zone: string): string {
  const digits = UNITS[unit];
  const factor = 10n ** BigInt(digits);
  const fraction = ((stored % factor) + factor) % factor;
  const seconds = Number((stored - fraction) / factor);
  const date = new Date(seconds * 1000);
  // What no calendar has is told as the number it is.
  if (Number.isNaN(date.getTime())) return String(stored);
  const text = date.toISOString().slice(0, -5);
  return `${text}${fractionText(fraction, digits)}${zone}`;
}

function timeText(stored: bigint, unit: Unit): string {
  const digits = UNITS[unit];
  const factor = 10n ** BigInt(digits);
  // What no day has is told as the number it is.
  if (stored < 0n || stored >= SECONDS_PER_DAY * factor) return String(stored);
  const seconds = Number(stored / factor);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const text = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return `${text}${fractionText(stored % factor, digits)}`;
}

/** Digits of a second: three, or as many more as say something. */
function fractionText(fraction: bigint, digits: number): string {
  const text = String(fraction)
    .padStart(digits, "0")
    .replace(/0{1,9}$/, "");
  return `.${text.padEnd(3, "0")}`;
}

function dateText(days: number): string {
  const date = new Date(days * MS_PER_DAY);
  return Number.isNaN(date.getTime()) ? String(days) : (date.toISOString().split("T")[0] ?? "");
}

/** An integer of a number, a bigint, or bytes with the highest first. */
function integerOf(stored: unknown): bigint {
  if (!(stored instanceof Uint8Array)) return BigInt(stored as number | bigint);
  if (stored.length === 0) return 0n;
  const hex = Buffer.from(stored.buffer, stored.byteOffset, stored.length).toString("hex");
  return BigInt.asIntN(stored.length * 8, BigInt(`0x${hex}`));
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function float16(bytes: Uint8Array): number {
  const bits = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Text, whether the file calls it so or not; bytes that are none stay bytes, which no column takes. */
export function textOrBytes(stored: unknown): unknown {
  if (!(stored instanceof Uint8Array)) return stored;
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.length);
  return isUtf8(bytes) ? bytes.toString("utf8") : stored;
}
