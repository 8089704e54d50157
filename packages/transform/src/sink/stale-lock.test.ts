import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { removeLock } from "./stale-lock.ts";

it("takes away the lock that was found stale, and not one that was taken since", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lock-"));
  const path = join(folder, "a.lock");
  for (const [token, left] of [
    ["dead", []],
    ["alive", ["a.lock"]],
  ] as const) {
    await writeFile(path, token);
    const { ino } = await stat(path, { bigint: true });
    await removeLock(path, { ino, text: "dead" });
    expect(await readdir(folder)).toEqual(left);
  }
  expect(await readFile(path, "utf8")).toBe("alive");
  await rm(folder, { recursive: true });
});
