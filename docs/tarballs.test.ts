import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { workspacePackages } from "../scripts/lib/workspace-packages.ts";
import { root } from "./harness/write-examples.ts";

const packages = new Map(workspacePackages(root).map((each) => [basename(each.folder), each]));
const page = readFileSync(join(root, "docs/getting-started.md"), "utf8");
const rows = [...page.matchAll(/^\| `@cloudapi\/(\w+)` +\| ([^|]+) \|/gm)].map(
  ([, name = "", tarballs = ""]) => [name, tarballs.trim()] as const,
);

it("the table of getting-started names every package", () => {
  expect(rows.map(([name]) => name)).toEqual([...packages.keys()].toSorted());
});

it.each(rows)("%s needs the tarballs %s", (name, tarballs) => {
  expect(tarballs).toBe([...neededBy(name)].toSorted().join(", "));
});

/** The package, and those of ours that it depends on, whatever is between. */
function neededBy(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const dependency of Object.keys(packages.get(name)?.dependencies ?? {}))
    if (dependency.startsWith("@cloudapi/")) neededBy(basename(dependency), found);
  return found;
}
