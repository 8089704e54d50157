import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { folderSink } from "./folder-sink.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "read-alone-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

it.each([0, 1, 3_000, 100_000])(
  "gives the bytes of a file of %i bytes in a buffer that has no others",
  async (size) => {
    await writeFile(join(folder, "file"), "x".repeat(size));
    const bytes = await folderSink(folder).read("file");
    expect(Buffer.from((bytes as Uint8Array<ArrayBuffer>).buffer).toString()).toBe(
      "x".repeat(size),
    );
  },
);
