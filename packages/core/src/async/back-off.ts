/** Delays that grow from one attempt to the next. */
export interface BackOff {
  /** Before the first attempt, in milliseconds. */
  readonly initialDelayMs: number;
  /** Never longer than this, in milliseconds. */
  readonly maxDelayMs: number;
  /** Each delay is this many times the one before. */
  readonly factor: number;
}

/**
 * The delay before attempt number `attempt` (from 0), in milliseconds: it grows exponentially up to its bound, and the
 * upper half of it is random, so that many waiting callers spread out.
 */
export function delayMs(
  attempt: number,
  { initialDelayMs, maxDelayMs, factor }: BackOff,
  random: number = Math.random(),
): number {
  const full = Math.min(maxDelayMs, initialDelayMs * factor ** Math.min(attempt, 1_000));
  return full / 2 + (full / 2) * random;
}
