import { expect, it } from "vitest";
import { memoryCache } from "./result-cache.ts";

/** How many of so many texts are still there. */
async function countKept(text: string, maxCharacters: number, count: number): Promise<number> {
  const cache = memoryCache({ maxCharacters });
  const keys = Array.from({ length: count }, (_, i) => String(i));
  for (const key of keys) await cache.set(key, text, 60_000);
  const found = await Promise.all(keys.map((key) => cache.get(key)));
  return found.filter((each) => each === text).length;
}

it("keeps no more than it has room for, however small its results are", async () => {
  expect(await countKept("x".repeat(5_000), 100_000, 1_000)).toBe(19);
  expect(await countKept("", 100_000, 10_000)).toBe(400);
  expect(await countKept("x".repeat(100_001), 100_000, 1)).toBe(0);
});

it("gives room to what was wanted last, and keeps nothing beyond its time", async () => {
  let now = 0;
  const cache = memoryCache({ maxCharacters: 1_000, now: () => now });
  for (const key of ["a", "b", "c"]) {
    await cache.set(key, key, 10);
    await cache.get("a");
  }
  await cache.set("d", "d", 20);
  expect(await Promise.all(["a", "b", "c", "d"].map((key) => cache.get(key)))).toEqual([
    "a",
    undefined,
    "c",
    "d",
  ]);
  now = 10;
  expect(await Promise.all(["a", "d"].map((key) => cache.get(key)))).toEqual([undefined, "d"]);
});
