import { sleep } from "@cloudapi/core/internal";

/** A timer of Node's that is set to more ends at once. */
const MOST_MS = 2 ** 31 - 1;

/**
 * Wait, for months if need be.
 *
 * @throws the signal's reason when it fires
 */
export async function sleepLong(ms: number, signal: AbortSignal): Promise<void> {
  for (let left = ms; left > 0; left -= MOST_MS) await sleep(Math.min(left, MOST_MS), signal);
}
