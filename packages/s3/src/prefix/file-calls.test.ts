import { stat } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FileCalls } from "./file-calls.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Whether each of some calls that take so long was made by this thread. */
async function waysOf(calls: FileCalls, count: number, ms: number): Promise<boolean[]> {
  const ways: boolean[] = [];
  for (let i = 0; i < count; i++) {
    const isNow = await calls.make(
      () => {
        vi.advanceTimersByTime(ms);
        return true;
      },
      () => Promise.resolve(false),
    );
    ways.push(isNow);
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

test("calls are made at once while they are quick, and one that takes long changes nothing", async () => {
  const calls = new FileCalls();
  await waysOf(calls, 1, 0);
  expect(await waysOf(calls, 1_000, 0)).not.toContain(false);
  expect(await waysOf(calls, 1, 10_000)).toEqual([true]);
  // The event loop has not turned for long.
  expect(await waysOf(calls, 1, 0)).toEqual([false]);
  expect(await waysOf(calls, 1_000, 0)).not.toContain(false);
});

test("calls of a slow file system are left to other threads, and stay there", async () => {
  const calls = new FileCalls();
  await waysOf(calls, 1, 0);
  const ways = await waysOf(calls, 200, 3);
  expect(ways[0]).toBe(true);
  expect(ways.at(-1)).toBe(false);
  expect(await waysOf(calls, 1_000, 0)).not.toContain(true);
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
