import { apiLogs } from "@cloudapi/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import {
  compact,
  listDataFiles,
  type MemorySink,
  repair,
  type Sink,
  writeSymlinks,
} from "../src/index.ts";
import { steppedSink } from "./support/stepped-sink.ts";
import { all, countsIn, newLake, published, run, type Version } from "./support/three-sources.ts";
import { dataKeys } from "./support/versioned-runs.ts";

const dataset = apiLogs;
const LONG = { timeout: 600_000 };

/** What readers of manifests see, until they are told to stop. */
async function watch(sink: Sink, isDone: () => boolean): Promise<string[]> {
  const seen: string[] = [];
  while (!isDone()) {
    const rows = await published(sink);
    if (rows !== undefined) seen.push(rows);
  }
  return seen;
}

/** Nothing but what is published is there once all is put right. */
async function expectWhole(sink: MemorySink, rows: string): Promise<void> {
  await repair(sink, { dataset, olderThanMs: 0 });
  expect(await published(sink)).toBe(rows);
  expect(await countsIn(sink, dataKeys(sink))).toBe(rows);
}

it(
  "of a compaction and a run over other content both end well or one gives way, and readers see each row once",
  LONG,
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom<Version>("a", "b"),
        async (scheduler, version) => {
          const sink = await newLake();
          const stepped = steppedSink(sink, () => scheduler.schedule(Promise.resolve()));
          let isDone = false;
          const reading = watch(stepped, () => isDone);
          const compacting = compact(stepped, { dataset }).then(
            () => "done",
            ({ code, message }: { code?: string; message: string }) => code ?? message,
          );
          const running = Promise.all([run("s1", version, stepped), compacting]).finally(() => {
            isDone = true;
          });
          const [[outcome, compacted], seen] = await scheduler.waitFor(
            Promise.all([running, reading]),
          );
          expect([version, "SOURCE_COMPACTED"]).toContain(outcome);
          expect(["done", "CONCURRENT_RUN"]).toContain(compacted);
          for (const each of seen) expect([all("a"), all("b")]).toContain(each);
          await expectWhole(sink, all(outcome === "b" ? "b" : "a"));
        },
      ),
      { numRuns: propertyRuns(8) },
    );
  },
);

it("two compactions at the same time lose no row", LONG, async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const sink = await newLake();
      const stepped = steppedSink(sink, () => scheduler.schedule(Promise.resolve()));
      let isDone = false;
      const reading = watch(stepped, () => isDone);
      const both = Promise.allSettled([1, 2].map(() => compact(stepped, { dataset }))).finally(
        () => {
          isDone = true;
        },
      );
      const [outcomes, seen] = await scheduler.waitFor(Promise.all([both, reading]));
      for (const outcome of outcomes)
        expect(
          outcome.status === "rejected" ? outcome.reason : { code: "CONCURRENT_RUN" },
        ).toMatchObject({
          code: "CONCURRENT_RUN",
        });
      for (const each of seen) expect(each).toBe(all("a"));
      await expectWhole(sink, all("a"));
    }),
    { numRuns: propertyRuns(5) },
  );
});

it(
  "symlink manifests name what is published once a compaction, a run and who writes them are done",
  LONG,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const sink = await newLake();
        await writeSymlinks(sink, { dataset });
        const stepped = steppedSink(sink, () => scheduler.schedule(Promise.resolve()));
        const all = Promise.all([
          compact(stepped, { dataset }).catch(() => undefined),
          writeSymlinks(stepped, { dataset }),
          run("s4", "a", stepped),
        ]);
        await scheduler.waitFor(all);
        const files = await listDataFiles(sink, { dataset });
        const named = [...sink.objects]
          .filter(([key]) => key.startsWith("_symlinks/"))
          .flatMap(([, bytes]) => Buffer.from(bytes).toString().trim().split("\n"));
        expect(named.map((line) => line.slice(line.indexOf("year="))).sort()).toEqual(
          files.map(({ key }) => key).sort(),
        );
      }),
      { numRuns: propertyRuns(4) },
    );
  },
);

/** Put together, and let it come no further than a number of steps. */
async function compactKilled(sink: MemorySink, killedAt: number): Promise<boolean> {
  let steps = 0;
  const { promise: killed, resolve: kill } = Promise.withResolvers<boolean>();
  const dying = steppedSink(sink, async () => {
    if (steps++ < killedAt) return;
    kill(true);
    await new Promise<never>(() => undefined);
  });
  return Promise.race([compact(dying, { dataset }).then(() => false), killed]);
}

/** What may come after a compaction that was killed, and the rows that there are to be then. */
const NEXT: readonly ((sink: MemorySink) => Promise<string>)[] = [
  async (sink) => {
    await compact(sink, { dataset });
    return (await listDataFiles(sink, { dataset })).length === 3 ? all("a") : "other files";
  },
  async (sink) => all((await run("s1", "b", sink)) === "b" ? "b" : "a"),
  async (sink) => {
    const outcomes = [];
    for (const source of ["s1", "s2", "s3"]) outcomes.push(await run(source, "a", sink));
    return outcomes.join() === "a,a,a" ? all("a") : outcomes.join();
  },
  async (sink) => {
    await writeSymlinks(sink, { dataset });
    return all("a");
  },
];

it(
  "killed at any point readers of manifests see each row once, and what comes next puts all right",
  LONG,
  async () => {
    let kills = 0;
    for (; ; kills++) {
      const sink = await newLake();
      if (!(await compactKilled(sink, kills))) break;
      expect(await published(sink)).toBe(all("a"));
      const rows = (await NEXT[kills % NEXT.length]?.(sink)) ?? "";
      await expectWhole(sink, rows);
    }
    expect(kills).toBeGreaterThan(40);
  },
);
