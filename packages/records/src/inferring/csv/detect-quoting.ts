import { CANDIDATES, WEAK } from "../../dialect/detect-delimiter.ts";
import { type CutRules, cutSample, type SampleRow } from "./cut-sample.ts";

const QUOTINGS = [
  { quote: '"', escape: "double" },
  { quote: '"', escape: "backslash" },
  { quote: '"', escape: "sql" },
  { quote: undefined, escape: "sql" },
  { quote: undefined, escape: "backslash" },
  { quote: undefined, escape: "none" },
  { quote: '"', escape: "none" },
  { quote: "'", escape: "double" },
] as const satisfies readonly Pick<CutRules, "quote" | "escape">[];
const MOST_ROWS = 200;
const MOST_BYTES = 65_536;

/** How the cells of a text are divided and quoted: the rules by which most of its lines have the same number of cells. */
export function detectQuoting(
  bytes: Uint8Array,
  said: { readonly delimiter: string | undefined; readonly comment: string | undefined },
): CutRules {
  const head = bytes.length <= MOST_BYTES ? bytes : bytes.subarray(0, lastLine(bytes));
  let best: { readonly rules: CutRules; readonly score: number } | undefined;
  for (const delimiter of said.delimiter === undefined ? CANDIDATES : [said.delimiter]) {
    if (!head.includes(delimiter.charCodeAt(0))) continue;
    for (const quoting of QUOTINGS) {
      if (quoting.quote === delimiter) continue;
      const rules = { ...quoting, delimiter, comment: said.comment, trim: false };
      const score = scoreOf(cutSample(head, rules, { most: MOST_ROWS }), rules);
      if (score > (best?.score ?? 0)) best = { rules, score };
    }
  }
  return best?.rules ?? usual(said);
}

function usual({ delimiter = ",", comment }: Parameters<typeof detectQuoting>[1]): CutRules {
  return { delimiter, quote: '"', escape: "double", trim: false, comment };
}

function lastLine(bytes: Uint8Array): number {
  const end = Math.max(bytes.lastIndexOf(0x0a, MOST_BYTES), bytes.lastIndexOf(0x0d, MOST_BYTES));
  return end < 0 ? MOST_BYTES : end + 1;
}

function scoreOf(rows: readonly SampleRow[], rules: CutRules): number {
  const width = usualWidth(rows);
  if (width === undefined || width < 2) return 0;
  const fitting = rows.filter(({ cells }) => cells?.length === width);
  // A header may lack the name of the first column, as R writes it.
  const isShorter = rows.length > 2 && rows[0]?.cells?.length === width - 1;
  const share = (fitting.length + (isShorter ? 1 : 0)) / rows.length;
  const isWeak = WEAK.includes(rules.delimiter);
  if (isWeak && (share < 0.95 || width < 3 || rows.length < 3)) return 0;
  const marks = strangeCells(fitting, rules);
  const more = 1 + Math.log2(width) / (isWeak ? 40 : 10);
  return share * more * (1 - Math.min(0.5, marks / Math.max(10, rows.length)));
}

/** The number of cells that most rows have. */
export function usualWidth(rows: readonly SampleRow[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { cells } of rows)
    if (cells !== undefined) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].sort(([w, a], [v, b]) => b - a || v - w)[0]?.[0];
}

/** How many cells look like quotes or escapes that the rules do not know, or know otherwise. */
function strangeCells(rows: readonly SampleRow[], rules: CutRules): number {
  const hasQuotes = rows.some(({ written }) => written?.includes("quoted") === true);
  const cells = rows.flatMap((row) => row.cells ?? []).filter((cell) => cell !== null);
  if (rules.escape === "backslash")
    return rows.filter(({ text }) => /\\[ntrbZ0]/.test(text)).length;
  const isStrange = (cell: string) =>
    (rules.quote !== "'" && /^'[^]*'$/.test(cell)) ||
    (rules.quote !== '"' && /^"[^"]*"$/.test(cell)) ||
    (rules.escape !== "sql" && hasEscape(cell, hasQuotes));
  return cells.filter(isStrange).length;
}

function hasEscape(cell: string, hasQuotes: boolean): boolean {
  if (/^[A-Za-z]:\\/.test(cell)) return false;
  return hasQuotes ? /\\["']|\\$/.test(cell) : /^\\N$|\\[ntrbZ0"'\\]|\\$/.test(cell);
}
