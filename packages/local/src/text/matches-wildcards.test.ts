import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { matchesWildcards } from "./matches-wildcards.ts";

const unit = fc.constantFrom("a", "b", ".", "/", "\n");
const pattern = fc.string({
  unit: fc.oneof(unit, fc.constantFrom("*", "?")),
  maxLength: 8,
});

it("agrees with a regular expression", () => {
  const rule = fc.property(pattern, fc.string({ unit, maxLength: 10 }), (stars, text) => {
    const source = stars
      .replaceAll(/[.+^${}()|[\]\\/]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    expect(matchesWildcards(stars, text)).toBe(new RegExp(`^${source}$`, "s").test(text));
  });
  fc.assert(rule, { numRuns: propertyRuns(2000) });
});

it("takes no longer for many stars", () => {
  const start = performance.now();
  expect(matchesWildcards(`${"a*".repeat(5000)}b`, "a".repeat(10_000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(2000);
});
