import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { openText } from "./open-text.ts";
import { releaseInflated } from "./release-inflated.ts";

const TEXT = Buffer.from(
  Array.from({ length: 200_000 }, (_, at) => `line ${at * 7919}\n`).join(""),
);

async function opened(bytes: Uint8Array): Promise<Uint8Array[]> {
  const { chunks } = releaseInflated(await openText(bytes));
  const given: Uint8Array[] = [];
  let at = 0;
  for await (const chunk of chunks) {
    expect(Buffer.compare(chunk, TEXT.subarray(at, at + chunk.length))).toBe(0);
    at += chunk.length;
    given.push(chunk);
  }
  expect(at).toBe(TEXT.length);
  return given;
}

it("gives back the memory of chunks that gzip was inflated to when others have followed", async () => {
  const half = TEXT.length >> 1;
  const members = [TEXT.subarray(0, half), TEXT.subarray(half)].map((part) => gzipSync(part));
  const given = await opened(Buffer.concat(members));
  expect(given.length).toBeGreaterThan(10);
  const released = given.filter((chunk) => chunk.length === 0);
  expect(released.length).toBeGreaterThan(given.length - 8);
});

it("leaves a source's own memory alone", async () => {
  const bytes = Uint8Array.from(TEXT);
  const given = await opened(bytes);
  expect(given.every((chunk) => chunk.buffer === bytes.buffer && chunk.length > 0)).toBe(true);
});
