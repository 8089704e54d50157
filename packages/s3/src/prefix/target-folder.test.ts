import { execFileSync } from "node:child_process";
import { lstat, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { openTargetFolder } from "./target-folder.ts";

test("the folder and those on the way are made", async () => {
  const root = join(await temporaryFolder(), "new", "root");
  const folder = await openTargetFolder(root);
  expect(await folder.place(["a", "b", "c.csv"])).toEqual({ path: join(root, "a", "b", "c.csv") });
  expect((await lstat(join(root, "a", "b"))).isDirectory()).toBe(true);
  expect(await folder.place(["top.csv"])).toEqual({ path: join(root, "top.csv") });
});

test("a symbolic link on the way is not followed, wherever it leads", async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, "real"));
  await symlink(await temporaryFolder(), join(root, "out"));
  await symlink(join(root, "real"), join(root, "in"));
  await symlink("/nowhere", join(root, "dangling"));
  const folder = await openTargetFolder(root);
  for (const link of ["out", "in", "dangling"]) {
    expect(await folder.place([link, "a.csv"])).toMatchObject({ refused: "SYMLINK" });
  }
});

test("the folder itself may be a link: that is the caller's own", async () => {
  const parent = await temporaryFolder();
  await mkdir(join(parent, "real"));
  await symlink(join(parent, "real"), join(parent, "link"));
  const folder = await openTargetFolder(join(parent, "link"));
  expect(await folder.place(["a.csv"])).toEqual({ path: join(parent, "real", "a.csv") });
});

test("a name that is taken by the other kind is refused, a file may be replaced", async () => {
  const root = await temporaryFolder();
  await writeFile(join(root, "file"), "");
  await mkdir(join(root, "folder"));
  execFileSync("mkfifo", [join(root, "pipe")]);
  const folder = await openTargetFolder(root);
  expect(await folder.place(["pipe"])).toMatchObject({
    refused: "NAME_TAKEN",
    message: /a pipe, socket or device stands/,
  });
  expect(await folder.place(["file", "a.csv"])).toMatchObject({
    refused: "NAME_TAKEN",
    message: /a file stands/,
  });
  expect(await folder.place(["folder"])).toMatchObject({
    refused: "NAME_TAKEN",
    message: /a folder stands/,
  });
  expect(await folder.place(["file"])).toEqual({ path: join(root, "file") });
});

test("what is in a folder is known when a name comes back to it", async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, "a", "old"), { recursive: true });
  const folder = await openTargetFolder(root);
  expect(await folder.place(["a", "b", "c.csv"])).toHaveProperty("path");
  expect(await folder.place(["a", "b"])).toMatchObject({ refused: "NAME_TAKEN" });
  expect(await folder.place(["a", "old"])).toMatchObject({ refused: "NAME_TAKEN" });
  expect(await folder.place(["a"])).toMatchObject({ refused: "NAME_TAKEN" });
  expect(await folder.place(["z", "c.csv"])).toHaveProperty("path");
  await rm(join(root, "a"), { recursive: true });
  await symlink(await temporaryFolder(), join(root, "a"));
  expect(await folder.place(["a", "b", "d.csv"])).toMatchObject({ refused: "SYMLINK" });
});
