/** The kinds of columns, each converted and fitted here in the plainest way, apart from the library's own. */
export type Kind =
  | "string"
  | "boolean"
  | "int32"
  | "integer"
  | "int64"
  | "double"
  | "float"
  | "decimal"
  | "date"
  | "timestamp";

/** Digits of the decimals that are tried: eight in all, two after the point. */
export const DECIMAL = { precision: 8, scale: 2 } as const;

/** What zod is given for a value: the value itself where nothing can be made of it. */
export function convertByReference(kind: Kind, value: unknown): unknown {
  switch (kind) {
    case "int64":
      return toInt64(value) ?? value;
    case "int32":
    case "integer":
    case "double":
    case "float":
      return typeof value === "bigint" ? Number(value) : value;
    case "decimal":
      return toDecimal(value) ?? value;
    case "timestamp":
      return toInstant(value)?.text ?? value;
    default:
      return value;
  }
}

/** What the column takes of a value that zod gave; `undefined` where it has no place for it. */
export function fitByReference(kind: Kind, value: unknown): unknown {
  switch (kind) {
    case "int64":
      return toInt64(value);
    case "int32":
      return Number.isInteger(value) && Math.abs(Number(value) + 0.5) < 2 ** 31 ? value : undefined;
    case "integer":
      return Number.isSafeInteger(value) ? value : undefined;
    case "double":
      return Number.isFinite(value) ? value : undefined;
    case "float":
      return typeof value === "number" && Number.isFinite(new Float32Array([value])[0])
        ? value
        : undefined;
    case "decimal":
      return toDecimal(value);
    case "timestamp":
      return toInstant(value)?.text;
    case "date":
      return typeof value === "string" && isDay(value) ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    default:
      return typeof value === "string" && !isBroken(value) ? value : undefined;
  }
}

/** The rational number that a text spells, as a fraction; `undefined` when it spells none. */
export function toFraction(text: string): { top: bigint; bottom: bigint } | undefined {
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  let top = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  let bottom = 10n ** BigInt(fraction.length);
  if (BigInt(power) > 0n) top *= 10n ** BigInt(power);
  else bottom *= 10n ** -BigInt(power);
  return { top, bottom };
}

function toInt64(value: unknown): bigint | undefined {
  const isText = typeof value === "string" && !/^-?0[0-9]/.test(value);
  if (!isText && typeof value !== "bigint" && !Number.isSafeInteger(value)) return undefined;
  const fraction = toFraction(String(value));
  if (fraction === undefined || fraction.top % fraction.bottom !== 0n) return undefined;
  const integer = fraction.top / fraction.bottom;
  return BigInt.asIntN(64, integer) === integer ? integer : undefined;
}

function toDecimal(value: unknown): string | undefined {
  if (!["string", "bigint", "number"].includes(typeof value)) return undefined;
  const fraction = toFraction(String(value));
  if (fraction === undefined) return undefined;
  const scaled = fraction.top * 10n ** BigInt(DECIMAL.scale);
  const unscaled = scaled / fraction.bottom;
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  if (scaled % fraction.bottom !== 0n || magnitude >= 10n ** BigInt(DECIMAL.precision))
    return undefined;
  const digits = String(magnitude).padStart(DECIMAL.scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -DECIMAL.scale)}.${digits.slice(-DECIMAL.scale)}`;
}

const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):(\d\d)(\.\d+)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** An instant in the spelling that zod knows, and its milliseconds. */
export function toInstant(value: unknown): { text: string; epochMs: number } | undefined {
  const match = typeof value === "string" ? INSTANT.exec(value.toUpperCase()) : null;
  if (match === null) return undefined;
  const [, day = "", minute, second = "", fraction = "", zone] = match;
  const isLeap = second === "60";
  const text = `${day}T${minute}:${isLeap ? "59.999" : second + fraction}${zone}`;
  const short = text.replace(/(\.\d{3})\d+/, "$1");
  const epochMs = isDay(day) ? Date.parse(short) : Number.NaN;
  if (
    Number.isNaN(epochMs) ||
    new Date(epochMs).getUTCFullYear() < 1 ||
    epochMs > 253_402_300_799_999
  )
    return undefined;
  if (isLeap && !new Date(epochMs).toISOString().includes("T23:59:59.999")) return undefined;
  return { text, epochMs };
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00.000Z`);
  const isRound = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return /^\d{4}-\d\d-\d\d$/.test(text) && isRound && !text.startsWith("0000");
}

/** Whether a text has half of a surrogate pair. */
function isBroken(text: string): boolean {
  return /[\ud800-\udfff]/u.test(text);
}
