import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import * as z from "zod";

// The engine of recheck that is JavaScript is chosen by the environment, and when it is imported.
process.env["RECHECK_SYNC_BACKEND"] = "pure";
const { checkSync } = await import("recheck");

const root = resolve(import.meta.dirname, "..");

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

interface Literal {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

function literals(): Literal[] {
  const found = new Map<string, Literal>();
  for (const file of globSync("packages/*/src/**/*.ts", { cwd: root })) {
    if (/\.test(?:-d)?\.ts$/.test(file)) continue;
    const text = readFileSync(resolve(root, file), "utf8");
    collect(ts.createSourceFile(file, text, ts.ScriptTarget.Latest), file, found);
  }
  return [...found.values()];
}

function collect(node: ts.SourceFile, file: string, found: Map<string, Literal>): void {
  const visit = (each: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(each)) {
      const [, source = "", flags = ""] = /^\/([\s\S]*)\/([a-z]*)$/.exec(each.text) ?? [];
      found.set(each.text, { file, source, flags });
    }
    ts.forEachChild(each, visit);
  };
  visit(node);
}

/** Formats that a contract may have; their patterns are zod's. */
function formatsOfZod(): Literal[] {
  const schemas = [
    z.iso.datetime({ offset: true }),
    z.iso.datetime(),
    z.iso.date(),
    z.iso.time(),
    z.iso.duration(),
    z.email(),
    z.uuid(),
    z.guid(),
    z.nanoid(),
    z.cuid(),
    z.cuid2(),
    z.ulid(),
    z.xid(),
    z.ksuid(),
    z.ipv4(),
    z.ipv6(),
    z.cidrv4(),
    z.cidrv6(),
    z.base64(),
    z.base64url(),
    z.e164(),
    z.emoji(),
  ];
  return schemas.map(({ _zod: { def } }) => {
    const { format, pattern } = def as { format?: string; pattern?: RegExp };
    return { file: `zod's ${format}`, source: pattern?.source ?? "", flags: pattern?.flags ?? "" };
  });
}

/** Without a repetition that has no end, a pattern looks at a bounded number of characters from each place. */
const ENDLESS = /[*+]|\{\d+,\}/;

function faultOf({ file, source, flags }: Literal): string | undefined {
  if (!ENDLESS.test(source)) return undefined;
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

/** Whether Node takes long for the text that recheck found: what its search guesses at may not be so. */
function takesLong(source: string, flags: string, text: string): boolean {
  const started = performance.now();
  new RegExp(source, flags).test(text);
  return performance.now() - started > 50;
}

it("every pattern takes time linear in the text, or the text is short", {
  timeout: 900_000,
}, () => {
  const patterns = [...literals(), ...formatsOfZod()];
  expect(patterns.length).toBeGreaterThan(400);
  expect(patterns.map(faultOf).filter((fault) => fault !== undefined && !isBounded(fault))).toEqual(
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
