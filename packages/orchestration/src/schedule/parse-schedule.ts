import { timeZone } from "@cloudapi/core/internal";
import { type Cron, parseCron } from "./parse-cron.ts";

/** A schedule expression of EventBridge Scheduler, read. */
export type Schedule =
  | { readonly kind: "cron"; readonly cron: Cron; readonly timeZone: string }
  | { readonly kind: "rate"; readonly everyMs: number; readonly timeZone: string }
  | { readonly kind: "at"; readonly localMs: number; readonly timeZone: string };

const UNITS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
const AT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)$/;

/**
 * Read a schedule expression, `cron(0 2 * * ? *)`, `rate(1 day)` or `at(2026-01-31T02:00:00)`, and its zone; a text that
 * says what is wrong with them.
 */
export function parseSchedule(expression: unknown, zone = "UTC"): Schedule | string {
  // Scheduler takes names of zones, not offsets: an offset would ignore that clocks are changed.
  if (/^[+-]/.test(zone) || timeZone(zone) === undefined)
    return `timeZone must be a name like Europe/Berlin, not "${zone}"`;
  const found =
    typeof expression === "string" ? /^(cron|rate|at)\((.*)\)$/s.exec(expression) : null;
  if (found === null || String(expression).length > 256)
    return `expression must be cron(...), rate(...) or at(...), not ${JSON.stringify(expression)}`;
  const [, kind, inside = ""] = found;
  if (kind === "cron") {
    const cron = parseCron(inside);
    return typeof cron === "string" ? cron : { kind, cron, timeZone: zone };
  }
  return kind === "rate" ? readRate(inside, zone) : readAt(inside, zone);
}

function readRate(inside: string, zone: string): Schedule | string {
  const [, count = "", unit = ""] = /^([1-9]\d{0,5}) (minute|hour|day)s?$/.exec(inside) ?? [];
  const everyMs = Number(count) * (UNITS[unit] ?? 0);
  if (everyMs === 0) return `rate takes a whole number and minutes, hours or days, not "${inside}"`;
  return { kind: "rate", everyMs, timeZone: zone };
}

function readAt(inside: string, zone: string): Schedule | string {
  const localMs = AT.test(inside) ? Date.parse(`${inside}Z`) : Number.NaN;
  if (Number.isNaN(localMs) || !new Date(localMs).toISOString().startsWith(inside))
    return `at takes a time like 2026-01-31T02:00:00, not "${inside}"`;
  return { kind: "at", localMs, timeZone: zone };
}
