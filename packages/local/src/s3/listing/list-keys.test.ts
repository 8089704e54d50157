import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SortedMap } from "../store/sorted-map.ts";
import { listKeys } from "./list-keys.ts";

function mapOf(keys: readonly string[]): SortedMap<true> {
  const map = new SortedMap<true>();
  for (const key of keys) map.set(key, true);
  return map;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** What S3's documentation says, without a thought for speed. */
function expected(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const rows = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      return at === -1 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(rows)].toSorted(byBytes);
}

const key = fc.string({
  unit: fc.constantFrom("a", "b", "/", "\u{1f600}", "\uffee"),
  minLength: 1,
  maxLength: 6,
});

describe("listKeys", () => {
  it("pages through every key and common prefix once, in byte order", () => {
    const rule = fc.property(
      fc.uniqueArray(key, { maxLength: 30 }),
      fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 2 }),
      fc.constantFrom("", "/", "b", "a/"),
      fc.integer({ min: 1, max: 7 }),
      (keys, prefix, delimiter, limit) => {
        const map = mapOf(keys);
        const seen: string[] = [];
        for (let after: string | undefined = ""; after !== undefined; ) {
          const page: ReturnType<typeof listKeys<true>> = listKeys(map, {
            prefix,
            delimiter,
            after,
            limit,
          });
          const rows = [...page.entries.map(([name]) => name), ...page.commonPrefixes].toSorted(
            byBytes,
          );
          expect(rows.length).toBeLessThanOrEqual(limit);
          seen.push(...rows);
          after = page.next;
        }
        expect(seen).toEqual(expected(keys, prefix, delimiter));
      },
    );
    fc.assert(rule);
  });

  it("leaves out what is not visible, and stops at nothing for a limit of 0", () => {
    const map = new SortedMap<number>();
    for (const [i, name] of ["a", "b", "c"].entries()) map.set(name, i);
    const request = { prefix: "", delimiter: "", after: "", limit: 10 };
    expect(listKeys(map, request, (value) => value !== 1).entries.map(([name]) => name)).toEqual([
      "a",
      "c",
    ]);
    expect(listKeys(map, { ...request, limit: 0 })).toEqual({
      entries: [],
      commonPrefixes: [],
      next: undefined,
    });
  });

  it("gives 1,000 of 1,001 and says that more follows", () => {
    const map = mapOf(Array.from({ length: 1001 }, (_, i) => `k${i}`));
    const first = listKeys(map, { prefix: "", delimiter: "", after: "", limit: 1000 });
    expect(first.entries).toHaveLength(1000);
    expect(
      listKeys(map, { prefix: "", delimiter: "", after: first.next ?? "", limit: 1000 }).entries,
    ).toHaveLength(1);
  });
});
