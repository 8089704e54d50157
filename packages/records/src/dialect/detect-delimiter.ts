import type { Dialect } from "./dialect.ts";
import { HeaderFinder, type HeaderSearch } from "./find-header.ts";

/** Delimiters that are tried, the usual ones first. */
export const CANDIDATES = [",", ";", "\t", "|", "\x1f", "\x01", "^", "~", ":", " "] as const;
/** Those of them that stand in texts, too, and take more to be believed. */
export const WEAK: readonly string[] = [":", " "];
const MOST_RECORDS = 200;

interface Score {
  readonly delimiter: string;
  readonly known: number;
  /** Records with as many cells as most have, or as names are given, by the number of all. */
  readonly share: number;
}

/**
 * The delimiter by which the lines name most columns of the contract and have the same number of cells; `undefined`
 * when none divides them.
 */
export function detectDelimiter(search: HeaderSearch, from: number): string | undefined {
  const finder = new HeaderFinder(search);
  let best: Score | undefined;
  for (const delimiter of candidates(search.dialect)) {
    const score = scoreOf(delimiter, finder, search, from);
    if (score !== undefined && isBetter(score, best)) best = score;
  }
  return best?.delimiter;
}

function candidates({ quote, decimal, thousands }: Dialect): readonly string[] {
  const isTaken = (sign: string) =>
    sign === quote || (quote === undefined && (sign === decimal || sign === thousands));
  return CANDIDATES.filter((sign) => !isTaken(sign));
}

function isBetter(score: Score, best: Score | undefined): boolean {
  if (best === undefined) return true;
  return score.known === best.known ? score.share > best.share : score.known > best.known;
}

function scoreOf(
  delimiter: string,
  finder: HeaderFinder,
  { dataset, dialect, lines }: HeaderSearch,
  from: number,
): Score | undefined {
  const { header, skipLines } = dialect;
  const hasHeader = header === true;
  const found = hasHeader
    ? skipLines === "header"
      ? finder.find(from, delimiter)
      : finder.first(from, delimiter)
    : undefined;
  const width = hasHeader
    ? found?.names.length
    : Array.isArray(header)
      ? header.length
      : dataset.columns.length;
  const widths = cellCounts(lines.slice((found?.line ?? from) - 1), delimiter, dialect);
  const most = hasHeader && (found?.known ?? 0) === 0 ? mode(widths) : width;
  const share = widths.filter((count) => count === most).length / Math.max(1, widths.length);
  const known = found?.known ?? 0;
  if (most === undefined || most < 2 || share === 0) return undefined;
  if (WEAK.includes(delimiter) && known < 2 && (hasHeader || share < 0.9)) return undefined;
  return { delimiter, known, share };
}

/** How many cells each of the first records has; quotes are paired roughly. */
function cellCounts(
  lines: readonly string[],
  delimiter: string,
  { quote, comment }: Dialect,
): readonly number[] {
  const counts: number[] = [];
  let count = 1;
  let isOpen = false;
  for (const line of lines) {
    if (!isOpen && (line.trim() === "" || (comment !== undefined && line.startsWith(comment))))
      continue;
    for (const character of line) {
      if (character === quote) isOpen = !isOpen;
      else if (character === delimiter && !isOpen) count++;
    }
    if (isOpen) continue;
    counts.push(count);
    count = 1;
    if (counts.length === MOST_RECORDS) break;
  }
  return counts;
}

function mode(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
