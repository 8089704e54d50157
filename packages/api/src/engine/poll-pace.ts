import type { PollOptions } from "@cloudapi/athena";

/** How often to look at a query, by how long the last ones took. */
export interface PollPace {
  options(): PollOptions;
  /** A query took so long, as the engine says. */
  took(ms: number): void;
}

const REMEMBERED = 16;
const LEAST_MS = 4;
const MOST_MS = 250;
/** Before anything is known: Athena's own shortest queries take some hundred milliseconds. */
const FIRST_MS = 100;

/**
 * The first look comes after a third of the median, the others at growing distances: about four looks to a query, which is
 * seen to have ended a third of its time later at most, whether it takes 20 ms or 20 s.
 */
export function pollPace(): PollPace {
  const last: number[] = [];
  return {
    options: () => ({
      initialDelayMs: Math.min(MOST_MS, Math.max(LEAST_MS, (median(last) ?? 3 * FIRST_MS) / 3)),
      maxDelayMs: 1_000,
      factor: 1.4,
    }),
    took: (ms) => {
      if (last.push(ms) > REMEMBERED) last.shift();
    },
  };
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
