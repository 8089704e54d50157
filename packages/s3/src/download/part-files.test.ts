import { spawnSync } from "node:child_process";
import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { fakeS3 } from "../../test/fake-s3.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { downloadPrefix } from "../prefix/download-prefix.ts";
import { downloadFile } from "./download-file.ts";
import { partFileName, removeAbandonedParts } from "./part-files.ts";

/** The name that a process of this number and start would have given. */
function nameOf(pid: number, moreSeconds = 0): string {
  return partFileName().replace(
    /-\d+-(\d+)-/,
    (_, start: string) => `-${pid}-${Number(start) + moreSeconds}-`,
  );
}

function deadProcess(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

test("what a killed process left is removed; what a running one writes, and other files, stay", async () => {
  const folder = await temporaryFolder();
  const kept = [partFileName(), nameOf(process.ppid), "data.csv", ".cloudapi-x.part"];
  const earlier = nameOf(process.pid, -100);
  for (const name of [...kept, nameOf(deadProcess()), earlier])
    await writeFile(join(folder, name), "");
  await removeAbandonedParts(folder);
  expect((await readdir(folder)).sort()).toEqual([...kept].sort());
});

test("of another machine's only what nobody touched for a day is removed", async () => {
  const folder = await temporaryFolder();
  const names = ["a", "b"].map((digit) =>
    partFileName().replace(/-[0-9a-f]{8}-/, `-${digit.repeat(8)}-`),
  );
  for (const name of names) await writeFile(join(folder, name), "");
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await utimes(join(folder, names[0] as string), yesterday, yesterday);
  await removeAbandonedParts(folder);
  expect(await readdir(folder)).toEqual([names[1]]);
});

test("downloads do so in the folders that they write to", async () => {
  const folder = await temporaryFolder();
  const { s3 } = fakeS3({
    GetObject: () => ({ Body: Readable.from([Buffer.from("x")]), ContentLength: 1, ETag: '"e"' }),
    ListObjectsV2: () => ({ IsTruncated: false, Contents: [{ Key: "k", Size: 1 }] }),
  });
  await writeFile(join(folder, nameOf(deadProcess())), "");
  await downloadFile(s3, { bucket: "b", key: "k", path: join(folder, "f") });
  expect(await readdir(folder)).toEqual(["f"]);
  await writeFile(join(folder, nameOf(deadProcess())), "");
  await downloadPrefix(s3, { bucket: "b", prefix: "", folder });
  expect((await readdir(folder)).sort()).toEqual(["f", "k"]);
});
