import { displayWidth, padTo } from "./display-width.ts";
import { type Paint, plain, type Tone } from "./paint.ts";

/** A column of a text table: its heading, how a row is shown in it, and on which side it is aligned. */
export interface TextColumn<T> {
  readonly heading: string;
  readonly text: (row: T) => string;
  readonly align?: "left" | "right";
  readonly tone?: (row: T) => Tone | undefined;
}

const GAP = 2;

/** Rows as lines of aligned columns under their headings. */
export function textTable<T>(
  rows: readonly T[],
  columns: readonly TextColumn<T>[],
  paint: Paint = plain,
): string[] {
  const widths = columns.map((column) => columnWidth(rows, column));
  const line = (
    cell: (column: TextColumn<T>) => string,
    tone: (c: TextColumn<T>) => Tone | undefined,
  ) =>
    trimmed(columns.map((column, i) => padTo(cell(column), widths[i] ?? 0, column.align)))
      .map((text, i) => toned(paint, tone(columns[i] as TextColumn<T>), text))
      .join(" ".repeat(GAP))
      .trimEnd();
  return [
    line(
      ({ heading }) => heading,
      () => "faint",
    ),
    ...rows.map((row) =>
      line(
        ({ text }) => text(row),
        ({ tone }) => tone?.(row),
      ),
    ),
  ];
}

/** The width of a table of these columns. */
export function tableWidth<T>(rows: readonly T[], columns: readonly TextColumn<T>[]): number {
  const widths = columns.map((column) => columnWidth(rows, column));
  return widths.reduce((sum, width) => sum + width, GAP * Math.max(0, widths.length - 1));
}

function columnWidth<T>(rows: readonly T[], { heading, text }: TextColumn<T>): number {
  return Math.max(displayWidth(heading), ...rows.map((row) => displayWidth(text(row))));
}

/** Cells without the spaces at the end of the last. */
function trimmed(cells: readonly string[]): string[] {
  return cells.map((cell, i) => (i === cells.length - 1 ? cell.trimEnd() : cell));
}

function toned(paint: Paint, tone: Tone | undefined, text: string): string {
  return tone === undefined || text.trim() === "" ? text : paint(tone, text);
}
