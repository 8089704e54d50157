import type { Traffic, TrafficStep } from "./demo-report.ts";

/** Requests of one class of statuses in the step that starts `step` steps after 1970. */
export interface StepCount {
  readonly step: number;
  /** The first digit of the status. */
  readonly statusClass: number;
  readonly requests: number;
}

const MOST_STEPS = 48;
const DAY = 86_400;
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
];

/** The shortest usual step, in seconds, of which at most 48 cover the time from the first to the last event, both in seconds since 1970. */
export function chooseStep(firstSecond: number, lastSecond: number): number {
  const covers = (seconds: number) =>
    Math.floor(lastSecond / seconds) - Math.floor(firstSecond / seconds) < MOST_STEPS;
  let days = 1;
  while (!covers(days * DAY)) days *= 2;
  return STEPS.find(covers) ?? days * DAY;
}

/** Counts as steps without a gap. */
export function trafficOf(stepSeconds: number, counts: readonly StepCount[]): Traffic {
  if (counts.length === 0) return { stepSeconds, steps: [] };
  const numbers = counts.map(({ step }) => step);
  const first = Math.min(...numbers);
  const steps = Array.from(
    { length: Math.max(...numbers) - first + 1 },
    (_, i): TrafficStep => ({
      start: new Date((first + i) * stepSeconds * 1000).toISOString(),
      requests: Object.fromEntries(
        counts
          .filter(({ step }) => step === first + i)
          .toSorted((a, b) => a.statusClass - b.statusClass)
          .map(({ statusClass, requests }) => [`${statusClass}xx`, requests]),
      ),
    }),
  );
  return { stepSeconds, steps };
}
