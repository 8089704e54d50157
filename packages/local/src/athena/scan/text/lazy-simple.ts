import { notSupported } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import type { LineReader, TextColumn } from "./text-format.ts";
import { readTextValue } from "./text-value.ts";

/**
 * Hive's LazySimpleSerDe: fields between delimiters, no quotes; what doesn't read as its column's
 * type is null, missing fields are null, extra ones are left out.
 */
export function lazySimpleReader(table: CatalogTable, columns: readonly TextColumn[]): LineReader {
  const properties = table.storage.serdeProperties;
  const delimiter = delimiterOf(properties["field.delim"] ?? properties["serialization.format"]);
  const escape = properties["escape.delim"];
  const blank = properties["serialization.null.format"] ?? "\\N";
  const nested = columns.find((column) =>
    ["array", "map", "row", "varbinary", "char"].includes(column.type.kind),
  );
  if (nested !== undefined)
    throw notSupported(
      `columns of type ${nested.type.kind} in delimited text (column ${nested.name})`,
    );
  const split =
    escape === undefined || escape === ""
      ? (line: string) => line.split(delimiter)
      : (line: string) => splitEscaped(line, delimiter, escape);
  return (line) => {
    const fields = split(line);
    return columns.map((column) => {
      const field = fields[column.index];
      return field === undefined || field === blank
        ? null
        : (readTextValue(unescape(field, escape), column.type) ?? null);
    });
  };
}

/** A delimiter may be written as a number (`serialization.format` = `1`): that character's code. */
export function delimiterOf(text: string | undefined): string {
  if (text === undefined || text === "") return "\u0001";
  return /^\d{1,3}$/.test(text) ? String.fromCharCode(Number(text)) : text.charAt(0);
}

function splitEscaped(line: string, delimiter: string, escape: string): string[] {
  const fields: string[] = [];
  let from = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === escape) i++;
    else if (line[i] === delimiter) {
      fields.push(line.slice(from, i));
      from = i + 1;
    }
  }
  return [...fields, line.slice(from)];
}

function unescape(field: string, escape: string | undefined): string {
  if (escape === undefined || escape === "" || !field.includes(escape)) return field;
  let text = "";
  for (let i = 0; i < field.length; i++) {
    if (field[i] === escape && i + 1 < field.length) i++;
    text += field[i];
  }
  return text;
}
