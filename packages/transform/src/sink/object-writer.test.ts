import { expect, test } from "vitest";
import { ObjectWriter } from "./object-writer.ts";
import type { PendingObject, Sink } from "./sink.ts";

/** A writer of an object whose bytes are written when `write` says so. */
function writerOf(releasesBytes: boolean | undefined, write: () => Promise<void>): ObjectWriter {
  const object: PendingObject = {
    ...(releasesBytes === undefined ? {} : { releasesBytes }),
    write,
    publish: async () => undefined,
    discard: async () => undefined,
  };
  const sink = { create: async () => object } as unknown as Sink;
  return new ObjectWriter({ sink, key: "k", properties: { contentType: "", metadata: {} } });
}

test("memory is released once its bytes are written, and not before", async () => {
  const finish: (() => void)[] = [];
  const writer = writerOf(true, () => new Promise((resolve) => finish.push(resolve)));
  const released: string[] = [];
  writer.write(Buffer.from("a"), () => released.push("a"));
  writer.write(Buffer.from("b"), () => released.push("b"));
  await expect.poll(() => finish.length).toBe(1);
  expect(released).toEqual([]);
  finish[0]?.();
  await expect.poll(() => finish.length).toBe(2);
  expect(released).toEqual(["a"]);
  finish[1]?.();
  await writer.settled();
  expect(released).toEqual(["a", "b"]);
});

test.each([[false], [undefined]])(
  "memory of an object that may keep its bytes (releasesBytes: %s) is never released",
  async (releasesBytes) => {
    const writer = writerOf(releasesBytes, async () => undefined);
    const released: string[] = [];
    writer.write(Buffer.from("a"), () => released.push("a"));
    await writer.settled();
    expect(released).toEqual([]);
  },
);

test("memory of bytes that could not be written is not released", async () => {
  const writer = writerOf(true, () => Promise.reject(new Error("disk full")));
  const released: string[] = [];
  writer.write(Buffer.from("a"), () => released.push("a"));
  await expect(writer.settled()).rejects.toThrow("disk full");
  expect(released).toEqual([]);
});
