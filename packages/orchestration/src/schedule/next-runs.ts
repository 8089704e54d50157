import { checkOptionNames, daysFromCivil, instantsOf, timeZone } from "@cloudapi/core/internal";
import type { Cron } from "./parse-cron.ts";
import { parseSchedule } from "./parse-schedule.ts";

/** Which runs of a schedule are asked for. */
export interface NextRunsInput {
  /** `cron(...)`, `rate(...)` or `at(...)`. */
  readonly expression: string;
  /** A name of the IANA database; UTC when left out. */
  readonly timeZone?: string;
  /** Runs after this instant. A rate begins there. */
  readonly from: Date;
  /** How many; 1 when left out, at most 1,000. */
  readonly count?: number;
}

/** When a schedule fires. */
export interface NextRuns {
  /** Ascending; fewer than asked for where the schedule ends. */
  readonly runs: readonly Date[];
  /**
   * Local times before the last of `runs` that the zone's clocks skip when they are put forward, such as
   * `2026-03-29T02:30:00`: Scheduler doesn't fire at all on such a day.
   */
  readonly skipped: readonly string[];
}

const WHAT = "nextRuns";
const DAY_MS = 86_400_000;
const MOST = 1000;
const LAST_YEAR = 2199;

/**
 * The next times at which a schedule of EventBridge Scheduler fires, in its zone: a local time that is skipped when clocks
 * are put forward doesn't fire, one that comes twice when they are put back fires once.
 *
 * @throws {TypeError} for an expression or a zone that Scheduler refuses, saying what is wrong with it
 *
 * @example
 * ```ts
 * import { nextRuns } from "@cloudapi/orchestration";
 *
 * const { runs, skipped } = nextRuns({
 *   expression: "cron(30 2 * * ? *)",
 *   timeZone: "Europe/Berlin",
 *   from: new Date("2026-03-28T00:00:00Z"),
 *   count: 2,
 * });
 * console.log(runs.map((run) => run.toISOString())); // => ["2026-03-28T01:30:00.000Z", "2026-03-30T00:30:00.000Z"]
 * console.log(skipped); // => ["2026-03-29T02:30:00"]
 * ```
 */
export function nextRuns(input: NextRunsInput): NextRuns {
  checkOptionNames(WHAT, input, ["expression", "timeZone", "from", "count"]);
  const { expression, timeZone: zone = "UTC", from, count = 1 } = input;
  if (!(from instanceof Date) || Number.isNaN(from.getTime()))
    throw new TypeError(`${WHAT}: from must be a valid Date.`);
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw new TypeError(`${WHAT}: count must be a whole number from 1 to ${MOST}.`);
  const schedule = parseSchedule(expression, zone);
  if (typeof schedule === "string") throw new TypeError(`${WHAT}: ${schedule}.`);
  const after = from.getTime();
  if (schedule.kind === "rate") {
    const { everyMs } = schedule;
    return {
      runs: Array.from({ length: count }, (_, at) => new Date(after + at * everyMs)),
      skipped: [],
    };
  }
  const locals =
    schedule.kind === "at" ? [schedule.localMs] : localTimes(schedule.cron, after - 2 * DAY_MS);
  return collect(locals, { zone, after, count });
}

interface Wanted {
  readonly zone: string;
  readonly after: number;
  readonly count: number;
}

function collect(locals: Iterable<number>, { zone, after, count }: Wanted): NextRuns {
  const clock = timeZone(zone);
  if (clock === undefined) throw new TypeError(`${WHAT}: there is no zone ${zone}.`);
  const runs: Date[] = [];
  const skipped: string[] = [];
  for (const local of locals) {
    const [instant] = instantsOf(local, clock);
    if (instant === undefined) {
      if (local - clock.offsetMs(local) > after)
        skipped.push(new Date(local).toISOString().slice(0, 19));
    } else if (instant > after) runs.push(new Date(instant));
    if (runs.length === count) break;
  }
  return { runs: runs.sort((one, other) => one.getTime() - other.getTime()), skipped };
}

/** The local times of a cron expression from a day on, as if they were UTC, ascending. */
function* localTimes(cron: Cron, fromMs: number): Generator<number> {
  const start = new Date(fromMs);
  for (let year = Math.max(start.getUTCFullYear(), 1970); year <= LAST_YEAR; year++) {
    if (!cron.years.has(year)) continue;
    for (let month = 1; month <= 12; month++) {
      if (cron.months.has(month)) yield* timesOfMonth(cron, { year, month, fromMs });
    }
  }
}

interface Month {
  readonly year: number;
  readonly month: number;
  readonly fromMs: number;
}

function* timesOfMonth(cron: Cron, { year, month, fromMs }: Month): Generator<number> {
  const first = daysFromCivil(year, month, 1);
  const last =
    (month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1)) - first;
  for (let day = 1; day <= last; day++) {
    // 1970-01-01 was a Thursday.
    const weekday = ((first + day - 1 + 4) % 7) + 1;
    if ((first + day) * DAY_MS <= fromMs || !cron.isDay({ day, weekday, last })) continue;
    for (const hour of cron.hours)
      for (const minute of cron.minutes)
        yield (first + day - 1) * DAY_MS + (hour * 60 + minute) * 60_000;
  }
}
