import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dataset, defineDataset } from "@cloudapi/core";
import { expect, it } from "vitest";
import * as z from "zod";
import {
  folderSink,
  type MemorySink,
  memorySink,
  type Sink,
  transform,
  writeRows,
} from "../index.ts";

const at = z.iso.datetime({ offset: true });

function contract(
  shape: z.core.$ZodLooseShape = {},
  { name = "t", granularity = "day", from = "1970-01-01" } = {},
): Dataset {
  return defineDataset({
    name,
    schema: z.object({ at, ...shape }),
    eventTime: "at",
    partition: {
      granularity: granularity as "day",
      layout: "hive",
      range: { from, to: "2099-12-31" },
    },
  }) as unknown as Dataset;
}

function put(
  dataset: Dataset,
  sink: Sink,
  sourceId: string,
  rows = [{ at: "2025-01-15T10:00:00Z" }],
) {
  return writeRows(dataset, [rows], sink, { sourceId });
}

function keys({ objects }: MemorySink): string[] {
  return [...objects.keys()].sort();
}

const byDay = contract();
const byHour = contract({}, { granularity: "hour" });

it("refuses what does not go together with the rows of another source, and says what to do", async () => {
  const sink = memorySink();
  await put(byDay, sink, "a");
  const before = new Map(sink.objects);
  const failure = await put(byHour, sink, "b").catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: "INCOMPATIBLE_CONTRACT",
    sourceId: "a",
    changes: ["partition granularity was day, is hour"],
    earlier: { dataset: "t", contractHash: byDay.contractHash },
    message: expect.stringContaining("Write to another folder or prefix") as string,
  });
  expect(sink.objects).toEqual(before);
});

it("accepts what the refusal advises: another place, or the earlier rows and manifests removed", async () => {
  const sink = memorySink();
  await put(byDay, sink, "a");
  await expect(put(byHour, memorySink(), "b")).resolves.toMatchObject({ rowsWritten: 1 });
  const failure = (await put(byHour, sink, "b").catch((error: unknown) => error)) as Error;
  const name = /whose names begin with (\S+)/.exec(failure.message)?.[1] ?? "?";
  const folder = /under (\S+\/),/.exec(failure.message)?.[1] ?? "?";
  const removed = keys(sink).filter((key) => key.startsWith(folder) || key.includes(`/${name}`));
  expect(removed).toHaveLength(2);
  await sink.remove(removed);
  await expect(put(byHour, sink, "b")).resolves.toMatchObject({
    rowsWritten: 1,
    otherContracts: [],
  });
});

it("lets a source's own rows be replaced under whatever contract", async () => {
  const sink = memorySink();
  await put(byDay, sink, "a");
  expect(await put(byHour, sink, "a")).toMatchObject({ rowsWritten: 1, otherContracts: [] });
  expect(keys(sink).filter((key) => key.endsWith(".parquet"))).toHaveLength(1);
  expect(await put(byHour, sink, "b")).toMatchObject({ rowsWritten: 1 });
  await expect(put(byDay, sink, "c")).rejects.toMatchObject({ code: "INCOMPATIBLE_CONTRACT" });
});

it("refuses another dataset's rows, whichever source they are of", async () => {
  const sink = memorySink();
  await put(byDay, sink, "a");
  for (const sourceId of ["a", "b"]) {
    await expect(put(contract({}, { name: "renamed" }), sink, sourceId)).rejects.toMatchObject({
      changes: ["the dataset was t, is renamed"],
    });
  }
});

it("names the contracts that go together with this one, and how they differ", async () => {
  const sink = memorySink();
  await put(byDay, sink, "a");
  const wider = contract({ agent: z.string().nullable() });
  const report = await put(wider, sink, "b");
  expect(report.otherContracts).toEqual([
    { contractHash: byDay.contractHash, changes: ['column "agent" is new'] },
  ]);
  expect((await put(wider, sink, "b")).otherContracts).toEqual(report.otherContracts);
});

it("takes a narrower range when the rows that are there lie within it", async () => {
  const narrow = contract({}, { from: "2025-01-15" });
  for (const [time, fits] of [
    ["2025-01-15T00:00:00Z", true],
    ["2025-01-14T23:59:59Z", false],
  ] as const) {
    const sink = memorySink();
    await put(byDay, sink, "a", [{ at: time }]);
    const outcome = await put(narrow, sink, "b").then(
      () => true,
      (error: { code?: string }) => error.code !== "INCOMPATIBLE_CONTRACT",
    );
    expect(outcome).toBe(fits);
  }
});

it("takes rows that were all rejected for none", async () => {
  const sink = memorySink();
  await put(byDay, sink, "a", [{ at: "never" }]);
  expect(await put(byHour, sink, "b")).toMatchObject({ rowsWritten: 1 });
});

it("reads no manifest of another source when the contracts go together", async () => {
  const sink = memorySink();
  for (const source of ["a", "b", "c"]) await put(byDay, sink, source);
  const read: string[] = [];
  const watched: Sink = {
    ...sink,
    read(key, options) {
      read.push(key);
      return sink.read(key, options);
    },
  };
  const report = await put(byDay, watched, "d");
  const manifests = read.filter((key) => key.startsWith("_manifests/"));
  expect(new Set(manifests)).toEqual(new Set([report.manifestKey]));
});

it("sees rows that another run published meanwhile under a contract that does not go together", async () => {
  const sink = memorySink();
  async function* slow() {
    yield [{ at: "2025-01-15T10:00:00Z" }];
    await put(byHour, sink, "b");
  }
  await expect(writeRows(byDay, slow(), sink, { sourceId: "a" })).rejects.toMatchObject({
    code: "INCOMPATIBLE_CONTRACT",
    sourceId: "b",
  });
  expect(keys(sink).filter((key) => key.endsWith(".parquet"))).toHaveLength(1);
});

it("lets at most one of two runs at the same time pass when their contracts do not go together", async () => {
  for (let delay = 0; delay < 40; delay += 4) {
    const sink = memorySink();
    async function* after(ms: number) {
      await new Promise((resolve) => setTimeout(resolve, ms / 10));
      yield [{ at: "2025-01-15T10:00:00Z" }];
    }
    const outcomes = await Promise.allSettled([
      writeRows(byDay, after(0), sink, { sourceId: "a" }),
      writeRows(byHour, after(delay), sink, { sourceId: "b" }),
    ]);
    const published = outcomes.filter(({ status }) => status === "fulfilled").length;
    expect(published).toBeLessThan(2);
    expect(keys(sink).filter((key) => key.endsWith(".parquet"))).toHaveLength(published);
  }
});

it("refuses a record of a contract that is damaged, and works when it is removed as advised", async () => {
  const sink = memorySink();
  await put(byDay, sink, "a");
  const key = keys(sink).find((each) => each.startsWith("_contracts/")) ?? "";
  for (const text of ["{", "{}", JSON.stringify({ version: 1, name: "t" })]) {
    const pending = await sink.create(key, { contentType: "text/plain", metadata: {} });
    await pending.write(Buffer.from(text));
    await pending.publish();
    await expect(put(byDay, sink, "b")).rejects.toMatchObject({
      code: "INVALID_MANIFEST",
      message: expect.stringContaining(`${key} `) as string,
    });
  }
  await sink.remove([key]);
  await expect(put(byDay, sink, "b")).resolves.toMatchObject({ rowsWritten: 1 });
});

it("looks into folders, too", async () => {
  const folder = await mkdtemp(join(tmpdir(), "contracts-"));
  try {
    const text = '{"at":"2025-01-15T10:00:00Z"}\n';
    await transform(byDay, text, folderSink(folder), { sourceId: "a" });
    await expect(
      transform(byHour, text, folderSink(folder), { sourceId: "b" }),
    ).rejects.toMatchObject({ code: "INCOMPATIBLE_CONTRACT" });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("stops at the table of a Spark job before anything is written", async () => {
  const sink = memorySink();
  const mark = await sink.create("_contracts/t.spark", { contentType: "", metadata: {} });
  await mark.publish();
  await expect(put(byDay, sink, "a")).rejects.toMatchObject({
    code: "WRITTEN_BY_SPARK",
    message: expect.stringContaining(
      "once the rows of the job are gone, remove _contracts/t.spark",
    ) as string,
  });
  expect(keys(sink)).toEqual(["_contracts/t.spark"]);
});
