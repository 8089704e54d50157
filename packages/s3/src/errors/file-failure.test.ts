import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { fileFailure } from "./file-failure.ts";

test.each([
  ["none.csv", "FILE_NOT_FOUND"],
  ["file/below.csv", "FILE_NOT_FOUND"],
  ["folder", "NOT_A_FILE"],
  [`${"n".repeat(300)}.csv`, "FILE_ERROR"],
])("reading %s is %s", async (name, code) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "file"), "x");
  await mkdir(join(folder, "folder"));
  const error = await readFile(join(folder, name)).catch((reason: unknown) => reason);
  expect(fileFailure(error).code).toBe(code);
});

test("what is there already, and what has no code of its own, is told in the system's words", async () => {
  const path = join(await temporaryFolder(), "file");
  await writeFile(path, "x");
  const error = await open(path, "wx").catch((reason: unknown) => reason);
  expect(fileFailure(error)).toEqual({
    code: "FILE_ERROR",
    explanation: "something else with that name is there.",
  });
  expect(fileFailure(new Error("odd"))).toEqual({ code: "FILE_ERROR", explanation: "odd." });
  expect(fileFailure("odd").explanation).toBe("odd.");
});
