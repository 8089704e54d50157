import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { repositoryUrl } from "../scripts/lib/package-metadata.ts";
import { root } from "./harness/write-examples.ts";

const repository = repositoryUrl(root);

const pages = globSync(["*.md", "docs/**/*.md", "packages/*/README.md", "examples/**/*.md"], {
  cwd: root,
}).filter((page) => !/(^|\/)(node_modules|\.examples)\//.test(page));

describe.each(pages)("%s", (page) => {
  it("links to files and headings that exist", () => {
    expect(brokenLinks(page)).toEqual([]);
  });
});

function brokenLinks(page: string): string[] {
  const text = withoutCode(readFileSync(join(root, page), "utf8"));
  const targets = [...text.matchAll(/\]\(([^()\s]+(?:\([^()\s]*\))?)\)/g)].map(
    (match) => match[1] ?? "",
  );
  return targets.filter((target) => !(isElsewhere(target) || reaches(page, target)));
}

function isElsewhere(target: string): boolean {
  return /^(https?|mailto):/.test(target) && !target.startsWith(`${repository}/`);
}

function reaches(page: string, target: string): boolean {
  const [path = "", heading] = target.split("#");
  const file = path === "" ? join(root, page) : fileOf(page, path);
  if (!existsSync(file)) return false;
  if (heading === undefined) return true;
  return headingsOf(withoutCode(readFileSync(file, "utf8"))).includes(heading);
}

/** The file that a link names: by its path from the page, or by its address in the repository, as packed pages do. */
function fileOf(page: string, path: string): string {
  const kind = path.startsWith(repository) ? path.slice(repository.length) : undefined;
  if (kind === undefined) return join(root, dirname(page), decodeURI(path));
  return join(root, decodeURI(kind.replace(/^\/(blob|tree)\/main\//, "")));
}

/** Heading anchors, as GitHub makes them. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```/gms, "");
}
