import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A fenced `ts` block of a Markdown file, or of a doc comment's `@example`. */
export interface Example {
  /** Path from the root of the repository, and the line of the block's first line of code (1 is the first). */
  readonly file: string;
  readonly line: number;
  readonly code: string;
  /** Why the block is only checked, not run: what follows `no-run` on the fence. */
  readonly noRun: string | undefined;
}

const MARKDOWN = ["*.md", "packages/*/README.md", "docs/**/*.md", "examples/**/*.md"];
const SOURCES = ["packages/*/src/**/*.ts"];
const SKIPPED = /(^|\/)(node_modules|dist|\.examples)(\/|$)|\.test(-d)?\.ts$/;
const FENCE = /^(\s*(?:\* ?)?)```(\S*)[ \t]*(.*)$/;

/** Every example of the repository, in the order of files and lines. */
export function findExamples(root: string): Example[] {
  return globSync([...MARKDOWN, ...SOURCES], { cwd: root })
    .filter((file) => !SKIPPED.test(file))
    .toSorted()
    .flatMap((file) => examplesOf(file, readFileSync(join(root, file), "utf8")));
}

/** The examples of one file: in a source file only those inside doc comments. */
export function examplesOf(file: string, text: string): Example[] {
  const examples: Example[] = [];
  const lines = text.split("\n");
  let start: { line: number; indent: string; language: string; rest: string } | undefined;
  for (const [index, line] of lines.entries()) {
    const [matched, indent = "", language = "", rest = ""] = FENCE.exec(line) ?? [];
    if (matched === undefined) continue;
    if (file.endsWith(".ts") && !indent.includes("*")) continue;
    if (start === undefined) {
      start = { line: index + 1, indent, language, rest };
      continue;
    }
    if (start.language === "ts") {
      examples.push({
        file,
        line: start.line + 1,
        code: codeOf(lines.slice(start.line, index), start.indent),
        noRun: noRunReason(file, start),
      });
    }
    start = undefined;
  }
  if (start !== undefined)
    throw new Error(`${file}:${start.line}: this code block is never closed.`);
  return examples;
}

function codeOf(lines: readonly string[], indent: string): string {
  const margin = indent.trimEnd();
  return lines
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.replace(margin, "")))
    .join("\n");
}

function noRunReason(file: string, { line, rest }: { line: number; rest: string }) {
  if (rest.trim() === "") return undefined;
  const reason = /^no-run:?\s+(\S.*)$/.exec(rest.trim())?.[1];
  if (reason !== undefined) return reason;
  throw new Error(
    `${file}:${line}: "${rest}" is not known on a ts block. Leave it out, or write no-run and the reason why the block can't run.`,
  );
}
