import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { overwrite, rowsOn } from "../../test/support/overwrites.ts";
import {
  listDataFiles,
  type MemorySink,
  memorySink,
  type Sink,
  transform,
  writeSymlinks,
} from "../index.ts";

const dataset = apiLogs;
const DAY_2 = "_symlinks/api_logs/year=2025/month=01/day=02/manifest";

/** A sink that waits for leave before some of what it does. */
function waitingSink(
  sink: MemorySink,
  before: (what: "read" | "create", key: string) => Promise<void>,
): Sink {
  return {
    location: sink.location,
    prefix: sink.prefix,
    create: async (key, ...rest) => {
      await before("create", key);
      return sink.create(key, ...rest);
    },
    read: async (key) => {
      await before("read", key);
      return sink.read(key);
    },
    list: (folder) => sink.list(folder),
    remove: (keys) => sink.remove(keys),
  };
}

/** Steps that let each other come on. */
function gates() {
  return {
    isPublished: Promise.withResolvers<undefined>(),
    hasSwapped: Promise.withResolvers<undefined>(),
    isAboutToWrite: Promise.withResolvers<undefined>(),
    isOver: Promise.withResolvers<undefined>(),
  };
}

/** A run over the source a, as slow as its last write of a symlink manifest. */
function slowRun(sink: MemorySink, gate: ReturnType<typeof gates>): Promise<unknown> {
  let looks = 0;
  const slow = waitingSink(sink, async (what, key) => {
    if (key !== DAY_2) return;
    if (what === "read" && looks++ === 0) {
      gate.isPublished.resolve(undefined);
      await gate.hasSwapped.promise;
    }
    if (what === "create") {
      gate.isAboutToWrite.resolve(undefined);
      await gate.isOver.promise;
    }
  });
  return transform(dataset, rowsOn("/a", [1, 2], 2), slow, { sourceId: "a" });
}

it("a run that writes a symlink manifest when others have taken the place of its files names them no more", async () => {
  const sink = memorySink();
  await transform(dataset, rowsOn("/b", [2], 2), sink, { sourceId: "b" });
  await writeSymlinks(sink, { dataset });
  const gate = gates();
  const running = slowRun(sink, gate);
  await gate.isPublished.promise;
  const before = (await listDataFiles(sink, { dataset })).find(({ sourceId }) => sourceId === "a");
  const own = `_manifests/api_logs/${/-([0-9a-f]{16})-\d+\.parquet$/.exec(before?.key ?? "")?.[1]}.json`;
  let hasSwapped = false;
  const overwriting = waitingSink(sink, async (what, key) => {
    if (what === "create" && key === DAY_2) hasSwapped = true;
    if (!hasSwapped || what !== "read" || key !== own) return;
    gate.hasSwapped.resolve(undefined);
    await gate.isAboutToWrite.promise;
  });
  await overwrite(overwriting, "c", [2], 3);
  gate.isOver.resolve(undefined);
  await running;
  const named = Buffer.from(sink.objects.get(DAY_2) ?? [])
    .toString()
    .trim()
    .split("\n");
  const published = (await listDataFiles(sink, { dataset }))
    .filter(({ key }) => key.includes("day=02"))
    .map(({ key, sourceId }) => [sourceId, `${sink.location}/${key}`]);
  expect(published).toEqual([["c", named[0]]]);
  expect(named).toHaveLength(1);
});
