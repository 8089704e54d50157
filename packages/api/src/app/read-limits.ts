import { checkOptionNames } from "@cloudapi/core/internal";
import { type ApiLimits, DEFAULT_LIMITS } from "./api-input.ts";

/** A timer of Node that is longer ends at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** The least and the most of limits that have others than 0 and every integer. */
const BOUNDS: { readonly [name in keyof ApiLimits]?: readonly [min: number, max: number] } = {
  timeoutMs: [1, MAX_TIMER_MS],
  maxConcurrentQueries: [1, Number.MAX_SAFE_INTEGER],
};

/**
 * Limits with their defaults.
 *
 * @throws {TypeError | RangeError} for limits that are not right
 */
export function readLimits(what: string, limits: ApiLimits = {}): Required<ApiLimits> {
  checkOptionNames(`${what}: limits`, limits, Object.keys(DEFAULT_LIMITS));
  for (const [name, value] of Object.entries(limits)) {
    const [min, max] = BOUNDS[name as keyof ApiLimits] ?? [0, Number.MAX_SAFE_INTEGER];
    if (Number.isSafeInteger(value) && value >= min && value <= max) continue;
    const range = max === MAX_TIMER_MS ? `from ${min} to ${max}` : `of at least ${min}`;
    throw new RangeError(
      `${what}: limits.${name} must be an integer ${range}, not ${String(value)}.`,
    );
  }
  return { ...DEFAULT_LIMITS, ...limits };
}
