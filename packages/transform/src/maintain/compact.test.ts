import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { readParquet } from "../../test/support/read-parquet.ts";
import { all, newLake, published, rowsOf, run } from "../../test/support/three-sources.ts";
import { dataKeys } from "../../test/support/versioned-runs.ts";
import {
  compact,
  listDataFiles,
  removeSource,
  repair,
  type Sink,
  transform,
  vacuum,
  writeSymlinks,
} from "../index.ts";

const dataset = apiLogs;

it("puts the files of a partition together, in order, and nothing when it is called again", async () => {
  const sink = await newLake();
  const report = await compact(sink, { dataset });
  expect(report).toMatchObject({ filesBefore: 9, filesAfter: 3, rows: 18 });
  expect(report.bytesAfter).toBeLessThan(report.bytesBefore);
  const files = await listDataFiles(sink, { dataset });
  expect(files.map(({ key }) => key)).toEqual(dataKeys(sink));
  expect(await published(sink)).toBe(all("a"));
  for (const key of dataKeys(sink)) {
    const rows = await readParquet(dataset, sink.objects.get(key) ?? new Uint8Array());
    const times = rows.map(({ timestamp }) => String(timestamp));
    expect(times).toEqual(times.toSorted());
  }
  const objects = new Map(sink.objects);
  expect(await compact(sink, { dataset })).toMatchObject({ filesBefore: 0 });
  expect(sink.objects).toEqual(objects);
  expect(await repair(sink, { dataset, olderThanMs: 0 })).toMatchObject({
    takenBack: [],
    cleaned: [],
  });
  expect(await vacuum(sink, { dataset, olderThanMs: 0 })).toEqual([]);
});

it("knows the content of sources whose files were put together, and refuses to replace it", async () => {
  const sink = await newLake();
  await compact(sink, { dataset });
  const objects = new Map(sink.objects);
  for (const source of ["s1", "s2", "s3"]) expect(await run(source, "a", sink)).toBe("a");
  expect(sink.objects).toEqual(objects);
  expect(await run("s1", "b", sink)).toBe("SOURCE_COMPACTED");
  await expect(removeSource(sink, { dataset, sourceId: "s1" })).rejects.toMatchObject({
    code: "SOURCE_COMPACTED",
  });
  const [file] = await listDataFiles(sink, { dataset });
  const ofAll = removeSource(sink, { dataset, sourceId: file?.sourceId ?? "" });
  await expect(ofAll).rejects.toMatchObject({ code: "SOURCE_COMPACTED" });
  expect(sink.objects).toEqual(objects);
  const append = { sourceId: "s1", mode: "append", version: "2" } as const;
  await transform(dataset, rowsOf("s1", "b"), sink, append);
  expect(await published(sink)).toBe("/s1/a 6, /s1/b 9, /s2/a 6, /s3/a 6");
  // With what came since, again.
  expect(await compact(sink, { dataset })).toMatchObject({ filesBefore: 6, filesAfter: 3 });
  expect(await published(sink)).toBe("/s1/a 6, /s1/b 9, /s2/a 6, /s3/a 6");
  expect(dataKeys(sink)).toHaveLength(3);
});

it("puts together the partitions that it is told, up to the size that is aimed at", async () => {
  const sink = await newLake();
  const [first] = await listDataFiles(sink, { dataset });
  const partitions = [first?.partition.replace(/\/$/, "") ?? ""];
  expect(await compact(sink, { dataset, partitions })).toMatchObject({
    filesBefore: 3,
    filesAfter: 1,
  });
  expect(await compact(sink, { dataset, targetFileBytes: 1 })).toMatchObject({ filesBefore: 0 });
  await expect(compact(sink, { dataset, targetFileBytes: 0 })).rejects.toThrow(RangeError);
  await expect(compact(sink, { dataset, partitions: "x" as never })).rejects.toThrow(TypeError);
  await expect(compact(sink, { dataset, order: 1 } as never)).rejects.toThrow(TypeError);
});

it("lets symlink manifests name the new files in the place of the old, each partition's at once", async () => {
  const sink = await newLake();
  await writeSymlinks(sink, { dataset });
  const seen: string[] = [];
  const watched: Sink = {
    ...sink,
    async create(key, properties, options) {
      const pending = await sink.create(key, properties, options);
      if (!key.startsWith("_symlinks/")) return pending;
      return {
        ...pending,
        write(bytes) {
          seen.push(Buffer.from(bytes).toString());
          return pending.write(bytes);
        },
      };
    },
  };
  await compact(watched, { dataset });
  expect(seen.map((text) => text.trim().split("\n").length)).toEqual([1, 1, 1]);
  const before = new Map(sink.objects);
  expect(await writeSymlinks(sink, { dataset })).toMatchObject({ partitions: 3, files: 3 });
  expect(sink.objects).toEqual(before);
});
