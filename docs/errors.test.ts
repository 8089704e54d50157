import { readdir, readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const PACKAGES = new URL("../packages/", import.meta.url);
const documented = new Set(
  [
    ...(await readFile(new URL("errors.md", import.meta.url), "utf8")).matchAll(
      /`([A-Za-z0-9_]+)`/g,
    ),
  ].map((match) => match[1]),
);

/** Codes that the doc comments of error classes list (`Codes: ...`) and that `@throws` name. */
async function codesOfComments(): Promise<string[]> {
  const codes = new Set<string>();
  for (const name of await readdir(PACKAGES)) {
    const folder = new URL(`${name}/src/`, PACKAGES);
    for (const file of await readdir(folder, { recursive: true })) {
      if (!file.endsWith(".ts") || file.includes(".test")) continue;
      const text = await readFile(new URL(file, folder), "utf8");
      for (const [comment] of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
        for (const [passage] of comment.matchAll(
          /(?:Codes:|@throws)[\s\S]*?(?=\n \*\n|@example|\*\/)/g,
        )) {
          for (const match of passage.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)`/g))
            codes.add(match[1] ?? "");
        }
      }
    }
  }
  return [...codes].toSorted();
}

it("every code that a comment promises is in docs/errors.md", async () => {
  const codes = await codesOfComments();
  expect(codes.length).toBeGreaterThan(40);
  expect(codes.filter((code) => !documented.has(code))).toEqual([]);
});
