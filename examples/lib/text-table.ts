/** A column of a text table: its heading, how a row is shown in it, and on which side it is aligned. */
export interface TextColumn<T> {
  readonly heading: string;
  readonly text: (row: T) => string;
  readonly align?: "left" | "right";
}

/** Rows as lines of aligned columns under their headings. */
export function textTable<T>(rows: readonly T[], columns: readonly TextColumn<T>[]): string[] {
  const cells = rows.map((row) => columns.map((column) => column.text(row)));
  const widths = columns.map(({ heading }, i) =>
    Math.max(heading.length, ...cells.map((line) => line[i]?.length ?? 0)),
  );
  const format = (line: readonly string[]) =>
    line
      .map((cell, i) => pad(cell, widths[i] ?? 0, columns[i]?.align ?? "left"))
      .join("  ")
      .trimEnd();
  return [format(columns.map(({ heading }) => heading)), ...cells.map(format)];
}

function pad(text: string, width: number, align: "left" | "right"): string {
  return align === "right" ? text.padStart(width) : text.padEnd(width);
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of at most `width` characters for a share from 0 to 1, in eighths of a character. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

/** A text cut to a width, with an ellipsis in place of what is left out, and control characters shown as dots. */
export function cut(text: string, width: number): string {
  const shown = text.replaceAll(/\p{Cc}/gu, "·");
  return shown.length <= width ? shown : `${shown.slice(0, width - 1)}…`;
}

/** A byte count in the unit that suits it. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A count with a comma between thousands. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A count with its noun, in the plural unless it is one. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
