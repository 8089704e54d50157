/**
 * The known name nearest to a misspelt one, or `undefined` when none is near (edit distance over a third of its length).
 *
 * @example
 * ```ts
 * import { didYouMean } from "@cloudapi/core/internal";
 *
 * console.log(didYouMean("singal", ["signal", "onProgress"])); // => "signal"
 * ```
 */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const folded = fold(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const other = fold(candidate);
    // It is no less than the difference of their lengths, and a header may have a name of megabytes.
    if (Math.abs(folded.length - other.length) >= bestDistance) continue;
    const distance = editDistance(folded, other);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, "");
}

/** Letters to insert, leave out, replace, or exchange with the next: the optimal string alignment distance. */
function editDistance(a: string, b: string): number {
  let above: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isExchange = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
          isExchange ? (above[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [above, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
