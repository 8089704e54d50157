import { TrinoError } from "@cloudapi/athena/internal/analysis";
import { remember } from "./remember.ts";
import type { Udf } from "./udf.ts";
import { udf } from "./udf.ts";

/** A Java pattern as a JavaScript one: `(?i)` in front becomes a flag, `\A \z \h` and possessive forms are refused. */
function regexp(pattern: string): RegExp {
  const rule = compiled(pattern);
  rule.lastIndex = 0;
  return rule;
}

const compiled = remember((pattern) => {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const body = inline === null ? pattern : pattern.slice(inline[0].length);
  refuseJavaOnly(body, pattern);
  try {
    return new RegExp(bracedClasses(body), `gu${inline?.[1] ?? ""}`);
  } catch (error) {
    return lenient(bracedClasses(body), inline?.[1] ?? "", pattern, error);
  }
});

/** Java's `\\pL` is `\\p{L}`. */
function bracedClasses(body: string): string {
  return body.replaceAll(/\\(?:([pP])([A-Z])|[\s\S])/g, (whole, kind?: string, name?: string) =>
    kind === undefined ? whole : `\\${kind}{${name}}`,
  );
}

/** Without the `u` flag JavaScript, like Java, lets a letter that needs no escape be escaped (`\-`, `\/`, `\"`). */
function lenient(body: string, flags: string, pattern: string, cause: unknown): RegExp {
  try {
    if (!/[\u{10000}-\u{10FFFF}]|\\p\{|\\P\{/u.test(body)) return new RegExp(body, `g${flags}`);
  } catch {
    // the first reason is the clearer one
  }
  throw new TrinoError(
    "INVALID_FUNCTION_ARGUMENT",
    `Invalid regular expression '${pattern}': ${cause instanceof Error ? cause.message : String(cause)}`,
  );
}

const JAVA_ONLY = /\\[AzZGQEhRXx]\{?|\(\?[imsx-]+[):]|[*+?}]\+|\(\?>|\[[^\][]*(?:&&|\[:)/;

function refuseJavaOnly(body: string, pattern: string): void {
  const found = JAVA_ONLY.exec(body.replaceAll("\\\\", ""));
  if (found === null) return;
  throw new TrinoError(
    "NOT_SUPPORTED",
    `The embedded Athena does not support '${found[0]}' in the regular expression '${pattern}' (see docs/local-athena.md)`,
  );
}

function checkGroup(rule: RegExp, index: bigint): void {
  const groups = groupsOf(rule.source, rule.flags);
  if (index >= 0n && index <= BigInt(groups)) return;
  throw new TrinoError(
    "INVALID_FUNCTION_ARGUMENT",
    `Pattern has ${groups} groups. Cannot access group ${index}`,
  );
}

/** How many groups a pattern has: as many as it leaves open when something else matches. */
function groupsOf(source: string, flags: string): number {
  return (new RegExp(`${source}|`, flags.replace("g", "")).exec("")?.length ?? 1) - 1;
}

function extract(text: string, pattern: string, index: bigint): string | null {
  const rule = regexp(pattern);
  checkGroup(rule, index);
  return rule.exec(text)?.[Number(index)] ?? null;
}

function extractAll(text: string, pattern: string, index: bigint): readonly (string | null)[] {
  const rule = regexp(pattern);
  checkGroup(rule, index);
  return [...text.matchAll(rule)].map((match) => match[Number(index)] ?? null);
}

/** The replacement is read anew for each match: what it may not name depends on the groups there are. */
function replace(text: string, pattern: string, replacement: string): string {
  return text.replaceAll(regexp(pattern), (...args: unknown[]) => {
    const named = typeof args.at(-1) === "object" ? (args.at(-1) as Groups) : undefined;
    const groups = args.slice(0, named === undefined ? -2 : -3) as (string | undefined)[];
    return fillReplacement(replacement, groups, named ?? {});
  });
}

type Groups = Readonly<Record<string, string | undefined>>;

const PIECE = /\\([\s\S]?)|\$\{([^}]*)\}?|\$(\d*)/g;

/** `$1`, `$12` (the longest number that is a group), `${name}`; a backslash takes what follows as it is. */
function fillReplacement(
  replacement: string,
  groups: readonly (string | undefined)[],
  named: Groups,
): string {
  return replacement.replaceAll(
    PIECE,
    (whole, escaped: string | undefined, name: string | undefined, digits = "") => {
      if (escaped !== undefined) return escaped === "" ? refuse(whole) : escaped;
      if (name !== undefined) return name in named ? (named[name] ?? "") : refuse(whole);
      const length = groupDigits(digits as string, groups.length);
      if (length === 0) return refuse(whole);
      return (
        (groups[Number((digits as string).slice(0, length))] ?? "") +
        (digits as string).slice(length)
      );
    },
  );
}

/** How many of the digits name a group: as many as still do, at least one. */
function groupDigits(digits: string, groups: number): number {
  let length = 0;
  while (length < digits.length && Number(digits.slice(0, length + 1)) < groups) length++;
  return length;
}

function refuse(text: string): never {
  throw new TrinoError("INVALID_FUNCTION_ARGUMENT", `Illegal replacement sequence: ${text}`);
}

function split(text: string, pattern: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(regexp(pattern))) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

/** Regular expressions in Java's manner. */
export const REGEXP_UDFS: readonly Udf[] = [
  udf("trino_regexp_like", ["VARCHAR", "VARCHAR"], "BOOLEAN", (text: string, pattern: string) =>
    regexp(pattern).test(text),
  ),
  udf("trino_regexp_extract", ["VARCHAR", "VARCHAR", "BIGINT"], "VARCHAR", extract),
  udf("trino_regexp_extract_all", ["VARCHAR", "VARCHAR", "BIGINT"], "VARCHAR[]", extractAll),
  udf("trino_regexp_replace", ["VARCHAR", "VARCHAR", "VARCHAR"], "VARCHAR", replace),
  udf("trino_regexp_split", ["VARCHAR", "VARCHAR"], "VARCHAR[]", split),
];
