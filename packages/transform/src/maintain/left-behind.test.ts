import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import { logRows, ndjson, quarantined } from "../../test/support/logs.ts";
import { putObject } from "../../test/support/put-object.ts";
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
import {
  type MemorySink,
  memorySink,
  removeSource,
  repair,
  type Sink,
  transform,
} from "../index.ts";

const now = { dataset: apiLogs, olderThanMs: 0 };
const source = { dataset: apiLogs, sourceId: "s" };

function keysBelow({ objects }: MemorySink, folder: string): string[] {
  return [...objects.keys()].filter((key) => key.startsWith(folder));
}

it("removes only keys that runs over the source make, whatever its manifest says", async () => {
  for (const act of [
    (lake: Sink) => repair(lake, now),
    (lake: Sink) => removeSource(lake, source),
  ]) {
    const sink = memorySink();
    await run("a", sink);
    await putObject(sink, "precious.txt", "x");
    const foreign = { key: "precious.txt", rows: 1, sizeBytes: 1 };
    const manifest = { ...manifestOf(sink), obsolete: ["precious.txt"], quarantine: [foreign] };
    await putObject(sink, keysBelow(sink, "_manifests/")[0] ?? "", JSON.stringify(manifest));
    await act(sink);
    expect(sink.objects.has("precious.txt")).toBe(true);
  }
});

it("removes the rejected rows of a source, also when it was stopped before it came to them", async () => {
  const sink = memorySink();
  await run("a", sink);
  const failing: Sink = {
    ...sink,
    remove: (keys) =>
      keys.some((key) => key.startsWith("_quarantine/"))
        ? Promise.reject(new Error("stopped"))
        : sink.remove(keys),
  };
  await expect(removeSource(failing, source)).rejects.toThrow("stopped");
  await removeSource(sink, source);
  expect(keysBelow(sink, "_quarantine/")).toEqual([]);
});

/** Kill a run over rows of which none is rejected, after that many steps. */
async function cleanRunKilled(sink: MemorySink, killedAt: number): Promise<void> {
  let steps = 0;
  const { promise: killed, resolve: kill } = Promise.withResolvers<void>();
  const dying = steppedSink(sink, async () => {
    if (steps++ < killedAt) return;
    kill();
    await new Promise<never>(() => undefined);
  });
  await Promise.race([cleanRun(dying), killed]);
}

const cleanRun = (sink: Sink) =>
  transform(apiLogs, ndjson(logRows(4, 2)), sink, { sourceId: "s" }).then(() => undefined);

it("leaves no rejected rows of the run before when one that has none was killed and is resumed or repaired", async () => {
  for (const resume of [cleanRun, (sink: Sink) => repair(sink, now)])
    for (let killedAt = 0; killedAt < 40; killedAt++) {
      const sink = memorySink();
      await run("old", sink);
      await cleanRunKilled(sink, killedAt);
      await resume(sink);
      const isOld = (await versionsIn(sink, dataKeys(sink))) === whole("old");
      expect(keysBelow(sink, "_quarantine/")).toHaveLength(isOld ? 1 : 0);
    }
});

it("repairs to the rejected rows that belong to the data", async () => {
  for (let killedAt = 0; killedAt < 40; killedAt++) {
    const sink = memorySink();
    await run("old", sink);
    await runKilled("a", sink, killedAt);
    await repair(sink, now);
    const version = (await versionsIn(sink, dataKeys(sink))) === whole("old") ? "old" : "a";
    expect(quarantined(sink)[0]?.["raw"]).toBe(`{"bad":"${version}"}`);
  }
});

/** A sink that does something before one of its publishes. */
function interrupted(sink: MemorySink, at: number, action: () => Promise<unknown>): Sink {
  let publishes = 0;
  return {
    ...sink,
    async create(key, properties) {
      const pending = await sink.create(key, properties);
      const interrupt = async () => {
        if (++publishes === at) await action();
      };
      return {
        ...pending,
        publish: () => interrupt().then(() => pending.publish()),
        publishIf: (expected) =>
          interrupt().then(() => pending.publishIf?.(expected) ?? Promise.resolve(false)),
      };
    },
  };
}

it("nothing stays of a run that was taken back while it published", async () => {
  const outcomes = new Set<string>();
  for (const start of [undefined, "old"] as const)
    for (let at = 1; at < 10; at++) {
      const sink = memorySink();
      if (start !== undefined) await run(start, sink);
      outcomes.add(
        await run(
          "a",
          interrupted(sink, at, () => repair(sink, now)),
        ),
      );
      expect(dataKeys(sink)).toEqual(await publishedKeys(sink));
    }
  expect([...outcomes].sort()).toEqual(["CONCURRENT_RUN", "a"]);
});

it("repair removes what was published after a run had been taken back", async () => {
  const sink = memorySink();
  const stopped = new Promise<never>(() => undefined);
  const { promise: published, resolve } = Promise.withResolvers<void>();
  let files = 0;
  const late: Sink = {
    ...sink,
    async create(key, properties) {
      const pending = await sink.create(key, properties);
      return {
        ...pending,
        async publish() {
          const isData = key.endsWith(".parquet");
          if (isData) await repair(sink, now);
          await pending.publish();
          if (isData && ++files === 3) resolve();
          if (isData) await stopped;
        },
      };
    },
  };
  void run("a", late);
  await published;
  expect(dataKeys(sink).length).toBeGreaterThan(0);
  expect((await repair(sink, now)).takenBack).toEqual(["s"]);
  expect(dataKeys(sink)).toEqual([]);
  expect(await run("a", sink)).toBe("a");
  expect(await versionsIn(sink, dataKeys(sink))).toBe(whole("a"));
});
