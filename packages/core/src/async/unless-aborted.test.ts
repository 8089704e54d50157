import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { unlessAborted } from "./unless-aborted.ts";

const never = new Promise<never>(() => undefined);

test("gives what the promise gives, and leaves no listener", async () => {
  const { signal } = new AbortController();
  expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
  await expect(unlessAborted(Promise.reject(new Error("lost")), signal)).rejects.toThrow("lost");
  expect(await unlessAborted(Promise.resolve(1), undefined)).toBe(1);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("rejects with the reason although the promise never settles", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const waiting = unlessAborted(never, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(unlessAborted(never, AbortSignal.abort(reason))).rejects.toBe(reason);
});
