import { expect, it } from "vitest";
import { ReusedMemory } from "./reused-memory.ts";

it("gives a buffer again only after two others", () => {
  const memory = new ReusedMemory();
  const given = Array.from({ length: 6 }, () => memory.allocate(8));
  expect(new Set(given).size).toBe(3);
  expect(given.slice(3)).toEqual(given.slice(0, 3));
  expect(given[3]).toBe(given[0]);
});

it("never gives again what is kept", () => {
  const memory = new ReusedMemory();
  const given = Array.from({ length: 9 }, (_, i) => {
    const buffer = memory.allocate(8);
    if (i % 2 === 0) memory.keep();
    return buffer;
  });
  const isGivenLater = given.map((buffer, i) => given.includes(buffer, i + 1));
  expect(isGivenLater.filter((_, i) => i % 2 === 0)).toEqual([false, false, false, false, false]);
  expect(isGivenLater).toContain(true);
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
