import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { expect, it } from "vitest";
import { metadataFaults, relativeLinks, repositoryUrl } from "./package-metadata.ts";
import { workspacePackages } from "./workspace-packages.ts";

const root = resolve(import.meta.dirname, "../..");
const url = repositoryUrl(root);

it.each(workspacePackages(root).map((each) => [each.name, each] as const))(
  "%s says where it comes from, and its README can be read on npm",
  (_name, each) => {
    expect(metadataFaults(each, `packages/${basename(each.folder)}`, url)).toEqual([]);
    expect(relativeLinks(readFileSync(join(each.folder, "README.md"), "utf8"))).toEqual([]);
  },
);

it("names what is missing or differs", () => {
  const faults = metadataFaults(
    { repository: { url: "git+https://example.com/a.git", directory: "a" }, keywords: ["one"] },
    "packages/core",
    url,
  );
  expect(faults.map((fault) => fault.split(/[ :]/)[0])).toEqual([
    "repository.type",
    "repository.url",
    "repository.directory",
    "homepage",
    "bugs",
    "description",
    "keywords",
  ]);
  expect(relativeLinks("[a](../a.md) [b](https://b) [c](#c)\n```\n[d](e)\n```\n")).toEqual([
    "../a.md",
  ]);
});
