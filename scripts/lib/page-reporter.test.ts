import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommand } from "./run-command.ts";

const repository = resolve(import.meta.dirname, "../..");
const CONFIG = `
import { PageReporter } from ${JSON.stringify(join(import.meta.dirname, "page-reporter.ts"))};
export default { test: { globals: true, reporters: [new PageReporter()], silent: "passed-only" } };
`;
let project = "";

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "page-reporter-"));
  await writeFile(join(project, "vitest.config.mjs"), CONFIG);
  for (const area of ["packages/a", "packages/b", "docs"]) {
    await mkdir(join(project, area), { recursive: true });
    for (let i = 0; i < 5; i++)
      await add(`${area}/fine-${i}.test.mjs`, `it.each([1, 2, 3])("is fine %i", () => {});`);
  }
});
afterAll(() => rm(project, { recursive: true, force: true }));

it("gives each area a line, and nothing else of tests that pass", async () => {
  const { ok, output } = await run();
  expect(ok).toBe(true);
  expect(output).toMatch(/✓ {2}docs +15 passed {2}in 5 files\n/);
  expect(output).toMatch(/✓ {2}packages\/a +15 passed {2}in 5 files\n/);
  expect(output).toContain("Tests  45 passed (45)");
  expect(output).not.toContain("is fine");
  expect(output.trim().split("\n").length).toBeLessThan(25);
});

it("shows what fails whole: values, stack, what it printed, and a file that can't be loaded", async () => {
  const value = Array.from({ length: 60 }, (_, i) => `line ${i}`).join("\\n");
  await add(
    "packages/b/broken.test.mjs",
    `it("is fine as well", () => {});
it("breaks", () => { console.log("printed before"); expect("${value}").toBe("something else"); });`,
  );
  await add("docs/unloadable.test.mjs", `throw new Error("no such thing");`);
  await add(
    "docs/noisy.test.mjs",
    `it("passes", () => { console.log("said by a test that passes"); });`,
  );
  const { ok, output } = await run();
  expect(ok).toBe(false);
  expect(output).toMatch(/✗ {2}packages\/b +16 passed {2}1 failed {2}in 6 files\n/);
  expect(output).toMatch(/✗ {2}docs +16 passed {2}1 failed {2}in 7 files\n/);
  expect(output).toContain("packages/b/broken.test.mjs:2:");
  expect(output).toContain("printed before");
  expect(output).toContain("line 59");
  expect(output).toContain("Error: no such thing");
  expect(output).not.toContain("said by a test that passes");
  expect(output).not.toContain("is fine as well");
});

it("lists the tests of a few files as Vitest does", async () => {
  const { output } = await run("packages/a/fine-0");
  expect(output).toContain("✓ packages/a/fine-0.test.mjs (3 tests)");
});

async function add(path: string, text: string): Promise<void> {
  await writeFile(join(project, path), `${text}\n`);
}

async function run(...filters: string[]) {
  const bin = join(repository, "node_modules/vitest/vitest.mjs");
  return runCommand(process.execPath, [bin, "run", ...filters], project);
}
