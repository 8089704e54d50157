import { stat } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FileCalls } from "./file-calls.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** When each of some calls that take so long was made: at once, when the event loop had turned, or by another thread. */
async function waysOf(calls: FileCalls, count: number, ms: number): Promise<string[]> {
  const ways: string[] = [];
  for (let i = 0; i < count; i++) {
    const made = calls.make(
      () => {
        vi.advanceTimersByTime(ms);
        return "now";
      },
      () => Promise.resolve("elsewhere"),
    );
    const isAtOnce = !(made instanceof Promise);
    const way = await made;
    ways.push(way === "now" && !isAtOnce ? "next" : way);
  }
  return ways;
}

test("whoever makes one call after the other does not keep others from their turn", async () => {
  vi.useRealTimers();
  let hasTurned = false;
  setTimeout(() => (hasTurned = true), 1);
  for (let call = 0; !hasTurned && call < 100_000_000; call++)
    await new FileCalls().make(
      () => 1,
      async () => (await stat(import.meta.filename)).size,
    );
  expect(hasTurned).toBe(true);
});

test("nor do many who make calls side by side, each of which would wait for a turn of its own", async () => {
  await waysOf(new FileCalls(), 1, 0);
  let turns = 0;
  let [callsSince, most] = [0, 0];
  const turned = () => {
    most = Math.max(most, callsSince);
    callsSince = 0;
    if (++turns < 5) setImmediate(turned);
  };
  setImmediate(turned);
  const callers = Array.from({ length: 50 }, async () => {
    const calls = new FileCalls();
    for (let call = 0; turns < 5 && call < 1_000; call++) {
      await waysOf(calls, 1, 0.5);
      callsSince++;
    }
  });
  await Promise.all(callers);
  expect(turns).toBe(5);
  // One of each that has waited, ten milliseconds of others, and no ten for each.
  expect(most).toBeLessThan(150);
});

test("whoever fakes timers keeps no call from being made", async () => {
  vi.useFakeTimers({ toFake: ["performance", "setImmediate"] });
  const calls = new FileCalls();
  expect(await waysOf(calls, 2, 20)).toEqual(["next", "next"]);
});

test("calls are made at once while they are quick, and one that takes long changes nothing", async () => {
  const calls = new FileCalls();
  await waysOf(calls, 1, 0);
  expect(new Set(await waysOf(calls, 1_000, 0))).toEqual(new Set(["now"]));
  expect(await waysOf(calls, 1, 10_000)).toEqual(["now"]);
  // The event loop has not turned for long.
  expect(await waysOf(calls, 1, 0)).toEqual(["next"]);
  expect(new Set(await waysOf(calls, 1_000, 0))).toEqual(new Set(["now"]));
});

test("calls of a slow file system are left to other threads, and stay there", async () => {
  const calls = new FileCalls();
  await waysOf(calls, 1, 0);
  const ways = await waysOf(calls, 200, 3);
  expect(ways[0]).toBe("now");
  expect(ways.at(-1)).toBe("elsewhere");
  expect(new Set(await waysOf(calls, 1_000, 0))).toEqual(new Set(["elsewhere"]));
});

test("what a call throws is passed on, whoever makes it", async () => {
  const calls = new FileCalls();
  const fail = () => {
    throw new Error("no");
  };
  await waysOf(calls, 1, 0);
  expect(() => calls.make(fail, fail)).toThrow("no");
  await waysOf(calls, 200, 3);
  await expect(async () => calls.make(fail, () => Promise.reject(new Error("no")))).rejects.toThrow(
    "no",
  );
});
