import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { logRows, ndjson, readRows } from "../../test/support/logs.ts";
import {
  fileSource,
  listDataFiles,
  memorySink,
  removeSource,
  transform,
  writeRows,
} from "../index.ts";

const append = { mode: "append", sourceId: "s" } as const;

async function versions(sink: ReturnType<typeof memorySink>): Promise<string[]> {
  const files = await listDataFiles(sink, { dataset: apiLogs });
  return [...new Set(files.map(({ sourceId, sourceVersion }) => `${sourceId} ${sourceVersion}`))];
}

it("adds the rows of each version of a source once", async () => {
  const sink = memorySink();
  for (const rows of [4, 6, 4, 6]) await transform(apiLogs, ndjson(logRows(rows)), sink, append);
  expect(await readRows(sink)).toHaveLength(10);
  expect(await versions(sink)).toHaveLength(2);
});

it("takes the version that it is given, and replaces the rows of that one alone", async () => {
  const sink = memorySink();
  const rows = (count: number) => [logRows(count)] as never;
  await writeRows(apiLogs, rows(4), sink, { ...append, version: "1" });
  await writeRows(apiLogs, rows(6), sink, { ...append, version: "2" });
  await writeRows(apiLogs, rows(5), sink, { ...append, version: "1" });
  await writeRows(apiLogs, rows(3), sink, { sourceId: "s" });
  expect(await readRows(sink)).toHaveLength(14);
  expect((await versions(sink)).sort()).toEqual(["s 1", "s 2", "s undefined"]);
  const removed = await removeSource(sink, { dataset: apiLogs, sourceId: "s", version: "2" });
  expect(removed.rows).toBe(6);
  expect(await readRows(sink)).toHaveLength(8);
});

it("tells versions of a file apart by their content", async () => {
  const folder = await mkdtemp(join(tmpdir(), "append-"));
  const path = join(folder, "logs.ndjson");
  const sink = memorySink();
  for (const rows of [4, 6, 4]) {
    await writeFile(path, ndjson(logRows(rows)));
    await transform(apiLogs, fileSource(path), sink, { mode: "append" });
  }
  expect(await readRows(sink)).toHaveLength(10);
  await rm(folder, { recursive: true });
});

it("asks a source for its version", async () => {
  const sink = memorySink();
  const source = (version: string) => ({
    sourceId: "queue",
    version: async () => version,
    async *[Symbol.asyncIterator]() {
      yield Buffer.from(ndjson(logRows(3)));
    },
  });
  for (const version of ["1", "2", "1"])
    await transform(apiLogs, source(version), sink, { mode: "append" });
  expect((await versions(sink)).sort()).toEqual(["queue 1", "queue 2"]);
});

it("refuses a mode that is none, and a version that is missing or has nothing to tell apart", async () => {
  const text = ndjson(logRows(1));
  async function* stream() {
    yield Buffer.from(text);
  }
  const run = (options: object) => transform(apiLogs, text, memorySink(), options);
  await expect(run({ mode: "overwrite" })).rejects.toThrow("overwritePartitions");
  await expect(run({ version: "1" })).rejects.toThrow('for mode "append"');
  await expect(run({ mode: "append", version: 1 })).rejects.toThrow("must be text");
  await expect(transform(apiLogs, stream(), memorySink(), append)).rejects.toThrow("needs version");
  await expect(writeRows(apiLogs, [], memorySink(), append)).rejects.toThrow("needs version");
});

it("refuses a file that grows while it is read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "append-"));
  const path = join(folder, "logs.ndjson");
  await writeFile(path, ndjson(logRows(4)));
  const sink = memorySink();
  // The sink is looked at after the file's hash is known, and before its rows are read.
  const growing = {
    ...sink,
    async read(key: string) {
      await writeFile(path, ndjson(logRows(6)));
      return sink.read(key);
    },
  };
  const run = transform(apiLogs, fileSource(path), growing, { mode: "append" });
  await expect(run).rejects.toMatchObject({ code: "FILE_CHANGED", place: path });
  expect(sink.objects.size).toBe(0);
  await rm(folder, { recursive: true });
});
