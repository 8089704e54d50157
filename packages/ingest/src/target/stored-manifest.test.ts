import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLogs, type Dataset } from "@cloudapi/core";
import { type MemorySink, memorySink, type Sink } from "@cloudapi/transform";
import { expect, it } from "vitest";
import { fakeSource, people } from "../../test/support/fake-source.ts";
import {
  type IngestTarget,
  ingest,
  ingestFiles,
  ndjsonTarget,
  parquetTarget,
  rawTarget,
} from "../index.ts";

const loadTime = new Date("2025-01-15T10:30:45Z");

async function put(sink: Sink, key: string, text: string): Promise<void> {
  const pending = await sink.create(key, { contentType: "", metadata: {} });
  await pending.write(Buffer.from(text));
  await pending.publish();
}

/** All but the states, which say what was begun. */
function published({ objects }: MemorySink): Map<string, string> {
  const found = [...objects].filter(([key]) => !key.includes("_ingest/states/"));
  return new Map(found.map(([key, bytes]) => [key, Buffer.from(bytes).toString("base64")]));
}

function manifestIn({ objects }: MemorySink): string {
  return [...objects.keys()].find((key) => key.includes("manifests/")) ?? "";
}

const TARGETS: { name: string; targetOf: (sink: Sink) => IngestTarget }[] = [
  { name: "JSON Lines", targetOf: ndjsonTarget },
  { name: "raw files", targetOf: rawTarget },
  { name: "Parquet", targetOf: parquetTarget },
];

it.each(
  TARGETS.flatMap((target) =>
    ["", "{", "null", "[]", '{"source":"x"}', '{"source":"x","rowsWritten":"7"}'].map((text) => ({
      ...target,
      text,
    })),
  ),
)(
  "a manifest that is damaged is named, and nothing is published: $name, $text",
  async ({ targetOf, text }) => {
    const sink = memorySink();
    const input = { source: fakeSource([people("users", 3)]), target: targetOf(sink) };
    await ingest(input, { loadTime });
    const key = manifestIn(sink);
    await put(sink, key, text);
    const before = published(sink);
    const { tables } = await ingest(input, { loadTime });
    expect(tables).toMatchObject([
      {
        status: "failed",
        code: "INVALID_MANIFEST",
        message: expect.stringMatching(new RegExp(`manifest .*${key}.*[Rr]emove`)) as string,
      },
    ]);
    expect(published(sink)).toEqual(before);
  },
);

it.each(TARGETS.slice(0, 2))(
  "a manifest that is damaged and removed is written again: $name",
  async ({ targetOf }) => {
    const sink = memorySink();
    const input = { source: fakeSource([people("users", 3)]), target: targetOf(sink) };
    await ingest(input, { loadTime });
    const before = published(sink);
    await sink.remove([manifestIn(sink)]);
    expect((await ingest(input, { loadTime })).failed).toEqual([]);
    expect(published(sink)).toEqual(before);
  },
);

it("a file's manifest that is damaged is named, too", async () => {
  const sink = memorySink();
  await put(sink, "_ingest/manifests/raw/web/2025/01/15/data_20250115T103045000Z.json", "{");
  const folder = await mkdtemp(join(tmpdir(), "stored-manifest-"));
  const file = join(folder, "logs.csv");
  await writeFile(file, "timestamp,endpoint,status_code\n2025-01-15T10:30:45Z,/a,200\n");
  const dataset = apiLogs as unknown as Dataset;
  const input = { source: "web", files: [file], sink, dataset };
  const { files } = await ingestFiles(input, { loadTime });
  await rm(folder, { recursive: true });
  expect(files).toMatchObject([{ status: "failed", code: "INVALID_MANIFEST" }]);
});
