import type { ConvertedType, LogicalType, ParquetType, SchemaElement } from "hyparquet";

type LogicalName = LogicalType["type"];

/** Both generations of annotations, and physical types, by what values mean; what is not named may be of any type. */
const PHYSICAL: Readonly<Record<string, readonly ParquetType[]>> = {
  text: ["BYTE_ARRAY"],
  decimal: ["INT32", "INT64", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"],
  date: ["INT32"],
  "time in MILLIS": ["INT32"],
  "time in MICROS": ["INT64"],
  "time in NANOS": ["INT64"],
  "timestamp in MILLIS": ["INT64"],
  "timestamp in MICROS": ["INT64"],
  "timestamp in NANOS": ["INT64"],
  "signed integer": ["INT32", "INT64"],
  "unsigned integer": ["INT32", "INT64"],
  UUID: ["FIXED_LEN_BYTE_ARRAY"],
  FLOAT16: ["FIXED_LEN_BYTE_ARRAY"],
};
const LENGTHS: Readonly<Record<string, number>> = { UUID: 16, FLOAT16: 2 };

/**
 * A column's annotations, of which files have two for the sake of old readers, mean one thing, and its stored values can mean it.
 *
 * @throws {RangeError} that says what does not fit
 */
export function checkAnnotations(element: SchemaElement): void {
  const { type, type_length: length, logical_type: logical, converted_type: converted } = element;
  const meanings = [logicalMeaning(logical), convertedMeaning(converted)];
  const [meaning, other = meaning] = meanings.filter((each) => each !== undefined);
  if (meaning !== other) throw new RangeError(`${meaning} and also ${other}`);
  if (meaning === undefined) return;
  if (meaning === "decimal") checkDecimal(element);
  const physical = PHYSICAL[meaning];
  if (physical !== undefined && type !== undefined && !physical.includes(type))
    throw new RangeError(`${meaning} that is stored as ${type}`);
  if (LENGTHS[meaning] !== undefined && LENGTHS[meaning] !== length)
    throw new RangeError(`${meaning} of ${length} bytes`);
}

function logicalMeaning(logical: LogicalType | undefined): string | undefined {
  if (logical === undefined) return undefined;
  if (logical.type === "TIME" || logical.type === "TIMESTAMP")
    return `${logical.type.toLowerCase()} in ${logical.unit}`;
  if (logical.type === "INTEGER") return `${logical.isSigned ? "signed" : "unsigned"} integer`;
  return MEANINGS[logical.type];
}

function convertedMeaning(converted: ConvertedType | undefined): string | undefined {
  if (converted === undefined) return undefined;
  const [, kind, unit] = /^(TIMESTAMP|TIME)_(MILLIS|MICROS)$/.exec(converted) ?? [];
  if (kind !== undefined) return `${kind.toLowerCase()} in ${unit}`;
  if (converted.startsWith("UINT_")) return "unsigned integer";
  if (converted.startsWith("INT_")) return "signed integer";
  return MEANINGS[converted];
}

const MEANINGS: Partial<Record<LogicalName | ConvertedType, string>> = {
  UTF8: "text",
  STRING: "text",
  ENUM: "text",
  JSON: "text",
  DECIMAL: "decimal",
  DATE: "date",
  UUID: "UUID",
  FLOAT16: "FLOAT16",
  LIST: "list",
  MAP: "map",
  MAP_KEY_VALUE: "map",
};

/** Old readers find a decimal's scale beside its type, and new ones within. */
function checkDecimal({ logical_type: logical, converted_type, scale }: SchemaElement): void {
  if (logical?.type !== "DECIMAL" || converted_type === undefined) return;
  if (logical.scale !== (scale ?? 0))
    throw new RangeError(`decimal with the scale ${logical.scale} and also ${scale ?? 0}`);
}
