import type { ColumnInfo, Row } from "@aws-sdk/client-athena";
import type { ResultPage } from "./result-page.ts";

/** What Athena calls a column without a name. */
const UNNAMED: ColumnInfo = { Name: "_col0", Type: "varchar" };

/**
 * The rows of a SHOW, DESCRIBE or MSCK REPAIR TABLE as a table.
 *
 * Athena gives the lines that Hive prints: the cells of a row in one, joined by tabs, each filled up with spaces, and
 * sometimes no columns at all. Here each cell is in its column, without the filling; lines without columns are
 * in one named `_col0`.
 */
export function utilityPage(columns: readonly ColumnInfo[], rows: readonly Row[]): ResultPage {
  const named = columns.length > 0 || rows.length === 0 ? columns : [UNNAMED];
  return { columns: named, rows: rows.map((row) => ({ Data: cellsOf(row, named.length) })) };
}

function cellsOf({ Data: data = [] }: Row, width: number): NonNullable<Row["Data"]> {
  const texts = data.map(({ VarCharValue }) => VarCharValue);
  const [line] = texts;
  const isLine = texts.length === 1 && width > 1 && line !== undefined;
  return (isLine ? splitLine(line, width) : texts).map((text) =>
    text === undefined ? {} : { VarCharValue: text.trimEnd() },
  );
}

/** The last column takes what is left, as a comment may hold tabs. */
function splitLine(line: string, width: number): string[] {
  const cells = line.split("\t");
  return cells.length <= width
    ? cells
    : [...cells.slice(0, width - 1), cells.slice(width - 1).join("\t")];
}
