import { copyFile, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runCommand } from "../../scripts/lib/run-command.ts";
import { displayWidth } from "../lib/terminal/display-width.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Those that share files under lib, or run for long; each has a suite of its own. */
const OTHERS = ["06-lake.ts", "07-api.ts", "08-nightly.ts", "09-warehouse.ts"];
const examples = resolve(import.meta.dirname, "..");
const numbered = (await readdir(examples)).filter(
  (name) => /^\d\d-.*\.ts$/.test(name) && !OTHERS.includes(name),
);
let project = "";

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "copied-"));
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  await symlink(join(examples, "node_modules"), join(project, "node_modules"));
});
afterAll(() => rm(project, { recursive: true, force: true }));

it.each(numbered)("%s runs as the only file of a project, and prints what fits", async (name) => {
  await copyFile(join(examples, name), join(project, "example.ts"));
  const { ok, output } = await runCommand(process.execPath, ["example.ts"], project);
  expect([ok, output]).toEqual([true, expect.stringMatching(/\S/)]);
  expect(output.split("\n").filter((line) => displayWidth(line) > 80)).toEqual([]);
  expect(await readdir(project)).toHaveLength(3);
});

it("11-your-file.ts takes a file whose name is a word of SQL, or a number", async () => {
  for (const name of ["order.csv", "2024.csv"]) {
    const file = join(project, name);
    await writeFile(file, "id,value\n1,2\n");
    const script = join(examples, "11-your-file.ts");
    const { ok, output } = await runCommand(process.execPath, [script, file], project);
    await rm(file);
    expect([ok, output]).toEqual([true, expect.stringContaining("1 rows in, 1 written")]);
  }
});
