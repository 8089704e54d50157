import { expect, it } from "vitest";
import { sleepLong } from "./sleep-long.ts";

/** The least that is too much for a timer. */
const LONG_MS = 2 ** 31;

it("waits for weeks, or until it is told to stop", async () => {
  const controller = new AbortController();
  const ended: string[] = [];
  const waiting = sleepLong(LONG_MS, controller.signal).then(
    () => ended.push("waited"),
    (reason: unknown) => ended.push(String(reason)),
  );
  await sleepLong(100, new AbortController().signal);
  expect(ended).toEqual([]);
  controller.abort("stop");
  await waiting;
  expect(ended).toEqual(["stop"]);
});
