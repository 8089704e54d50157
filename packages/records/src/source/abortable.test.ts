import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { abortable } from "./abortable.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

async function* numbers(count: number, onClose?: () => Promise<void>): AsyncGenerator<number> {
  try {
    for (let number = 0; number < count; number++) yield number;
  } finally {
    await onClose?.();
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("abortable", () => {
  it("gives all items, with a signal and without", async () => {
    const { signal } = new AbortController();
    expect(await collect(abortable(numbers(3), undefined))).toEqual([0, 1, 2]);
    expect(await collect(abortable(numbers(3), signal))).toEqual([0, 1, 2]);
  });

  it("gives up while an item is awaited, and closes the source", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let isClosed = false;
    const never: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => undefined),
        return: async () => {
          isClosed = true;
          return { done: true, value: undefined };
        },
      }),
    };
    setTimeout(() => controller.abort(reason), 5);
    await expect(collect(abortable(never, controller.signal))).rejects.toBe(reason);
    expect(isClosed).toBe(true);
  });

  it("passes on what the source throws", async () => {
    const error = new Error("broken");
    async function* broken() {
      yield 1;
      throw error;
    }
    await expect(collect(abortable(broken(), new AbortController().signal))).rejects.toBe(error);
  });

  it.each([new AbortController().signal, undefined])(
    "waits until the source is closed when its reader stops",
    async (signal) => {
      let isClosed = false;
      const close = async () => {
        await new Promise((resolve) => setImmediate(resolve));
        isClosed = true;
      };
      for await (const item of abortable(numbers(9, close), signal)) if (item === 1) break;
      expect(isClosed).toBe(true);
    },
  );

  it("holds on to no item that was given", async () => {
    const { signal } = new AbortController();
    const given: WeakRef<Uint8Array>[] = [];
    async function* chunks() {
      for (let index = 0; index < 50; index++) {
        const chunk = new Uint8Array(1000);
        given.push(new WeakRef(chunk));
        yield chunk;
      }
    }
    for await (const _ of abortable(chunks(), signal)) {
      if (given.length < 50) continue;
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      expect(given.filter((chunk) => chunk.deref() !== undefined).length).toBeLessThan(5);
    }
  });
});
