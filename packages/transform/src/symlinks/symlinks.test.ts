import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { logRows, ndjson } from "../../test/support/logs.ts";
import { dataKeys, publishedKeys, run, runKilled } from "../../test/support/versioned-runs.ts";
import {
  folderSink,
  type MemorySink,
  memorySink,
  removeSource,
  repair,
  type Sink,
  transform,
  writeSymlinks,
} from "../index.ts";

const dataset = { dataset: apiLogs };

/** The keys that symlink manifests name, each in the manifest of its partition. */
function linkedKeys({ objects, location }: MemorySink): string[] {
  const manifests = [...objects].filter(([key]) => key.startsWith("_symlinks/"));
  return manifests
    .flatMap(([key, bytes]) => {
      const partition = key.slice("_symlinks/api_logs/".length, -"manifest".length);
      const lines = Buffer.from(bytes).toString().split("\n").slice(0, -1);
      const keys = lines.map((line) => line.slice(`${location}/`.length));
      expect(keys.filter((each) => !each.startsWith(partition))).toEqual([]);
      return keys;
    })
    .sort();
}

it("names what is published, of every source, and follows each run before anything is removed", async () => {
  const sink = memorySink();
  await run("old", sink);
  await transform(apiLogs, ndjson(logRows(6, 2)), sink, { sourceId: "other" });
  expect(await writeSymlinks(sink, dataset)).toEqual({
    folder: "_symlinks/api_logs/",
    partitions: 4,
    files: 6,
  });
  expect(linkedKeys(sink)).toEqual(dataKeys(sink));
  const broken: string[] = [];
  const watched: Sink = {
    ...sink,
    async remove(keys) {
      const linked = new Set(linkedKeys(sink));
      broken.push(...keys.filter((key) => linked.has(key)));
      await sink.remove(keys);
    },
  };
  for (const version of ["a", "b", "b", "old"] as const) {
    expect(await run(version, watched)).toBe(version);
    expect(linkedKeys(sink)).toEqual(dataKeys(sink));
  }
  await removeSource(watched, { ...dataset, sourceId: "s" });
  expect(linkedKeys(sink)).toEqual(dataKeys(sink));
  expect(linkedKeys(sink)).toHaveLength(2);
  expect(broken).toEqual([]);
});

it("is right again after a run that was killed anywhere, by the next run or by repair", async () => {
  for (let killedAt = 0; killedAt < 60; killedAt += 2) {
    const sink = memorySink();
    await run("old", sink);
    await writeSymlinks(sink, dataset);
    await runKilled("a", sink, killedAt);
    const missing = linkedKeys(sink).filter((key) => !sink.objects.has(key));
    expect(missing).toEqual([]);
    if (killedAt % 4 === 0) await repair(sink, { ...dataset, olderThanMs: 0 });
    else await run("a", sink);
    expect(linkedKeys(sink)).toEqual(await publishedKeys(sink));
    expect(linkedKeys(sink)).toEqual(dataKeys(sink));
  }
});

it("loses no line of runs over many sources at the same time", async () => {
  const sink = memorySink();
  await writeSymlinks(sink, dataset);
  const sources = Array.from({ length: 12 }, (_, i) => `source ${i}`);
  for (const rows of [4, 6])
    await Promise.all(
      sources.map((sourceId) => transform(apiLogs, ndjson(logRows(rows, 2)), sink, { sourceId })),
    );
  expect(linkedKeys(sink)).toHaveLength(24);
  expect(linkedKeys(sink)).toEqual(dataKeys(sink));
});

it("names files by URI", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sym links-"));
  const sink = folderSink(folder);
  await writeSymlinks(sink, dataset);
  const { objects } = await transform(apiLogs, ndjson(logRows(2, 1)), sink, { sourceId: "s" });
  const path = join(folder, "_symlinks/api_logs/year=2025/month=01/day=15/manifest");
  const [uri = ""] = (await readFile(path, "utf8")).split("\n");
  expect(fileURLToPath(uri)).toBe(join(folder, objects[0]?.key ?? ""));
  await rm(folder, { recursive: true });
});

/** A sink that does something before it publishes what has such a key. */
function before(sink: MemorySink, folder: string, action: () => Promise<unknown>): Sink {
  let isDone = false;
  return {
    ...sink,
    async create(key, properties) {
      const pending = await sink.create(key, properties);
      return {
        ...pending,
        async publishIf(expected) {
          if (!isDone && key.startsWith(folder)) {
            isDone = true;
            await action();
          }
          return pending.publishIf?.(expected) ?? false;
        },
      };
    },
  };
}

it("follows a run that was under way when they were written", async () => {
  const sink = memorySink();
  await run("old", sink);
  const late = before(sink, "_manifests/", () => writeSymlinks(sink, dataset));
  expect(await run("a", late)).toBe("a");
  expect(linkedKeys(sink)).toEqual(dataKeys(sink));
});

it("names no file of a source in a partition that it has left, or whose manifest is gone", async () => {
  const sink = memorySink();
  await run("old", sink);
  await transform(apiLogs, ndjson(logRows(3, 3)), sink, { sourceId: "gone" });
  await writeSymlinks(sink, dataset);
  const unmarked: Sink = {
    ...sink,
    read: (key) => (key.endsWith(".symlinks") ? Promise.resolve(undefined) : sink.read(key)),
    async *list(folder) {
      for await (const key of sink.list(folder)) if (!key.endsWith(".symlinks")) yield key;
    },
  };
  const { manifestKey, objects } = await transform(apiLogs, ndjson(logRows(3, 3)), sink, {
    sourceId: "gone",
  });
  await sink.remove([manifestKey, ...objects.map(({ key }) => key)]);
  expect(await run("a", unmarked)).toBe("a");
  expect(linkedKeys(sink)).not.toEqual(dataKeys(sink));
  expect(await writeSymlinks(sink, dataset)).toMatchObject({ partitions: 3, files: 3 });
  expect(linkedKeys(sink)).toEqual(dataKeys(sink));
});
