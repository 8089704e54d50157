import { unlessAborted } from "@cloudapi/core/internal";
import { deadlineOf } from "../http/deadline.ts";

/** How long something may take that answers are given without, too, and whose end it is. */
interface Patience {
  readonly ms: number;
  readonly signal: AbortSignal;
}

/** What work gives within a time; `undefined` where it takes longer, whatever becomes of it then, or fails. */
export async function withinTime<T>(
  { ms, signal }: Patience,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const deadline = deadlineOf(signal, ms);
  try {
    return await unlessAborted(work(deadline.signal), deadline.signal);
  } catch {
    return undefined;
  } finally {
    deadline.end();
  }
}
