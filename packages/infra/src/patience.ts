import { sleep } from "@cloudapi/core/internal";

/** How long a step waits for AWS. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for a state or a role, in milliseconds; default 120,000. */
  readonly timeoutMs?: number | undefined;
}

/** The options of every step. */
export const PATIENCE = ["signal", "timeoutMs"] as const;

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** Try until there is an answer, waiting longer each time; `undefined` when the time is over. */
export async function until<T>(
  attempt: () => Promise<T | undefined>,
  { signal, timeoutMs = 120_000 }: Patience,
): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2)) {
    signal?.throwIfAborted();
    const answer = await attempt();
    if (answer !== undefined) return answer;
    if (Date.now() + waitMs > deadline) return undefined;
    await sleep(waitMs, signal);
  }
}

/** The SDK's options for one request. */
export function sendOptions({ signal }: Patience): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
