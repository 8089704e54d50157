import type { SqlType } from "@cloudapi/athena/internal/analysis";
import { notSupported, TrinoError } from "@cloudapi/athena/internal/analysis";
import type { CatalogTable } from "../../catalog/catalog-types.ts";
import type { LineReader, TextColumn } from "./text-format.ts";
import { readTextValue } from "./text-value.ts";

const PLAIN: readonly SqlType["kind"][] = [
  "varchar",
  "boolean",
  "tinyint",
  "smallint",
  "integer",
  "bigint",
  "double",
  "real",
];

/**
 * The OpenCSV SerDe: quoted cells within one line, an empty cell is empty text, missing cells are
 * null. Other types than text must read as their type, which an empty cell doesn't: it ends the query
 * as it does in Athena, unless the table says `use.null.for.invalid.data`.
 */
export function openCsvReader(table: CatalogTable, columns: readonly TextColumn[]): LineReader {
  const properties = table.storage.serdeProperties;
  const separator = (properties["separatorChar"] ?? ",").charAt(0);
  const quote = (properties["quoteChar"] ?? '"').charAt(0);
  const escape = (properties["escapeChar"] ?? "\\").charAt(0);
  const refused = columns.find((column) => !PLAIN.includes(column.type.kind));
  if (refused !== undefined)
    throw notSupported(
      `columns of type ${refused.type.kind} in a table of the OpenCSV SerDe (column ${refused.name}); declare it string and CAST`,
    );
  const lenient = /^true$/i.test(table.properties["use.null.for.invalid.data"] ?? "");
  return (line) => {
    const cells = line === "" ? [] : splitCsvLine(line, separator, quote, escape);
    return columns.map((column) => readCell(cells[column.index], column, lenient));
  };
}

function readCell(cell: string | undefined, column: TextColumn, lenient: boolean): string | null {
  if (cell === undefined) return null;
  const value = readTextValue(cell, column.type);
  if (value !== undefined) return value;
  if (lenient) return null;
  throw new TrinoError(
    "HIVE_BAD_DATA",
    `Error parsing field value '${cell}' for field ${column.index}: For input string: "${cell}"`,
  );
}

/** The cells of a line, as the opencsv library cuts them: a quote may begin and end anywhere. */
function splitCsvLine(line: string, separator: string, quote: string, escape: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  let inField = false;
  for (let i = 0; i < line.length; i++) {
    const letter = line[i] ?? "";
    const next = line[i + 1] ?? "";
    if (letter === escape && escape !== quote) {
      if ((quoted || inField) && (next === quote || next === escape)) cell += line[++i];
    } else if (letter === quote) {
      if ((quoted || inField) && next === quote) cell += line[++i];
      else {
        quoted = !quoted;
        const inside = i > 2 && line[i - 1] !== separator && next !== "" && next !== separator;
        if (inside) cell += letter;
      }
      inField = !inField;
    } else if (letter === separator && !quoted) {
      cells.push(cell);
      cell = "";
      inField = false;
    } else {
      cell += letter;
      inField = true;
    }
  }
  return quoted ? cells : [...cells, cell];
}
