import { analyse } from "scslre";
import { expect, it } from "vitest";
import { endlessPatterns, type RegexLiteral } from "./lib/regex-literals.ts";

/** Patterns that scslre finds, and why they do no harm; `regexes-at-length.test.ts` looks at them too. */
const HARMLESS: Readonly<Record<string, string>> = {
  "packages/core/src/contract/pattern-issue.ts": "the source of a pattern of the contract's own",
  "packages/local/src/athena/functions/udf/text-udfs.ts":
    "letters of a scheme may be a path, which is tried once, and matches any",
};

function faultOf({ file, source, flags }: RegexLiteral): string | undefined {
  const [report] = analyse({ source, flags }).reports;
  if (report === undefined) return undefined;
  const time = report.exponential ? "exponential" : "polynomial";
  return `${file}: /${source}/${flags} takes ${time} time at ${report.character.literal.source}`;
}

it("no pattern backtracks, or looks on from each place of a run, through the same letters", () => {
  const patterns = endlessPatterns();
  expect(patterns.length).toBeGreaterThan(250);
  const faults = patterns.map(faultOf).filter((fault) => fault !== undefined && !isHarmless(fault));
  expect(faults).toEqual([]);
});

function isHarmless(fault: string): boolean {
  return Object.keys(HARMLESS).some((file) => fault.startsWith(file));
}

it("is told of a pattern that takes longer", () => {
  const fault = (source: string, flags = "") => faultOf({ file: "here", source, flags });
  expect(fault("\\/+$")).toMatch(/^here: .*polynomial time at \\?\/$/);
  expect(fault("^0*(\\d+)$")).toContain("polynomial time at 0");
  expect(fault("^(a+)+$")).toContain("exponential time at a");
  expect(fault("\\s*,", "y")).toBeUndefined();
});
