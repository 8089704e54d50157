import { expect, test } from "vitest";
import { SpareBytes } from "./spare-bytes.ts";

const large = (length: number, byte: number) => new Uint8Array(length).fill(byte);

test("what was given back is used for what has room in it", () => {
  const spares = new SpareBytes();
  const first = spares.copyOf(large(400_000, 1));
  spares.give(first);
  const second = spares.copyOf(large(390_000, 2));
  expect(second.buffer).toBe(first.buffer);
  expect(Buffer.from(second).equals(large(390_000, 2))).toBe(true);
  expect(spares.count).toBe(0);
});

test("nothing is used by two at a time", () => {
  const spares = new SpareBytes();
  spares.give(spares.copyOf(large(400_000, 1)));
  const copies = [2, 3, 4].map((byte) => spares.copyOf(large(300_000, byte)));
  expect(new Set(copies.map(({ buffer }) => buffer)).size).toBe(3);
  expect(copies.map(([byte]) => byte)).toEqual([2, 3, 4]);
});

test("a copy is of the size of its bytes alone until memory comes back", () => {
  const spares = new SpareBytes();
  expect(spares.copyOf(large(400_000, 1)).buffer.byteLength).toBe(400_000);
  spares.give(spares.copyOf(large(300_000, 1)));
  const copy = spares.copyOf(large(400_000, 1));
  expect(copy.length).toBe(400_000);
  expect(copy.buffer.byteLength).toBe(450_000);
});

test("the smallest that has room is taken, and the smallest of three is let go", () => {
  const spares = new SpareBytes();
  const copies = [500_000, 300_000, 700_000].map((length) => spares.copyOf(large(length, 1)));
  for (const copy of copies) spares.give(copy);
  expect(spares.count).toBe(2);
  expect(spares.copyOf(large(450_000, 1)).buffer.byteLength).toBe(500_000);
  expect(spares.copyOf(large(300_000, 1)).buffer.byteLength).toBe(700_000);
});

test("neither small nor very large memory is kept", () => {
  const spares = new SpareBytes();
  for (const length of [1_000, 9_000_000, 20_000_000]) spares.give(spares.copyOf(large(length, 1)));
  expect(spares.count).toBe(0);
});

test("memory that another thread has made is kept only where copies of its size are made here", () => {
  const spares = new SpareBytes();
  spares.give(large(400_000, 1));
  expect(spares.count).toBe(0);
  spares.copyOf(large(390_000, 1));
  spares.give(large(500_000, 1));
  expect(spares.count).toBe(0);
  spares.give(large(400_000, 1));
  expect(spares.count).toBe(1);
});
