import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLogs, type Dataset } from "@cloudapi/core";
import { fileSource, memorySink, transform } from "@cloudapi/transform";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { logRows, ndjson } from "./support/logs.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "runs-"));
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await rm(folder, { recursive: true });
});

/** Files that are unlike each other: many rows and few, good and bad, with names that no field has, and with escapes. */
function contents(): string[] {
  const strange = logRows(600).map((row, i) => ({ ...row, [`extra_${i % 3}`]: i }));
  const bad = logRows(400).map((row, i) => (i % 2 === 0 ? row : { ...row, status_code: 1 }));
  const escaped = ndjson(logRows(500)).replaceAll("/api", "\\/api");
  return [ndjson(logRows(1_000)), ndjson(strange), ndjson(bad), escaped, ndjson(logRows(800, 3))];
}

/** What a run over each file gives, one after the other, and what it says once the others are done. */
async function runAll(): Promise<unknown[]> {
  const told: unknown[] = [];
  for (const [i, content] of contents().entries()) {
    const [path, sink] = [join(folder, `${i}.ndjson`), memorySink()];
    await writeFile(path, content);
    const { durationMs: _, ...report } = await transform(
      apiLogs as unknown as Dataset,
      fileSource(path),
      sink,
    );
    told.push({ report, keys: [...sink.objects.keys()], bytes: bytesOf(sink.objects) });
  }
  return told;
}

function bytesOf(objects: ReadonlyMap<string, Uint8Array>): string[] {
  return [...objects]
    .filter(([key]) => /\.(?:parquet|ndjson)$/.test(key))
    .map(([, bytes]) => Buffer.from(bytes).toString("base64"));
}

test("runs of one process leave nothing to each other: each gives what it gives without a kernel", async () => {
  const first = await runAll();
  const again = await runAll();
  vi.stubGlobal("WebAssembly", undefined);
  const plain = await runAll();
  expect(again).toEqual(first);
  expect(plain).toEqual(first);
});
