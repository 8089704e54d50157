import fc from "fast-check";
import { expect, it } from "vitest";
import { SortedMap } from "./sorted-map.ts";

type Step = readonly ["set" | "delete" | "walk", string];

it("agrees with a plain map sorted by bytes, whatever is done to it", () => {
  const key = fc.string({ unit: fc.constantFrom("a", "\u{10000}", "\uffff", "~"), maxLength: 3 });
  const step: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom("set", "set", "delete", "walk"), key);
  const rule = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const ours = new SortedMap<string>();
    const plain = new Map<string, string>();
    for (const [what, name] of steps) {
      if (what === "set") {
        ours.set(name, name);
        plain.set(name, name);
      } else if (what === "delete") {
        ours.delete(name);
        plain.delete(name);
      }
      const walked = what === "walk" ? [...ours.from(name)].map(([found]) => found) : undefined;
      expect(walked).toEqual(what === "walk" ? keysFrom(plain, name) : undefined);
      expect(ours.size).toBe(plain.size);
      expect(ours.get(name)).toBe(plain.get(name));
    }
  });
  fc.assert(rule);
});

function keysFrom(map: ReadonlyMap<string, string>, from: string): string[] {
  return [...map.keys()]
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(from)) >= 0);
}
