import { apiLogs } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { steppedSink } from "../../test/support/stepped-sink.ts";
import {
  dataKeys,
  manifestOf,
  publishedKeys,
  run,
  runKilled,
  versionsIn,
  whole,
} from "../../test/support/versioned-runs.ts";
import { memorySink, type Sink } from "../index.ts";
import { listDataFiles } from "./list-data-files.ts";
import { removeSource } from "./remove-source.ts";
import { repair } from "./repair.ts";
import { vacuum } from "./vacuum.ts";

const now = { dataset: apiLogs, olderThanMs: 0 };

it.each([undefined, "old"] as const)(
  "repairs what a run left that was killed at any step: %s was there before",
  async (start) => {
    const outcomes = new Set<string>();
    for (let killedAt = 0; ; killedAt++) {
      const sink = memorySink();
      if (start !== undefined) await run(start, sink);
      const ended = await runKilled("a", sink, killedAt);
      const before = await versionsIn(sink, await publishedKeys(sink));
      const report = await repair(sink, now);
      for (const [outcome, sources] of Object.entries(report) as [string, string[]][])
        if (sources.length > 0) outcomes.add(outcome);
      const after = await versionsIn(sink, dataKeys(sink));
      expect(await publishedKeys(sink)).toEqual(dataKeys(sink));
      expect([before, whole("a")]).toContain(after);
      expect(await repair(sink, now)).toEqual({ completed: [], takenBack: [], cleaned: [] });
      expect(await vacuum(sink, now)).toEqual([]);
      expect(await run("b", sink)).toBe("b");
      expect(await versionsIn(sink, dataKeys(sink))).toBe(whole("b"));
      if (ended === "a") break;
    }
    expect([...outcomes].sort()).toEqual(
      start === undefined ? ["completed", "takenBack"] : ["cleaned", "completed", "takenBack"],
    );
  },
);

it("leaves a run alone that began to publish a moment ago", async () => {
  let publishing = 0;
  for (let killedAt = 0; killedAt < 30; killedAt++) {
    const sink = memorySink();
    await runKilled("a", sink, killedAt);
    const state = new Map(sink.objects);
    expect(await repair(sink, { dataset: apiLogs })).toMatchObject({
      takenBack: [],
      completed: [],
    });
    expect(sink.objects).toEqual(state);
    if (stateOf(sink) === "publishing") publishing++;
  }
  expect(publishing).toBeGreaterThan(3);
});

function stateOf(sink: ReturnType<typeof memorySink>): string | undefined {
  const hasManifest = [...sink.objects.keys()].some((key) => key.startsWith("_manifests/"));
  return hasManifest ? manifestOf(sink).state : undefined;
}

it("repairs beside a run that is under way: it publishes all or nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, hasOld) => {
      const sink = memorySink();
      if (hasOld) await run("old", sink);
      const before = hasOld ? whole("old") : "";
      const stepped = steppedSink(sink, () => scheduler.schedule(Promise.resolve()));
      const both = Promise.all([run("a", stepped), repair(stepped, now), vacuum(stepped, now)]);
      const [outcome] = await scheduler.waitFor(both);
      expect(["a", "CONCURRENT_RUN"]).toContain(outcome);
      const seen = await versionsIn(sink, await publishedKeys(sink));
      expect(outcome === "a" ? [whole("a")] : [before, whole("a")]).toContain(seen);
      await repair(sink, now);
      expect(dataKeys(sink)).toEqual(await publishedKeys(sink));
    }),
    { numRuns: propertyRuns(40) },
  );
});

it("removes a source, whatever a run that was killed left of it, and nothing of another", async () => {
  for (let killedAt = 0; killedAt < 40; killedAt++) {
    const sink = memorySink();
    await run("old", sink);
    await runKilled("a", sink, killedAt);
    const { rows } = await removeSource(sink, { dataset: apiLogs, sourceId: "s" });
    expect([5, 7]).toContain(rows);
    expect(dataKeys(sink)).toEqual([]);
    expect([...sink.objects.keys()].filter((key) => key.startsWith("_quarantine/"))).toEqual([]);
    expect(await listDataFiles(sink, { dataset: apiLogs })).toEqual([]);
    const { generation } = manifestOf(sink);
    expect(await run("a", sink)).toBe("a");
    expect(dataKeys(sink).every((key) => key.includes(`-g${generation + 1}-`))).toBe(true);
  }
  const none = await removeSource(memorySink(), { dataset: apiLogs, sourceId: "s" });
  expect(none).toEqual({ rows: 0, keys: [] });
});

it("removes data files that no manifest names, when they are old enough, and nothing else", async () => {
  const sink = memorySink();
  await run("old", sink);
  const keys = dataKeys(sink);
  const strays = keys.map((key) => key.replace(/-([0-9a-f]{16})-/, "-0123456789abcdef-"));
  for (const key of [...strays, "year=2025/month=01/day=15/precious.parquet"]) {
    const pending = await sink.create(key, { contentType: "x", metadata: {} });
    await pending.write(Buffer.from("x"));
    await pending.publish();
  }
  expect(await vacuum(sink, { dataset: apiLogs })).toEqual([]);
  const undated: Sink = { ...sink };
  delete undated.listDated;
  await expect(vacuum(undated, { dataset: apiLogs })).rejects.toThrow("olderThanMs must be 0");
  expect(await vacuum(undated, now)).toEqual(strays.sort());
  expect(dataKeys(sink)).toEqual([...keys, "year=2025/month=01/day=15/precious.parquet"].sort());
});

it("refuses what is no age, dataset or option", async () => {
  const sink = memorySink();
  await expect(repair(sink, { dataset: apiLogs, olderThanMs: -1 })).rejects.toThrow(RangeError);
  await expect(vacuum(sink, { dataset: apiLogs, older: 1 } as never)).rejects.toThrow("older");
  await expect(listDataFiles(sink, { dataset: "api_logs" as never })).rejects.toThrow(TypeError);
});
