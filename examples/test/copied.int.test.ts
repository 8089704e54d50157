import { copyFile, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { runCommand } from "../../scripts/lib/run-command.ts";
import { displayWidth } from "../lib/terminal/display-width.ts";

vi.setConfig({ testTimeout: 120_000 });

const examples = resolve(import.meta.dirname, "..");
const numbered = (await readdir(examples)).filter((name) => /^\d\d-.*\.ts$/.test(name));
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
