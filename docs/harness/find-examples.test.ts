import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { examplesOf, findExamples } from "./find-examples.ts";

const FENCE = "```";

it("finds the ts blocks of a page, with their lines", () => {
  const page = [
    "# Title",
    `${FENCE}ts`,
    "one();",
    FENCE,
    `${FENCE}sh`,
    "ls",
    FENCE,
    `${FENCE}ts`,
    "two();",
    FENCE,
  ];
  expect(examplesOf("page.md", page.join("\n"))).toEqual([
    { file: "page.md", line: 3, code: "one();", noRun: undefined },
    { file: "page.md", line: 9, code: "two();", noRun: undefined },
  ]);
});

it("takes the margin of a doc comment off, and nothing else", () => {
  const source = [
    "/**",
    " * @example",
    ` * ${FENCE}ts`,
    " * if (a)",
    " *   b();",
    " *",
    " * c();",
    ` * ${FENCE}`,
    " */",
  ];
  expect(examplesOf("x.ts", source.join("\n"))[0]?.code).toBe("if (a)\n  b();\n\nc();");
});

it("does not take a template literal of a source file for an example", () => {
  expect(examplesOf("x.ts", `const page = \`\n${FENCE}ts\nx\n${FENCE}\n\`;`)).toEqual([]);
});

it("wants a reason for what is not run", () => {
  expect(
    examplesOf("a.md", `${FENCE}ts no-run needs an AWS account\nx();\n${FENCE}`)[0]?.noRun,
  ).toBe("needs an AWS account");
  expect(() => examplesOf("a.md", `${FENCE}ts no-run\nx();\n${FENCE}`)).toThrow("a.md:1");
  expect(() => examplesOf("a.md", `${FENCE}ts norun x\nx();\n${FENCE}`)).toThrow("norun x");
});

it("refuses a block that is never closed", () => {
  expect(() => examplesOf("a.md", `text\n${FENCE}ts\nx();`)).toThrow(
    "a.md:2: this code block is never closed.",
  );
});

it("finds the examples of every package, of guides, and of doc comments", () => {
  const root = resolve(import.meta.dirname, "../..");
  const files = findExamples(root).map(({ file }) => file);
  for (const name of readdirSync(resolve(root, "packages")))
    expect(files).toContain(`packages/${name}/README.md`);
  expect(files).toContain("docs/getting-started.md");
  expect(files).toContain("packages/api/src/app/create-api.ts");
});
