import type { SampleRow } from "./cut-sample.ts";

/** What is no row at the end of a table. */
export interface TableFooter {
  /** So many of the records that were cut. */
  readonly count: number;
  readonly option?: number | "blank-line";
  readonly note?: string;
}

const TOTAL = /^(?:(?:grand |sub)?total|sum|summe|gesamt\w*|somme|suma|totale|合計|итого)\b[:.]?/iu;
const MOST = 20;

/** Find the records at the end that are no rows: of another width, behind a blank line, or a line of totals. */
export function tableFooter(rows: readonly SampleRow[], width: number): TableFooter {
  const last = rows.findLastIndex(({ cells }) => cells?.length === width);
  const count = rows.length - 1 - last;
  if (last < 0) return { count: 0 };
  const isBlankBehind = count > 0 && (rows[last + 1]?.line ?? 0) > (rows[last]?.next ?? 0);
  const hasGap = rows.some(
    ({ line }, at) => at > 0 && at <= last && line > (rows[at - 1]?.next ?? 0),
  );
  const isTotal = isTotalRow(rows.slice(0, last + 1));
  const all = count + (isTotal ? 1 : 0);
  if (all === 0 || all > rows.length / 2) return { count: 0 };
  if (isBlankBehind && !hasGap && !isTotal)
    return { count, option: "blank-line", note: "What follows the first blank line is no row." };
  if (all > MOST) return { count: 0 };
  const what =
    isTotal && count === 0
      ? "The last record seems to be totals"
      : `The last ${all === 1 ? "record is no row" : `${all} records are no rows`}`;
  return { count: all, option: all, note: `${what}: see footer.` };
}

/** Whether the last row says that it is a total, or lacks most cells, the first among them, that all others have. */
function isTotalRow(rows: readonly SampleRow[]): boolean {
  const cells = rows.at(-1)?.cells?.map((cell) => (cell ?? "").trim()) ?? [];
  const others = rows.slice(0, -1);
  if (others.length < 2) return false;
  const says = (texts: readonly (string | null)[]) =>
    texts
      .filter((cell) => cell !== null && cell !== "")
      .slice(0, 2)
      .some((cell) => TOTAL.test(cell?.trim() ?? ""));
  if (says(cells)) return !others.some((row) => says(row.cells ?? []));
  const filled = cells.filter((cell) => cell !== "").length;
  const isFirstMissing =
    cells[0] === "" && others.every((row) => (row.cells?.[0] ?? "").trim() !== "");
  return isFirstMissing && filled > 0 && filled * 2 < cells.length;
}
