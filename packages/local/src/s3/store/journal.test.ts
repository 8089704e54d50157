import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Journal } from "./journal.ts";
import type { JournalEntry } from "./journal-entry.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cloudapi-journal-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

function removed(bucket: string): JournalEntry {
  return { op: "bucket-removed", bucket };
}

/** From now on a write gets some bytes to the disk, which is full then; the one after that has room again. */
async function fillTheDisk(room: number): Promise<void> {
  const handle = await open(join(folder, "other"), "w");
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  const write = Reflect.get(prototype, "write") as (...args: unknown[]) => Promise<unknown>;
  await handle.close();
  vi.spyOn(prototype, "write")
    .mockImplementationOnce(function (this: FileHandle, ...args: unknown[]) {
      const [bytes, offset, , position] = args;
      return write.call(this, bytes, offset, room, position) as never;
    })
    .mockRejectedValueOnce(Object.assign(new Error("no space left"), { code: "ENOSPC" }));
}

it("keeps the order of changes that are made at once", async () => {
  const journal = await Journal.start(folder, [removed("before")]);
  await Promise.all(["a", "b", "c"].map((name) => journal.append(removed(name))));
  await journal.close();
  expect(await Journal.read(folder)).toEqual(["before", "a", "b", "c"].map(removed));
});

it.each([0, 1, 17])(
  "a disk that was full after %i bytes leaves no half line, and what failed comes first later",
  async (room) => {
    const journal = await Journal.start(folder, [removed("before")]);
    await fillTheDisk(room);
    await expect(journal.append(removed("failed"))).rejects.toThrow("no space left");
    expect(await Journal.read(folder)).toEqual([removed("before")]);
    await journal.append(removed("ü later"));
    await journal.close();
    expect(await Journal.read(folder)).toEqual(["before", "failed", "ü later"].map(removed));
  },
);
