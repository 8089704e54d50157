import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

const BIN = join(import.meta.dirname, "../src/runner/bin.ts");

it("a run that never comes to its end is none that went well", async () => {
  const folder = await mkdtemp(join(tmpdir(), "runner-exit-"));
  const contract = join(folder, "never.mjs");
  await writeFile(contract, "await new Promise(() => {});\n");
  const args = [BIN, "files", "--source", "web", "--bucket", "lake", "--contract", contract, "x"];
  const code = await new Promise((resolve) => {
    execFile(process.execPath, args, (error) => resolve(error?.code ?? 0));
  });
  await rm(folder, { recursive: true });
  expect(code).toBe(1);
});
