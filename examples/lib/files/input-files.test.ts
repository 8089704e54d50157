import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { inputFiles } from "./input-files.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "inputs-"));
  for (const path of ["a/logs.csv", "b/2-logs.csv", "b/logs.csv", "b/notes.txt", "c/notes.txt"]) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), "x");
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("gives every file a name of its own, since a second of the same name would replace the first", async () => {
  const files = await inputFiles([join(folder, "a/logs.csv"), join(folder, "b")]);
  expect(files.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
    ["logs.csv", 1],
    ["2-logs.csv", 1],
    ["3-logs.csv", 1],
  ]);
});

it("says what is wrong with a path", async () => {
  await expect(inputFiles([join(folder, "nope")])).rejects.toThrow("nope does not exist");
  await expect(inputFiles([join(folder, "c")])).rejects.toThrow(
    "has no .ndjson, .jsonl, .json or .csv file (nor .gz of one)",
  );
});
