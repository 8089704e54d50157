import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./harness/write-examples.ts";

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
  return targets.filter((target) => !/^(https?|mailto):/.test(target) && !reaches(page, target));
}

function reaches(page: string, target: string): boolean {
  const [path = "", heading] = target.split("#");
  const file = path === "" ? join(root, page) : join(root, dirname(page), decodeURI(path));
  if (!existsSync(file)) return false;
  if (heading === undefined) return true;
  return headingsOf(withoutCode(readFileSync(file, "utf8"))).includes(heading);
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
