import { expect, it } from "vitest";
import { copiesOf, ReusedMemory } from "./reused-memory.ts";

it("gives a buffer again only after two others", () => {
  const memory = new ReusedMemory();
  const given = Array.from({ length: 6 }, () => memory.allocate(8));
  expect(new Set(given).size).toBe(3);
  expect(given.slice(3)).toEqual(given.slice(0, 3));
  expect(given[3]).toBe(given[0]);
});

it("gives a larger one where none is large enough", () => {
  const memory = new ReusedMemory();
  const sizes = [8, 8, 8, 16, 16, 16, 16].map((bytes) => memory.allocate(bytes).length);
  expect(sizes).toEqual([8, 8, 8, 16, 16, 16, 16]);
});

it("does not hold what a very long line took", () => {
  const memory = new ReusedMemory();
  const sizes = [65_536, 33_554_432, 65_536, 65_536, 65_536, 65_536];
  const given = sizes.map((bytes) => memory.allocate(bytes).length);
  expect(given).toEqual(sizes);
});

it("gives copies of parts, which stay when the bytes become others", () => {
  const bytes = Buffer.from("one\ntwo\n");
  const copies = copiesOf(bytes);
  const two = copies.subarray(4, 7);
  bytes.fill(0);
  expect(two.toString()).toBe("two");
  expect(copies.length).toBe(8);
});
