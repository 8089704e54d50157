import { expect, it } from "vitest";
import { endlessPatterns, type RegexLiteral } from "./lib/regex-literals.ts";

// The engine of recheck that is JavaScript is chosen by the environment, and when it is imported.
process.env["RECHECK_SYNC_BACKEND"] = "pure";
const { checkSync } = await import("recheck");

/** With a seed, every state of the packages has another third searched: all take five minutes. */
const seed = process.env["CLOUDAPI_TEST_SEED"] ?? "";
const THIRD = seed === "" ? undefined : Number(seed) % 3;

/** Patterns that take more than linear time, and why that does no harm. */
const BOUNDED: Readonly<Record<string, string>> = {
  "packages/core/src/contract/pattern-issue.ts": "the source of a pattern of the contract's own",
  "packages/local/src/athena/run/duckdb/duck-error.ts":
    "messages of DuckDB on the data of whoever runs the embedded cloud",
  "packages/athena/src/errors/classify-failure.ts":
    "Athena's reason for a failure, of some kilobytes",
  "packages/records/src/framing/record-format.ts":
    "the first kilobytes of a file, with bounded repetitions",
};

function faultOf({ file, source, flags }: RegexLiteral): string | undefined {
  // A sticky pattern begins at one place only, which recheck does not know of the flag.
  const isSticky = flags.includes("y");
  const anchored = isSticky ? `^(?:${source})` : source;
  const result = checkSync(anchored, flags.replace("y", ""), { timeout: 3000 });
  if (result.status !== "vulnerable") return undefined;
  const { attack, complexity } = result;
  // An exponential pattern would not come back.
  if (complexity.type !== "exponential" && !takesLong(source, flags, attack.string))
    return undefined;
  return `${file}: /${source}/${flags} takes ${complexity.summary} time`;
}

/** Whether Node takes long for the text that recheck found, each time: what its search guesses at may not be so. */
function takesLong(source: string, flags: string, text: string): boolean {
  const times = [1, 2, 3].map(() => {
    const started = performance.now();
    new RegExp(source, flags).test(text);
    return performance.now() - started;
  });
  return Math.min(...times) > 50;
}

it("every pattern takes time linear in the text, or the text is short", {
  timeout: 900_000,
}, () => {
  const patterns = endlessPatterns();
  expect(patterns.length).toBeGreaterThan(250);
  const searched = patterns.filter((_, i) => THIRD === undefined || i % 3 === THIRD);
  expect(searched.map(faultOf).filter((fault) => fault !== undefined && !isBounded(fault))).toEqual(
    [],
  );
});

function isBounded(fault: string): boolean {
  return Object.keys(BOUNDED).some((file) => fault.startsWith(file));
}

it("is told of a pattern that takes longer", () => {
  expect(faultOf({ file: "here", source: "^0*(\\d+)$", flags: "" })).toMatch(
    /^here: .*polynomial time$/,
  );
  expect(faultOf({ file: "here", source: "^(a+)+$", flags: "" })).toContain("exponential");
});
