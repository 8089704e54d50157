import { expect, it } from "vitest";
import { ArrayPool } from "./array-pool.ts";

const MIB = 1024 * 1024;

it("gives back what it was given, of the same type and length, and no array twice", () => {
  const pool = new ArrayPool();
  const array = pool.take(new Int32Array(0), 100);
  expect(array.length).toBe(128);
  pool.give(array);
  expect(pool.take(new Uint8Array(0), 128)).not.toBe(array);
  expect(pool.take(new Int32Array(0), 64)).not.toBe(array);
  expect(pool.take(new Int32Array(0), 128)).toBe(array);
  expect(pool.take(new Int32Array(0), 128)).not.toBe(array);
});

it("grows an array with its values, and uses the old one again", () => {
  const pool = new ArrayPool();
  const small = pool.grow(Buffer.alloc(0), 4);
  small.write("abcd");
  const large = pool.grow(small, 5);
  expect(Buffer.isBuffer(large)).toBe(true);
  expect([large.length, large.toString("latin1", 0, 4)]).toEqual([8, "abcd"]);
  expect(pool.take(Buffer.alloc(0), 4)).toBe(small);
});

it("keeps no more than a few megabytes", () => {
  const pool = new ArrayPool();
  const arrays = Array.from({ length: 8 }, () => pool.take(new Uint8Array(0), MIB));
  for (const array of arrays) pool.give(array);
  const again = Array.from({ length: 8 }, () => pool.take(new Uint8Array(0), MIB));
  expect(again.filter((array) => arrays.includes(array)).length).toBe(4);
});
