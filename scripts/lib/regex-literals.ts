import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import ts from "typescript";
import * as z from "zod";

/** A pattern, and where it is from. */
export interface RegexLiteral {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

const root = resolve(import.meta.dirname, "../..");

/** Without a repetition that has no end, a pattern looks at a bounded number of characters from each place. */
const ENDLESS = /[*+]|\{\d+,\}/;

/** The patterns of the packages, and those of zod's that a contract may have, that repeat something without end. */
export function endlessPatterns(): RegexLiteral[] {
  return [...literals(), ...formatsOfZod()].filter(({ source }) => ENDLESS.test(source));
}

function literals(): RegexLiteral[] {
  const found = new Map<string, RegexLiteral>();
  for (const file of globSync("packages/*/src/**/*.ts", { cwd: root })) {
    if (/\.test(?:-d)?\.ts$/.test(file)) continue;
    const text = readFileSync(resolve(root, file), "utf8");
    collect(ts.createSourceFile(file, text, ts.ScriptTarget.Latest), file, found);
  }
  return [...found.values()];
}

function collect(node: ts.SourceFile, file: string, found: Map<string, RegexLiteral>): void {
  const visit = (each: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(each)) {
      const [, source = "", flags = ""] = /^\/([\s\S]*)\/([a-z]*)$/.exec(each.text) ?? [];
      found.set(each.text, { file, source, flags });
    }
    ts.forEachChild(each, visit);
  };
  visit(node);
}

function formatsOfZod(): RegexLiteral[] {
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
