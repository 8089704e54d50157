import type { DataType, DecimalType } from "../types/data-type.ts";

/** Whether values of one type, as they lie in Parquet, are read right by a table that has the other. */
export function isReadAs(stored: DataType, table: DataType): boolean {
  return FILE_WIDENS[stored.kind] === table.kind;
}

/**
 * What Athena reads as a wider type. Older Trinos and Spark do not read all of it: docs/changing-contracts.md.
 *
 * Source: Amazon Athena User Guide, "Change a column data type".
 */
const FILE_WIDENS: Readonly<Record<string, string>> = { int32: "int64", float: "double" };

/** Whether values of one type lie everywhere as the other's do: JSON is kept as text. */
export function isKeptAs(was: DataType, is: DataType): boolean {
  return was.kind === "json" && is.kind === "string";
}

/** Whether Iceberg promotes one type to the other. Source: Iceberg table spec, "Schema Evolution". */
export function isPromoted(was: DataType, is: DataType): boolean {
  if (isReadAs(was, is)) return true;
  return (
    was.kind === "decimal" &&
    is.kind === "decimal" &&
    was.scale === is.scale &&
    was.precision < is.precision
  );
}

/** Whether each value of a row of one type, as JSON, is one that a reader of the other type takes for what it is. */
export function isTakenBy(row: DataType, reader: DataType): boolean {
  if (reader.kind === "string") return ["date", "timestamp", "decimal", "json"].includes(row.kind);
  return isNumberIn(row, reader);
}

/** Whether each value that a source may have for one type has the same meaning in the other. */
export function isAcceptedBy(source: DataType, checker: DataType): boolean {
  if (checker.kind === "string") return source.kind === "date" || source.kind === "timestamp";
  if (checker.kind === "json")
    return !["string", "date", "timestamp", "decimal", "int64"].includes(source.kind);
  if (checker.kind === "double" && source.kind === "int64") return false;
  return isNumberIn(source, checker);
}

const INTEGER_DIGITS: Readonly<Record<string, number>> = { int32: 10, int64: 19 };

/** Whether a number type holds every number of another, exactly. */
function isNumberIn(narrow: DataType, wide: DataType): boolean {
  if (wide.kind === "int64") return narrow.kind === "int32";
  if (wide.kind === "double") return narrow.kind === "int32" || narrow.kind === "float";
  if (wide.kind !== "decimal") return false;
  if (narrow.kind === "decimal") return isDecimalIn(narrow, wide);
  const digits = INTEGER_DIGITS[narrow.kind];
  return digits !== undefined && digits <= wide.precision - wide.scale;
}

function isDecimalIn(narrow: DecimalType, wide: DecimalType): boolean {
  return (
    narrow.scale <= wide.scale && narrow.precision - narrow.scale <= wide.precision - wide.scale
  );
}
