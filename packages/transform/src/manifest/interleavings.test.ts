import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { quarantined, readRows } from "../../test/support/logs.ts";
import { steppedSink } from "../../test/support/stepped-sink.ts";
import {
  dataKeys,
  manifestOf,
  publishedKeys,
  run,
  runKilled,
  type Version,
  versionsIn,
  whole,
} from "../../test/support/versioned-runs.ts";
import { type MemorySink, memorySink, type Sink } from "../index.ts";

/** What readers of manifests see while runs come on, until they are told to stop. */
async function watch(sink: Sink, isDone: () => boolean): Promise<string[]> {
  const seen: string[] = [];
  while (!isDone()) {
    const versions = await versionsIn(sink, await publishedKeys(sink));
    if (versions !== undefined) seen.push(versions);
  }
  return seen;
}

/** What must be so when no run is under way: one version is published, and nothing else is there. */
async function expectWhole(sink: MemorySink, versions: readonly string[]): Promise<void> {
  const { state, objects, obsolete } = manifestOf(sink);
  expect({ state, obsolete }).toEqual({ state: "published", obsolete: [] });
  expect(dataKeys(sink)).toEqual(objects.map(({ key }) => key).sort());
  expect(versions).toContain(await versionsIn(sink, dataKeys(sink)));
}

const starts = fc.constantFrom<Version | undefined>(undefined, "old", "a");

it("of two runs over other contents one wins and the other leaves nothing, and readers see one version whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), starts, async (scheduler, start) => {
      const sink = memorySink();
      if (start !== undefined) await run(start, sink);
      const before = start === undefined ? "" : whole(start);
      const stepped = steppedSink(sink, () => scheduler.schedule(Promise.resolve()));
      let isDone = false;
      const reading = watch(stepped, () => isDone);
      const running = Promise.all([run("a", stepped), run("b", stepped)]).finally(() => {
        isDone = true;
      });
      const [outcomes, seen] = await scheduler.waitFor(Promise.all([running, reading]));
      for (const outcome of outcomes) expect(["a", "b", "CONCURRENT_RUN"]).toContain(outcome);
      const winners = outcomes.filter((outcome) => outcome !== "CONCURRENT_RUN") as Version[];
      expect(winners.length).toBeGreaterThan(0);
      await expectWhole(sink, winners.map(whole));
      for (const each of seen) expect([before, whole("a"), whole("b")]).toContain(each);
    }),
    { numRuns: propertyRuns(30) },
  );
});

it("two runs over the same content both end well, with the keys that one alone would have", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), starts, async (scheduler, start) => {
      const [sink, alone] = [memorySink(), memorySink()];
      for (const each of [sink, alone]) if (start !== undefined) await run(start, each);
      await run("a", alone);
      const stepped = steppedSink(sink, () => scheduler.schedule(Promise.resolve()));
      const both = Promise.all([run("a", stepped), run("a", stepped)]);
      expect(await scheduler.waitFor(both)).toEqual(["a", "a"]);
      expect(sink.objects).toEqual(alone.objects);
    }),
    { numRuns: propertyRuns(30) },
  );
});

it("after a run was killed anywhere readers see what was there or all that is new, and the next run puts all right", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 60 }),
      starts,
      fc.constantFrom<Version>("a", "b"),
      async (killedAt, start, next) => {
        const sink = memorySink();
        if (start !== undefined) await run(start, sink);
        const before = start === undefined ? "" : whole(start);
        await runKilled("a", sink, killedAt);
        expect([before, whole("a")]).toContain(await versionsIn(sink, await publishedKeys(sink)));
        expect(await run(next, sink)).toBe(next);
        await expectWhole(sink, [whole(next)]);
      },
    ),
    { numRuns: propertyRuns(60) },
  );
});

it("a run that was killed is resumed under its keys when the content is the same", async () => {
  const alone = memorySink();
  await run("old", alone);
  await run("a", alone);
  for (let killedAt = 0; killedAt < 40; killedAt++) {
    const sink = memorySink();
    await run("old", sink);
    await runKilled("a", sink, killedAt);
    expect(await run("a", sink)).toBe("a");
    expect(sink.objects).toEqual(alone.objects);
  }
});

it("publishes nothing when the same content comes again, and a data key never has other bytes", async () => {
  const sink = memorySink();
  const bytes = new Map<string, Uint8Array>();
  const published: string[] = [];
  const watched: Sink = {
    ...sink,
    async create(key, properties) {
      const pending = await sink.create(key, properties);
      return {
        ...pending,
        publish: async () => {
          published.push(key);
          await pending.publish();
          if (!key.endsWith(".parquet")) return;
          expect(bytes.get(key) ?? sink.objects.get(key)).toEqual(sink.objects.get(key));
          bytes.set(key, sink.objects.get(key) ?? new Uint8Array());
        },
      };
    },
  };
  for (const version of ["old", "a", "old", "b", "a"] as const) {
    expect(await run(version, watched)).toBe(version);
    const state = new Map(sink.objects);
    published.length = 0;
    expect(await run(version, watched)).toBe(version);
    // The rejected rows are, lest somebody has removed them.
    expect(published.filter((key) => !key.startsWith("_quarantine/"))).toEqual([]);
    expect(sink.objects).toEqual(state);
  }
  expect(manifestOf(sink).generation).toBe(5);
});

it("keeps the rejected rows of the run that wins, whichever run comes after the other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), starts, async (scheduler, start) => {
      const sink = memorySink();
      if (start !== undefined) await run(start, sink);
      const stepped = steppedSink(sink, () => scheduler.schedule(Promise.resolve()));
      await scheduler.waitFor(Promise.all([run("a", stepped), run("b", stepped)]));
      const [rejected] = quarantined(sink);
      const { endpoint } = (await readRows(sink))[0] ?? {};
      expect(rejected?.["raw"]).toBe(`{"bad":"${String(endpoint).slice(1)}"}`);
    }),
    { numRuns: propertyRuns(30) },
  );
});
