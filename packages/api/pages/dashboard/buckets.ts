/** The starts of the buckets that a range has a part of, in milliseconds. */
export function bucketStarts(range: { from: string; to: string }, bucketMs: number): number[] {
  const starts: number[] = [];
  const end = Date.parse(range.to);
  for (let at = Math.floor(Date.parse(range.from) / bucketMs) * bucketMs; at < end; at += bucketMs)
    starts.push(at);
  return starts;
}

/** For each bucket what is said of it, or undefined. */
export function inBuckets<T extends { readonly at: string }>(
  starts: readonly number[],
  rows: readonly T[],
): (T | undefined)[] {
  const byStart = new Map(rows.map((row) => [Date.parse(row.at), row]));
  return starts.map((start) => byStart.get(start));
}

/** The length of buckets in words. */
export function bucketName(bucketMs: number): string {
  const units = [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
  ] as const;
  for (const [name, length] of units)
    if (bucketMs % length === 0)
      return bucketMs === length ? name : `${bucketMs / length} ${name}s`;
  return `${bucketMs / 1000} seconds`;
}
