import type { FieldChecker, FlatField, FlatRows } from "@cloudapi/records/internal";
import { isRawType, type SqlType } from "../sql/sql-type.ts";
import type { TextReader } from "./field-reader.ts";

/** Values of any other type, decoded, converted and looked at as they are in rows that are objects. */
export function otherReader(
  field: FlatField,
  type: SqlType,
  convert: (value: unknown) => unknown,
): TextReader {
  const { decode } = type;
  const isRaw = isRawType(type);
  return (flat, at, start, end) => {
    const bytes = flat.bytes.subarray(start, end);
    const text = isRaw ? bytes : bytes.toString();
    const value = convert(typeof text === "string" && decode !== undefined ? decode(text) : text);
    return putOther(field, flat, at, value);
  };
}

/** Put a canonical value, with text for bytes, in its place; whether the field takes it. */
export function putOther(
  { checker, mayLack }: FlatField,
  flat: FlatRows,
  at: number,
  value: unknown,
): boolean {
  if (value === null) flat.starts[at] = -1;
  if (value === null || value === undefined) return mayLack;
  const converted = conversionOf(checker, value);
  flat.others[at] = converted;
  return converted !== undefined;
}

/** What the field takes for a value as it is; `undefined` where that leaves a doubt. */
function conversionOf(checker: FieldChecker, value: unknown): unknown {
  if (checker.nested !== undefined) return nestedValue(checker.name, checker.nested, value);
  const { limit, convert, passes, keepsText } = checker;
  if (typeof value === "string" && limit !== undefined && value.length > limit.length)
    return undefined;
  const conversion = convert(value);
  // Instants are for their own reader.
  if ("code" in conversion || keepsText) return undefined;
  const converted = "asIs" in conversion ? value : conversion.value;
  return passes?.(converted) === true ? converted : undefined;
}

function nestedValue(
  name: string,
  { read }: NonNullable<FieldChecker["nested"]>,
  value: unknown,
): unknown {
  const row: Record<string, unknown> = {};
  const reading: Parameters<typeof read>[1] = {
    row,
    isQuick: true,
    truncated: 0,
    inside: undefined,
    dropped: undefined,
  };
  read(value, reading);
  const { isQuick, truncated, dropped } = reading;
  return isQuick && truncated === 0 && dropped === undefined ? row[name] : undefined;
}
