import { ApiError } from "../../api/api-error.ts";
import { invalidInput } from "../glue-error.ts";

/** A value in a form that compares as its type does. */
export type KeyValue = string | bigint;

/** How values of a partition key are compared. */
export interface KeyType {
  /** As Glue's errors name it. */
  readonly title: string;
  readonly isText: boolean;
  /** @throws {ApiError} InvalidStateException: a partition that is there has a value that its key's type has not */
  value(text: string): KeyValue;
  /** @throws {ApiError} InvalidInputException: an expression has a constant that is not of the key's type */
  constant(text: string): KeyValue;
}

interface Kind {
  readonly title: string;
  /** `undefined` for a text that is no value of the type. */
  readonly read: (text: string) => KeyValue | undefined;
  readonly wrong: (text: string) => string;
}

const INTEGRAL: Kind = {
  title: "Integral",
  read: (text) => (/^[+-]?\d{1,20}$/.test(text) ? BigInt(text.replace("+", "")) : undefined),
  wrong: (text) => `"${text}" is not an integer.`,
};

const KINDS: Readonly<Record<string, Kind>> = {
  tinyint: INTEGRAL,
  smallint: INTEGRAL,
  int: INTEGRAL,
  integer: INTEGRAL,
  bigint: INTEGRAL,
  long: INTEGRAL,
  decimal: { title: "Decimal", read: scaled, wrong: (text) => `${text} is not a decimal.` },
  date: { title: "Date", read: dateOf, wrong: (text) => `${text} is not a date.` },
  timestamp: {
    title: "Timestamp",
    read: timestampOf,
    wrong: (text) =>
      `Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] ${text} is not a timestamp.`,
  },
};

const TEXT: KeyType = {
  title: "String",
  isText: true,
  value: (text) => text,
  constant: (text) => text,
};

/** The type of a partition key; boolean, double and others can't be in expressions, as in Glue. */
export function keyType(type: string): KeyType {
  const name = /^\s*([a-z]+)/i.exec(type)?.[1]?.toLowerCase() ?? "";
  if (["string", "varchar", "char"].includes(name)) return TEXT;
  const kind = KINDS[name];
  if (kind === undefined) throw invalidInput(`Unknown type : '${type}'`);
  return {
    title: kind.title,
    isText: false,
    value: (text) => kind.read(text) ?? fail("InvalidStateException", kind.wrong(text)),
    constant: (text) => kind.read(text) ?? fail("InvalidInputException", kind.wrong(text)),
  };
}

function fail(type: string, message: string): never {
  throw new ApiError(type, message);
}

const SCALE = 38;

/** A decimal as a whole number of its smallest parts. */
function scaled(text: string): bigint | undefined {
  const match = /^([+-]?)(\d{0,38})(?:\.(\d{0,38}))?$/.exec(text);
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  if (match === null || whole + fraction === "") return undefined;
  const parts = BigInt(`${whole}${fraction.padEnd(SCALE, "0")}`);
  return sign === "-" ? -parts : parts;
}

function dateOf(text: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}

/** Of one length, so that the order of the texts is that of the times. */
function timestampOf(text: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/.exec(text);
  const [, day = "", hour, minute, second, fraction = ""] = match ?? [];
  if (match === null || dateOf(day) === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${day} ${hour}:${minute}:${second}.${fraction.padEnd(9, "0")}`;
}
