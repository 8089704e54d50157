import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { putObject } from "../../test/support/put-object.ts";
import { publishedKeys, run, versionsIn, whole } from "../../test/support/versioned-runs.ts";
import {
  compact,
  listDataFiles,
  type MemorySink,
  memorySink,
  removeSource,
  type Sink,
  transform,
  vacuum,
} from "../index.ts";

function at(sink: MemorySink, prefix: string): Sink {
  return { ...sink, prefix, location: `memory://lake/${prefix}` };
}

function filesBelow({ objects }: MemorySink, prefix: string): string[] {
  const keys = [...objects.keys()].filter((key) => key.startsWith(`${prefix}year=`));
  return keys.sort();
}

async function copied(sink: MemorySink, from: string, to: string): Promise<void> {
  const objects = [...sink.objects];
  for (const [key, bytes] of objects)
    if (key.startsWith(from))
      await putObject(sink, to + key.slice(from.length), Buffer.from(bytes));
}

it.each([
  ["a/", "b/"],
  ["a/", "a/b/"],
  ["a/b/", "a/"],
  ["a/", ""],
  ["", "a/"],
])("a table that was copied from %s to %s has its files there", async (from, to) => {
  const sink = memorySink();
  const [old, now] = [at(sink, from), at(sink, to)];
  await run("a", old);
  await copied(sink, from, to);
  const [there, here] = [filesBelow(sink, from), filesBelow(sink, to)];
  expect(await publishedKeys(now)).toEqual(here);
  expect(await vacuum(now, { dataset: apiLogs, olderThanMs: 0 })).toEqual([]);
  expect(await run("a", now)).toBe("a");
  expect(await versionsIn(now, filesBelow(sink, to))).toBe(whole("a"));
  expect(await run("b", now)).toBe("b");
  expect(await versionsIn(now, filesBelow(sink, to))).toBe(whole("b"));
  await removeSource(now, { dataset: apiLogs, sourceId: "s" });
  expect(filesBelow(sink, to)).toEqual([]);
  expect(filesBelow(sink, from)).toEqual(there);
  expect(await publishedKeys(old)).toEqual(there);
});

const ROW = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';

it.each([
  ["a/", "b/"],
  ["a/", "a/b/"],
  ["a/b/", "a/"],
  ["a/", ""],
  ["", "a/"],
])(
  "a table whose files were put together and that was copied from %s to %s has its files there",
  async (from, to) => {
    const sink = memorySink();
    const [old, now] = [at(sink, from), at(sink, to)];
    for (const sourceId of ["a", "b"]) await transform(apiLogs, ROW, old, { sourceId });
    await compact(old, { dataset: apiLogs });
    await copied(sink, from, to);
    const [there, here] = [filesBelow(sink, from), filesBelow(sink, to)];
    const list = async (table: Sink) =>
      (await listDataFiles(table, { dataset: apiLogs })).map(({ key }) => key);
    expect(await list(now)).toEqual(here);
    expect(here).toHaveLength(1);
    await transform(apiLogs, ROW, now, { sourceId: "c" });
    expect(await compact(now, { dataset: apiLogs })).toMatchObject({ filesBefore: 2, rows: 3 });
    await transform(apiLogs, ROW, now, { sourceId: "d" });
    expect(await compact(now, { dataset: apiLogs })).toMatchObject({ filesBefore: 2, rows: 4 });
    expect(await list(now)).toEqual(filesBelow(sink, to));
    expect(await list(now)).toHaveLength(1);
    expect(filesBelow(sink, from)).toEqual(there);
    expect(await list(old)).toEqual(there);
  },
);
