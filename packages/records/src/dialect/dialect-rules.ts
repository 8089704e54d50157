import type { Column } from "@cloudapi/core";
import type { CellRules } from "../framing/cell-taker.ts";
import type { CsvHeader } from "../parsing/csv-header.ts";
import type { Dialect } from "./dialect.ts";
import { dialectCellReader, wordsOf } from "./dialect-cell.ts";
import type { ReadingPlan } from "./reading-plan.ts";

/** A table whose header is known. */
interface Table {
  readonly dialect: Dialect;
  readonly plan: ReadingPlan;
  readonly header: CsvHeader;
  /** The cells of the header. */
  readonly names: readonly string[];
}

/** How rows of a dialect are taken by their bytes; `undefined` where only the parser tells what is a row. */
export function dialectRules({ dialect, plan, header, names }: Table): CellRules | undefined {
  const { quote, escape, comment, trim, decimal } = dialect;
  const [firstName = ""] = names;
  // A row that may be the header again is seen by its first cell.
  if (firstName === "" || firstName.trim() !== firstName) return undefined;
  return {
    header,
    firstName,
    delimiter: plan.delimiter,
    quote,
    isDoubled: escape !== "none",
    escape: escape === "backslash" || escape === "sql" ? "\\" : undefined,
    isTrimmed: trim,
    comment,
    decimal,
    isOwn: (kind) =>
      (kind === "boolean" && dialect.booleans !== undefined) ||
      ((kind === "integer" || kind === "decimal") && decimal !== "."),
    nulls: (column) => nullWords(column, dialect),
    reader: (column) => dialectCellReader(column, dialect),
  };
}

/** `undefined` where an empty cell is null, and nothing else. */
function nullWords(column: Column, { nulls, quotedNulls }: Dialect): readonly string[] | undefined {
  const words = wordsOf(column.name, nulls);
  const isUsual = words.length === 1 && words[0] === "";
  return isUsual && (quotedNulls !== false || column.type.kind !== "string") ? undefined : words;
}
