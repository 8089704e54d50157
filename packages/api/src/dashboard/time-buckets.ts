import { quoteIdentifier } from "@cloudapi/core/sql";

const MINUTE_MS = 60_000;
const LENGTHS_MS = [1, 5, 15, 60, 180, 360, 1_440, 10_080].map((minutes) => minutes * MINUTE_MS);
const MOST = 128;

/** The length of the buckets that a range is cut into: the shortest of which there aren't too many to be drawn. */
export function bucketLength({ from, to }: { from: Date; to: Date }): number {
  const spanMs = to.getTime() - from.getTime();
  return LENGTHS_MS.find((length) => spanMs / length <= MOST) ?? 10_080 * MINUTE_MS;
}

/** The number of the bucket that a timestamp is in, as SQL. */
export function bucketSql(column: string, bucketMs: number): string {
  return `CAST(floor(to_unixtime(${quoteIdentifier(column)}) * 1000 / ${bucketMs}) AS bigint)`;
}

/** When a bucket begins. */
export function bucketStart(bucket: number, bucketMs: number): string {
  return new Date(bucket * bucketMs).toISOString();
}
