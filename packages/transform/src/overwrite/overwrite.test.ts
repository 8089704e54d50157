import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { quarantined } from "../../test/support/logs.ts";
import { daysOf, overwrite, rowsOn } from "../../test/support/overwrites.ts";
import { dataKeys } from "../../test/support/versioned-runs.ts";
import {
  compact,
  listDataFiles,
  memorySink,
  PublishRefusedError,
  removeSource,
  repair,
  transform,
  vacuum,
  writeRows,
  writeSymlinks,
} from "../index.ts";

const dataset = apiLogs;
const dayPartition = (day: number) => `year=2025/month=01/day=0${day}/`;

/** Two sources with rows on the first three days. */
async function twoSources() {
  const sink = memorySink();
  for (const sourceId of ["a", "b"])
    await transform(dataset, rowsOn(`/${sourceId}`, [1, 2, 3], 2), sink, { sourceId });
  return sink;
}

it("replaces all rows of the partitions that it has rows for, and no others, and says what", async () => {
  const sink = await twoSources();
  const report = await overwrite(sink, "c", [2, 4], 3);
  expect(report.replaced).toEqual({ rows: 4, files: 2, sources: ["a", "b"] });
  expect(report.rowsWritten).toBe(6);
  expect(await daysOf(sink)).toEqual({ 1: "/a 2, /b 2", 2: "/c 3", 3: "/a 2, /b 2", 4: "/c 3" });
  const files = await listDataFiles(sink, { dataset });
  expect(files.map(({ key }) => key)).toEqual(dataKeys(sink));
  expect(report.objects.every(({ key }) => sink.objects.has(key))).toBe(true);
  expect(sink.objects.has(report.manifestKey)).toBe(true);
  expect(await repair(sink, { dataset, olderThanMs: 0 })).toEqual({
    completed: [],
    takenBack: [],
    cleaned: [],
  });
  expect(await vacuum(sink, { dataset, olderThanMs: 0 })).toEqual([]);
});

it("publishes nothing when its last rows come again, also when others have replaced them since", async () => {
  const sink = await twoSources();
  const first = await overwrite(sink, "c", [1, 2], 3);
  const objects = new Map(sink.objects);
  const again = await overwrite(sink, "c", [1, 2], 3);
  expect(again).toMatchObject({
    manifestKey: first.manifestKey,
    objects: first.objects,
    replaced: { rows: 0, files: 0, sources: [] },
  });
  expect(sink.objects).toEqual(objects);
  await overwrite(sink, "d", [2], 5);
  expect((await overwrite(sink, "c", [1, 2], 3)).objects).toHaveLength(1);
  expect(await daysOf(sink)).toMatchObject({ 1: "/c 3", 2: "/d 5", 3: "/a 2, /b 2" });
  // Others of its own: those of before come back only when they differ from the last.
  await overwrite(sink, "c", [2], 4);
  expect(await daysOf(sink)).toMatchObject({ 1: "/c 3", 2: "/c 4" });
  await overwrite(sink, "c", [1, 2], 3);
  expect(await daysOf(sink)).toMatchObject({ 1: "/c 3", 2: "/c 3" });
});

it("leaves sources replaceable of which it replaced some rows, and doesn't bring these back", async () => {
  const sink = await twoSources();
  await overwrite(sink, "c", [2], 3);
  // The same rows again are known.
  await transform(dataset, rowsOn("/a", [1, 2, 3], 2), sink, { sourceId: "a" });
  expect(await daysOf(sink)).toEqual({ 1: "/a 2, /b 2", 2: "/c 3", 3: "/a 2, /b 2" });
  // Others take the place of those that are left.
  await transform(dataset, rowsOn("/a", [1, 2], 1), sink, { sourceId: "a" });
  expect(await daysOf(sink)).toEqual({ 1: "/a 1, /b 2", 2: "/a 1, /c 3", 3: "/b 2" });
  const keys = dataKeys(sink);
  await transform(dataset, rowsOn("/a", [1, 2], 1), sink, { sourceId: "a" });
  expect(dataKeys(sink)).toEqual(keys);
  expect((await removeSource(sink, { dataset, sourceId: "b" })).rows).toBe(4);
  expect(await daysOf(sink)).toEqual({ 1: "/a 1", 2: "/a 1, /c 3" });
});

it("replaces all rows of a source that overwrote partitions once it is written without the mode", async () => {
  const sink = await twoSources();
  await overwrite(sink, "a", [2], 3);
  await overwrite(sink, "a", [4], 3);
  expect(await daysOf(sink)).toEqual({ 1: "/a 2, /b 2", 2: "/a 3", 3: "/a 2, /b 2", 4: "/a 3" });
  const input = rowsOn("/a", [2], 5);
  const report = await transform(dataset, input, sink, { sourceId: "a" });
  expect(report.replaced).toEqual({ rows: 10, files: 4, sources: ["a"] });
  expect(await daysOf(sink)).toEqual({ 1: "/b 2", 2: "/a 5", 3: "/b 2" });
  const objects = new Map(sink.objects);
  await transform(dataset, input, sink, { sourceId: "a" });
  expect(sink.objects).toEqual(objects);
  const none = transform(dataset, "", sink, { sourceId: "a" });
  await expect(none).rejects.toMatchObject({ code: "WOULD_LOSE_ROWS" });
  expect((await removeSource(sink, { dataset, sourceId: "a" })).rows).toBe(5);
  expect(await daysOf(sink)).toEqual({ 1: "/b 2", 3: "/b 2" });
});

it("refuses fewer rows than there are when most of its own can't be used, and says whose would go", async () => {
  const sink = await twoSources();
  const bad = '{"bad":1}\n'.repeat(5);
  const run = (options: object) =>
    transform(dataset, rowsOn("/c", [2], 1) + bad, sink, {
      sourceId: "c",
      mode: "overwritePartitions",
      ...options,
    });
  const error = await run({}).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain(
    "There are 4 rows where those of c are to go (in 2 files of 2 sources)",
  );
  expect(error).toBeInstanceOf(PublishRefusedError);
  expect(error).toMatchObject({
    code: "WOULD_LOSE_ROWS",
    report: { replaced: { rows: 4, files: 2, sources: ["a", "b"] } },
  });
  expect(await daysOf(sink)).toMatchObject({ 2: "/a 2, /b 2" });
  await run({ allowFewerRows: true });
  expect(await daysOf(sink)).toMatchObject({ 2: "/c 1" });
  expect(quarantined(sink)).toHaveLength(5);
});

it("replaces nothing when it has no rows", async () => {
  const sink = await twoSources();
  const keys = dataKeys(sink);
  const report = await writeRows(dataset, [], sink, { sourceId: "c", mode: "overwritePartitions" });
  expect(report.replaced).toEqual({ rows: 0, files: 0, sources: [] });
  expect(dataKeys(sink)).toEqual(keys);
});

it("replaces files that were put together, with all that is in them", async () => {
  const sink = await twoSources();
  await compact(sink, { dataset });
  await overwrite(sink, "a", [2], 3);
  expect(await daysOf(sink)).toEqual({ 1: "/a 2, /b 2", 2: "/a 3", 3: "/a 2, /b 2" });
  await expect(
    transform(dataset, rowsOn("/a", [1], 9), sink, { sourceId: "a" }),
  ).rejects.toMatchObject({ code: "SOURCE_COMPACTED" });
  await transform(dataset, rowsOn("/d", [2], 1), sink, { sourceId: "d" });
  expect(await compact(sink, { dataset })).toMatchObject({ filesBefore: 2, filesAfter: 1 });
  expect(await daysOf(sink)).toMatchObject({ 2: "/a 3, /d 1" });
  await overwrite(sink, "a", [2], 3);
  expect(await daysOf(sink)).toMatchObject({ 2: "/a 3, /d 1" });
  await overwrite(sink, "a", [2], 4);
  expect(await daysOf(sink)).toMatchObject({ 2: "/a 4" });
});

it("removes nothing of a source some of whose rows are in files with others'", async () => {
  const sink = memorySink();
  await overwrite(sink, "a", [1], 3);
  await transform(dataset, rowsOn("/b", [1], 2), sink, { sourceId: "b" });
  await overwrite(sink, "a", [2], 3);
  await overwrite(sink, "a", [3], 3);
  await compact(sink, { dataset });
  const objects = new Map(sink.objects);
  await expect(removeSource(sink, { dataset, sourceId: "a" })).rejects.toMatchObject({
    code: "SOURCE_COMPACTED",
  });
  expect(sink.objects).toEqual(objects);
});

it("lets symlink manifests name the new files alone", async () => {
  const sink = await twoSources();
  await writeSymlinks(sink, { dataset });
  await overwrite(sink, "c", [2], 3);
  const manifest = sink.objects.get(`_symlinks/api_logs/${dayPartition(2)}manifest`);
  const files = await listDataFiles(sink, { dataset });
  const [ours] = files.filter(({ partition }) => partition === dayPartition(2));
  expect(Buffer.from(manifest ?? []).toString()).toBe(`${sink.location}/${ours?.key}\n`);
  const before = new Map(sink.objects);
  await writeSymlinks(sink, { dataset });
  expect(sink.objects).toEqual(before);
});
