import { apiLogs } from "@cloudapi/core";
import { expect, it } from "vitest";
import {
  dataKeys,
  publishedKeys,
  run,
  runKilled,
  versionsIn,
  whole,
} from "../../test/support/versioned-runs.ts";
import { type MemorySink, memorySink, repair, type Sink } from "../index.ts";

/** A sink that does something before it publishes an object, or instead. */
function before(sink: MemorySink, publish: (key: string) => Promise<unknown>): Sink {
  return {
    ...sink,
    async create(key, properties) {
      const pending = await sink.create(key, properties);
      return {
        ...pending,
        publish: () => publish(key).then(() => pending.publish()),
        publishIf: (expected) =>
          publish(key).then(() => pending.publishIf?.(expected) ?? Promise.resolve(false)),
      };
    },
  };
}

it("publishes its own files when what it had found of them is taken back before it is done", async () => {
  let resumed = 0;
  for (let killedAt = 0; killedAt < 40; killedAt++) {
    const sink = memorySink();
    await runKilled("a", sink, killedAt);
    const found = dataKeys(sink).length;
    if (found === 0 || (await publishedKeys(sink)).length > 0) continue;
    resumed++;
    let isTakenBack = false;
    const resuming = before(sink, async (key) => {
      if (isTakenBack || !key.startsWith("_manifests/")) return;
      isTakenBack = true;
      await sink.remove([...sink.objects.keys()].filter((each) => each.startsWith("_quarantine/")));
      await repair(sink, { dataset: apiLogs, olderThanMs: 0 });
    });
    const outcome = await run("a", resuming);
    expect(["a", "CONCURRENT_RUN"]).toContain(outcome);
    expect(await versionsIn(sink, dataKeys(sink))).toBe(outcome === "a" ? whole("a") : "");
  }
  expect(resumed).toBeGreaterThan(1);
});

it("leaves nothing when it fails again, under the keys of a run that had failed", async () => {
  const sink = memorySink();
  for (let attempt = 0; attempt < 3; attempt++) {
    let files = 0;
    const failing = before(sink, async (key) => {
      if (key.endsWith(".parquet") && ++files === 2) throw new Error("full");
    });
    expect(await run("a", failing)).toBe("full");
    expect(dataKeys(sink)).toEqual([]);
  }
  expect(await run("a", sink)).toBe("a");
  expect(dataKeys(sink).some((key) => key.includes("-g"))).toBe(false);
  expect(await versionsIn(sink, dataKeys(sink))).toBe(whole("a"));
});

it("puts no file back of what another run replaces meanwhile", async () => {
  const sink = memorySink();
  await run("a", sink);
  await sink.remove(dataKeys(sink).slice(0, 1));
  let isReplaced = false;
  const late = before(sink, async (key) => {
    if (isReplaced || !key.endsWith(".parquet")) return;
    isReplaced = true;
    expect(await run("b", sink)).toBe("b");
  });
  expect(await run("a", late)).toBe("CONCURRENT_RUN");
  expect(await versionsIn(sink, dataKeys(sink))).toBe(whole("b"));
});
