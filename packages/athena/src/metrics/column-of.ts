import { type Column, type Dataset, formatDataType } from "@cloudapi/core";
import { quoteIdentifier } from "@cloudapi/core/sql";

/** The column of a dataset, or a clear refusal. */
export function columnOf(what: string, dataset: Dataset, name: string): Column {
  const column = dataset.columns.find((each) => each.name === name);
  if (column !== undefined) return column;
  const names = dataset.columns.map((each) => each.name).join(", ");
  throw new TypeError(
    `${what}: dataset "${dataset.name}" has no column "${name}". Columns: ${names}.`,
  );
}

/** A column's name as Athena knows it, quoted. */
export function quoteColumn(name: string): string {
  return quoteIdentifier(name.toLowerCase());
}

const NUMBERS: ReadonlySet<string> = new Set(["int32", "int64", "float", "decimal"]);

/** A numeric column selected as a double, under its own name. */
export function asDouble(what: string, { name, type }: Column): string {
  const quoted = quoteColumn(name);
  if (type.kind === "double") return quoted;
  if (NUMBERS.has(type.kind)) return `CAST(${quoted} AS double) AS ${quoted}`;
  throw new TypeError(`${what}: column "${name}" is a ${formatDataType(type)}, not a number.`);
}

/** A table's name, qualified when a database is named. */
export function quoteTable(table: string, database: string | undefined): string {
  return database === undefined
    ? quoteIdentifier(table)
    : `${quoteIdentifier(database)}.${quoteIdentifier(table)}`;
}
