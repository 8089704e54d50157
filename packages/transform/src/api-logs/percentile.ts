/**
 * The value below which a share of sorted values lies, with linear interpolation between the two nearest.
 *
 * Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), definition 7; the default
 * of NumPy and pandas, and `quantile_cont` of DuckDB.
 *
 * @param sorted ascending, without NaN
 * @param share 0 to 1
 * @returns null when there are no values
 */
export function percentile(sorted: ArrayLike<number>, share: number): number | null {
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const lower = sorted[below] as number;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return lower + (upper - lower) * (position - below);
}
