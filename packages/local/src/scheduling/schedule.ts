import type { JsonObject } from "@cloudapi/orchestration";
import { nextRuns } from "@cloudapi/orchestration";
import { textOf } from "../states/engine/text-of.ts";

/** A schedule as it is kept. */
export interface Schedule {
  readonly name: string;
  /** What CreateSchedule or UpdateSchedule was given. */
  readonly request: JsonObject;
  readonly createdMs: number;
  readonly modifiedMs: number;
  /** From when a rate counts. */
  readonly anchorMs: number;
}

/** When a schedule fires next after a time; nothing when it doesn't any more. */
export function dueAfter({ request, anchorMs }: Schedule, afterMs: number): number | undefined {
  const { StartDate: start, EndDate: end, State: state = "ENABLED" } = request;
  if (state !== "ENABLED") return undefined;
  const startMs = typeof start === "number" ? start * 1000 : undefined;
  const due = next(request, startMs ?? anchorMs, Math.max(afterMs, (startMs ?? 0) - 1));
  return due !== undefined && typeof end === "number" && due > end * 1000 ? undefined : due;
}

function next(request: JsonObject, anchorMs: number, afterMs: number): number | undefined {
  const expression = textOf(request["ScheduleExpression"]);
  const timeZone = textOf(request["ScheduleExpressionTimezone"] ?? "UTC");
  if (!expression.startsWith("rate("))
    return nextRuns({ expression, timeZone, from: new Date(afterMs) }).runs[0]?.getTime();
  const [first = 0, second = 0] = nextRuns({
    expression,
    timeZone,
    from: new Date(anchorMs),
    count: 2,
  }).runs.map((run) => run.getTime());
  const passed = Math.max(0, Math.floor((afterMs - first) / (second - first)) + 1);
  return first + passed * (second - first);
}
