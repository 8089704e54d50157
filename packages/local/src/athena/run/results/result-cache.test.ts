import { expect, it } from "vitest";
import { ResultCache } from "./result-cache.ts";

const rows = (length: number) => [["x".repeat(length)]];

it("keeps what was last used, as much as fits, and the last whatever its size", () => {
  const cache = new ResultCache(3000);
  for (const id of ["a", "b", "c"]) cache.put(id, rows(300));
  expect(cache.get("a")).toEqual(rows(300));
  cache.put("d", rows(300));
  cache.put("e", rows(300));
  expect(["a", "b", "c", "d", "e"].map((id) => cache.get(id) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
    true,
  ]);
  cache.put("f", rows(1_000_000));
  expect(["a", "c", "d", "e", "f"].map((id) => cache.get(id) !== undefined)).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
  cache.put("g", rows(300));
  expect(cache.get("f")).toBeUndefined();
  for (let i = 0; i < 3; i++) cache.put("g", rows(300));
  cache.put("h", rows(300));
  expect(cache.get("g")).toEqual(rows(300));
});
