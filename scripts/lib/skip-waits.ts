import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { onTestFinished, vi } from "vitest";

/** Pass over this test's waits between attempts, at once; gives how long each would have been, in milliseconds. */
export function skipWaits(): readonly number[] {
  const waits: number[] = [];
  const wait = timers.setTimeout;
  const spy = vi.spyOn(timers, "setTimeout").mockImplementation((delayMs = 0, value, options) => {
    waits.push(delayMs);
    return wait(0, value, options);
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
  return waits;
}
