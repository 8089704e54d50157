import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Need } from "@cloudapi/core/internal";
import { expect, it } from "vitest";
import { ALL_NEEDS } from "../src/needs/all-needs.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const SOURCES = globSync(
  "packages/{s3,validation,transform,athena,iceberg,infra,redshift,api}/src/**/*.ts",
  {
    cwd: ROOT,
  },
).filter((path) => !/[.]test(-d)?[.]ts$/.test(path));
/** The functions: what one needs may be told apart, as what `restCatalog` asks of each service. */
const operations = [
  ...new Set(Object.values(ALL_NEEDS).map(({ operation }) => operation as string)),
];

function needsOf(name: string): readonly Need[] {
  return Object.values(ALL_NEEDS).flatMap(({ operation, needs }) =>
    operation === name ? (needs as readonly Need[]) : [],
  );
}

it.each(operations)("the doc comment of %s names what it needs, and nothing else", (operation) => {
  const own = needsOf(operation)
    .filter(({ by }) => by !== "lambda")
    .map(({ action }) => action);
  expect([...documented(operation)].toSorted()).toEqual([...new Set(own)].toSorted());
});

it("knows every function whose doc comment names a right, or that says whose rights it needs", () => {
  const named = SOURCES.flatMap((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return [...text.matchAll(/\n \* IAM[:,][\s\S]*?\*\/\nexport (?:async )?function\*? ?(\w+)/g)];
  }).map(([, name = ""]) => name);
  expect(named.filter((name) => !isMadeOfOthers(name)).toSorted()).toEqual(
    operations.filter((name) => name !== "createValidationHandler").toSorted(),
  );
});

/** A function that calls others with needs, and nothing besides, has none of its own. */
function isMadeOfOthers(name: string): boolean {
  if (Object.hasOwn(ALL_NEEDS, name)) return false;
  const sentence = sentenceOf(name);
  const others = [...sentence.matchAll(/`([a-z]\w+)`/g)].map(([, other = ""]) => other);
  return !/`[a-z0-9-]+:/.test(sentence) && others.some((other) => Object.hasOwn(ALL_NEEDS, other));
}

/** The rights that a doc comment names, with those of the functions that it refers to. */
function documented(operation: string): Set<string> {
  const sentence = sentenceOf(operation);
  const rights = [...sentence.matchAll(/`([a-z0-9-]+:[A-Z]\w+)`/g)].map(([, right = ""]) => right);
  const others = [...sentence.matchAll(/\{@link (\w+)\}|`([a-z]\w+)`/g)].flatMap(
    ([, link, name]) => {
      const other = link ?? name ?? "";
      return Object.hasOwn(ALL_NEEDS, other) ? [...documented(other)] : [];
    },
  );
  return new Set([...rights, ...others]);
}

function sentenceOf(operation: string): string {
  const start = new RegExp(`export (?:async )?function\\*? ?${operation}[<(]`);
  for (const path of SOURCES) {
    const text = readFileSync(join(ROOT, path), "utf8");
    const at = start.exec(text)?.index;
    if (at === undefined) continue;
    const comment = text.slice(text.lastIndexOf("/**", at), at);
    const paragraph = comment
      .split("\n *\n")
      .find((each) => / \* (IAM[:,]|The role needs)/.test(each));
    if (paragraph !== undefined) return paragraph.replaceAll("\n * ", " ");
  }
  throw new Error(`No source says which rights ${operation} needs.`);
}
