import { checkOptionNames } from "@cloudapi/core/internal";
import { nextRuns } from "../schedule/next-runs.ts";
import { parseSchedule } from "../schedule/parse-schedule.ts";
import type { BatchSchedule } from "./batch-input.ts";
import type { BatchPlan } from "./batch-plan.ts";

const WHAT = "defineBatch: schedule";

/** @throws {TypeError} naming the field at fault, or that the schedule never fires */
export function checkSchedule(schedule: BatchSchedule, now: Date): BatchPlan["schedule"] {
  checkOptionNames(WHAT, schedule, ["expression", "timeZone", "flexibleMinutes", "lagDays"]);
  const { expression, timeZone = "UTC", flexibleMinutes, lagDays = 1 } = schedule ?? {};
  const read = parseSchedule(expression, timeZone);
  if (typeof read === "string") throw new TypeError(`${WHAT}: ${read}.`);
  if (flexibleMinutes !== undefined) checkWhole("flexibleMinutes", flexibleMinutes, 1, 1440);
  checkWhole("lagDays", lagDays, 0, 366);
  if (nextRuns({ expression, timeZone, from: now }).runs.length === 0)
    throw new TypeError(
      `${WHAT}: ${expression} in ${timeZone} never fires after ${now.toISOString()}. Look at its days, months and years.`,
    );
  return { ...schedule, timeZone, lagDays };
}

function checkWhole(name: string, value: unknown, least: number, most: number): void {
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return;
  throw new TypeError(`${WHAT}.${name} must be a whole number from ${least} to ${most}.`);
}

/** What is worth knowing of a schedule in the year to come. */
export function scheduleWarnings(
  { expression, timeZone }: BatchPlan["schedule"],
  now: Date,
): string[] {
  if (!expression.startsWith("cron")) return [];
  const horizon = now.getTime() + 400 * 86_400_000;
  const { runs, skipped } = nextRuns({ expression, timeZone, from: now, count: 400 });
  const lost = skipped.filter((local) => Date.parse(`${local}Z`) < horizon);
  if (runs.length === 0 || lost.length === 0) return [];
  return [
    `${expression} doesn't fire at ${lost.slice(0, 3).join(", ")}: clocks of ${timeZone} are put forward past it, and the day is left out. Take another hour, or UTC.`,
  ];
}
