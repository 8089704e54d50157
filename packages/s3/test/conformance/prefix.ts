import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { downloadPrefix } from "../../src/index.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import type { World } from "./world.ts";

export function testPrefix(world: World): void {
  test("what is safe is downloaded, what is not is refused, and nothing leaves the folder", async () => {
    const safe = ["a.csv", "day/15/b.csv", "day/16/c d+ü.csv"];
    const leaving = ["../evil", "x/../../evil", "a.csv/below"];
    const hostile = ["back\\slash", ...(world.has("keys are paths") ? [] : leaving)];
    for (const key of [...safe, ...hostile]) await world.put(`tree/${key}`, key);
    const parent = await temporaryFolder();
    const folder = join(parent, "in");
    const report = await downloadPrefix(world.s3, {
      bucket: world.bucket,
      prefix: "tree/",
      folder,
    });
    const refused = report.refusedKeys.map(({ key }) => key);
    expect(refused.sort()).toEqual(hostile.map((key) => `tree/${key}`).sort());
    expect(report.files).toBe(safe.length);
    expect(report.objects).toBe(safe.length + hostile.length);
    const entries = await readdir(parent, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name));
    expect(paths.sort()).toEqual(safe.map((name) => join(folder, name)).sort());
  });
}
