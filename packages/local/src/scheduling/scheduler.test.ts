import { expect, it } from "vitest";
import { Clock } from "./clock.ts";
import { Scheduler } from "./scheduler.ts";

it("lets the machine's clock run on when it is to pass to a time that has passed, and stand after one that hasn't", () => {
  const clock = new Clock();
  const scheduler = new Scheduler(clock, () => {});
  scheduler.passTime(Date.now() - 60_000);
  expect(clock.runs).toBe(true);
  const later = Date.now() + 3_600_000;
  scheduler.passTime(later);
  expect([clock.runs, clock.now()]).toEqual([false, later]);
  scheduler.passTime(later - 1);
  expect(clock.now()).toBe(later);
  scheduler.close();
});

it("fires what is due at a time by name, each by what it says when it was put last", () => {
  const start = Date.parse("2026-01-01T00:30:00Z");
  const fired: string[] = [];
  const scheduler = new Scheduler(new Clock(new Date(start)), ({ name }, atMs) => {
    fired.push(`${new Date(atMs).toISOString().slice(11, 16)} ${name}`);
  });
  const put = (name: string, ScheduleExpression: string, more: object = {}) => {
    const request = { ScheduleExpression, ...more };
    scheduler.put({ name, request, createdMs: start, modifiedMs: start, anchorMs: start });
  };
  put("c", "rate(1 hour)");
  put("b", "cron(30 * * * ? *)");
  put("a", "at(2026-01-01T01:30:00)", { ActionAfterCompletion: "DELETE" });
  put("d", "rate(1 minute)");
  put("d", "rate(1 minute)", { State: "DISABLED" });
  scheduler.passTime(start + 3_600_000);
  expect(fired).toEqual(["00:30 b", "00:30 c", "01:30 a", "01:30 b", "01:30 c"]);
  expect(scheduler.list().map(({ name }) => name)).toEqual(["b", "c", "d"]);
  scheduler.close();
});
