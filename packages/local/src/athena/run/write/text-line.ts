import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { notSupported, partsOf, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { DuckDBValue } from "@duckdb/node-api";
import { jsonOfValue } from "../../functions/udf/nested/json-of-value.ts";
import { jsonString } from "../../types/text/json-text.ts";
import { formatValue } from "../results/format-value.ts";
import type { WrittenColumn } from "./hive-columns.ts";
import type { TextFormat } from "./row-format.ts";

/** A row as its line in a file, without the line feed. */
export type LineWriter = (values: readonly DuckDBValue[]) => string;

/** How rows are written as text; columns that the format has no text for are refused by name. */
export function lineWriter(format: TextFormat, columns: readonly WrittenColumn[]): LineWriter {
  if (format.kind === "json") return jsonWriter(columns);
  return format.kind === "csv" ? csvWriter(format, columns) : delimitedWriter(format, columns);
}

/** The line of the columns' names, for tables that have one. */
export function headerLine(
  format: TextFormat,
  columns: readonly WrittenColumn[],
): string | undefined {
  if (format.header !== true) return undefined;
  const names = columns.map(({ name }) => name);
  if (format.kind === "csv")
    return names.map((name) => csvCell(name, format)).join(format.separator);
  return names.join(format.kind === "delimited" ? format.delimiter : ",");
}

function jsonWriter(columns: readonly WrittenColumn[]): LineWriter {
  for (const { name, type } of columns)
    if (holdsBinary(type)) throw notSupported(`writing binary values as JSON (column ${name})`);
  const keys = columns.map(({ name }) => jsonString(name));
  return (values) => {
    const members = columns.map(
      ({ type }, i) => `${keys[i]}:${jsonOfValue(values[i] ?? null, type)}`,
    );
    return `{${members.join(",")}}`;
  };
}

function holdsBinary(type: SqlType): boolean {
  return type.kind === "varbinary" || partsOf(type).some(holdsBinary);
}

function delimitedWriter(
  { delimiter, escape, null: blank }: Extract<TextFormat, { kind: "delimited" }>,
  columns: readonly WrittenColumn[],
): LineWriter {
  const wrong = columns.find(({ type }) => type.kind === "varbinary" || partsOf(type).length > 0);
  if (wrong !== undefined)
    throw notSupported(
      `writing columns of type ${wrong.type.kind} as delimited text (column ${wrong.name})`,
    );
  const escaped = (text: string) =>
    escape === undefined || escape === ""
      ? text
      : Array.from(text, (letter) =>
          letter === escape || letter === delimiter ? `${escape}${letter}` : letter,
        ).join("");
  return (values) =>
    columns
      .map(({ type }, i) => {
        const text = formatValue(values[i] ?? null, type);
        return text === null ? blank : escaped(text);
      })
      .join(delimiter);
}

type CsvFormat = Extract<TextFormat, { kind: "csv" }>;

/** The OpenCSV SerDe writes texts alone. */
function csvWriter(format: CsvFormat, columns: readonly WrittenColumn[]): LineWriter {
  const wrong = columns.find(({ type }) => type.kind !== "varchar");
  if (wrong !== undefined)
    throw new TrinoError(
      "NOT_SUPPORTED",
      `Hive CSV storage format only supports VARCHAR (unbounded). Unsupported columns: ${wrong.name} ${wrong.type.kind}`,
    );
  return (values) =>
    columns.map((_, i) => csvCell(values[i] ?? null, format)).join(format.separator);
}

function csvCell(value: DuckDBValue, { quote, escape }: CsvFormat): string {
  if (value === null) return "";
  const text = Array.from(String(value), (letter) =>
    letter === quote || letter === escape ? `${escape}${letter}` : letter,
  ).join("");
  return `${quote}${text}${quote}`;
}
