import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { forEachConcurrently } from "./for-each-concurrently.ts";

test("every item is worked on once, never more than `concurrency` at a time", async () => {
  const seen: number[] = [];
  let running = 0;
  let most = 0;
  await forEachConcurrently(Array(20).keys(), { concurrency: 3 }, async (item) => {
    most = Math.max(most, ++running);
    await sleep(item % 3);
    seen.push(item);
    running--;
  });
  expect(seen.sort((a, b) => a - b)).toEqual([...Array(20).keys()]);
  expect(most).toBe(3);
});

test("items are pulled only as they are needed, and no more after a failure", async () => {
  let pulled = 0;
  let closed = false;
  async function* items() {
    try {
      for (;;) yield ++pulled;
    } finally {
      closed = true;
    }
  }
  const work = forEachConcurrently(items(), { concurrency: 2 }, async (item) => {
    await sleep(1);
    if (item === 5) throw new Error("fifth");
  });
  await expect(work).rejects.toThrow("fifth");
  expect(pulled).toBeLessThanOrEqual(6);
  expect(closed).toBe(true);
});

test("a failure aborts the others, waits for them, and is the one that is thrown", async () => {
  let settled = 0;
  const work = forEachConcurrently([1, 2, 3], { concurrency: 3 }, async (item, signal) => {
    if (item === 1) throw new Error("first");
    await sleep(10_000, undefined, { signal }).catch(() => {});
    await sleep(5);
    settled++;
    throw new Error("later");
  });
  await expect(work).rejects.toThrow("first");
  expect(settled).toBe(2);
});

test("a failure of the source is thrown", async () => {
  async function* items() {
    yield 1;
    throw new Error("the source broke");
  }
  await expect(forEachConcurrently(items(), { concurrency: 2 }, async () => {})).rejects.toThrow(
    "broke",
  );
});

test("an aborted signal stops before the next item, with its reason", async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  const work = forEachConcurrently(
    [1, 2, 3],
    { concurrency: 1, signal: controller.signal },
    async (item) => {
      seen.push(item);
      controller.abort(new Error("stop"));
    },
  );
  await expect(work).rejects.toThrow("stop");
  expect(seen).toEqual([1]);
});
