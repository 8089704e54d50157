import type { BackOff } from "@cloudapi/core/internal";

/** How long a commit is tried. */
export interface RetryLimits {
  readonly maxAttempts: number;
  readonly totalMs: number;
  readonly backOff: BackOff;
}

/** Iceberg's own table properties, and what is so where they aren't set. */
const PROPERTIES = {
  retries: ["commit.retry.num-retries", 199],
  minWaitMs: ["commit.retry.min-wait-ms", 50],
  maxWaitMs: ["commit.retry.max-wait-ms", 2_000],
  totalMs: ["commit.retry.total-timeout-ms", 30 * 60_000],
} as const;

/** From the properties of the table, or from the caller, who knows better. */
export function retryLimits(
  properties: Readonly<Record<string, string>>,
  maxAttempts: number | undefined,
): RetryLimits {
  if (maxAttempts !== undefined && !(Number.isInteger(maxAttempts) && maxAttempts >= 1))
    throw new RangeError(
      `commitTable: maxAttempts must be a whole number from 1, not ${maxAttempts}.`,
    );
  const { retries, minWaitMs, maxWaitMs, totalMs } = PROPERTIES;
  return {
    maxAttempts: maxAttempts ?? 1 + read(properties, retries),
    totalMs: read(properties, totalMs),
    backOff: {
      initialDelayMs: read(properties, minWaitMs),
      maxDelayMs: read(properties, maxWaitMs),
      factor: 2,
    },
  };
}

function read(
  properties: Readonly<Record<string, string>>,
  [name, absent]: readonly [string, number],
): number {
  const text = properties[name];
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : absent;
}
