import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { prepareSource } from "./prepare-source.ts";

const UNNAMED = {
  sourceId: undefined,
  version: undefined,
  signal: undefined,
  place: "nowhere",
} as const;

test("a stream without a name is kept as it came, also where its chunks share memory", async () => {
  async function* shared(): AsyncGenerator<Uint8Array> {
    const memory = Buffer.alloc(10);
    for (let i = 0; i < 10_000; i++) {
      memory.write(`line ${i}`.padEnd(9).concat("\n"));
      yield await Promise.resolve(memory);
    }
  }
  const expected = Array.from({ length: 10_000 }, (_, i) => `line ${i}`.padEnd(9).concat("\n"));
  const { localPath, release } = await prepareSource(shared(), UNNAMED);
  const kept = await readFile(String(localPath), "utf8");
  await release();
  expect(kept).toBe(expected.join(""));
});
