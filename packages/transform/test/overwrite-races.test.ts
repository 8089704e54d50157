import { setImmediate } from "node:timers/promises";
import { apiLogs } from "@cloudapi/core";
import fc from "fast-check";
import { afterAll, expect, it, vi } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import {
  compact,
  listDataFiles,
  type MemorySink,
  memorySink,
  repair,
  type Sink,
  transform,
  writeSymlinks,
} from "../src/index.ts";
import { daysOf, overwrite, rowsOn } from "./support/overwrites.ts";
import { steppedSink } from "./support/stepped-sink.ts";
import { dataKeys } from "./support/versioned-runs.ts";

// Who waits for others looks again at once: the steps between are what counts.
vi.mock(import("node:timers/promises"), async (original) => {
  const timers = await original();
  return {
    ...timers,
    setTimeout: ((_, value) => timers.setTimeout(0, value)) as typeof timers.setTimeout,
  };
});

// Files share their modules: those that follow load what waits anew.
afterAll(() => {
  vi.resetModules();
});

const dataset = apiLogs;
const LONG = { timeout: 600_000 };

/** Sources a and b, both with rows on the first three days. */
async function newLake({ symlinks = false } = {}): Promise<MemorySink> {
  const sink = memorySink();
  for (const sourceId of ["a", "b"])
    await transform(dataset, rowsOn(`/${sourceId}`, [1, 2, 3], 2), sink, { sourceId });
  if (symlinks) await writeSymlinks(sink, { dataset });
  return sink;
}

/** The source a with other rows. */
function runA(sink: Sink): Promise<unknown> {
  return transform(dataset, rowsOn("/a", [1, 2], 1), sink, { sourceId: "a" });
}

function outcomeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => "done",
    ({ code, message }: { code?: string; message: string }) => code ?? message,
  );
}

/** What readers of manifests see, until they are told to stop. */
async function watch(sink: Sink, isDone: () => boolean): Promise<Record<string, string>[]> {
  const seen: Record<string, string>[] = [];
  while (!isDone()) {
    const days = await daysOf(sink);
    if (days !== undefined) seen.push(days);
    // Lets those come on who wait for a time.
    await setImmediate();
  }
  return seen;
}

interface Race {
  readonly sink: MemorySink;
  readonly outcomes: readonly string[];
  readonly seen: readonly Record<string, string>[];
  /** What there is in the end. */
  readonly days: Record<string, string> | undefined;
}

/** Let runs and a reader come on in any order. */
async function race(
  scheduler: fc.Scheduler,
  runs: readonly ((sink: Sink) => Promise<unknown>)[],
): Promise<Race> {
  const sink = await newLake({ symlinks: true });
  const stepped = steppedSink(sink, () => scheduler.schedule(Promise.resolve()));
  let isDone = false;
  const reading = watch(stepped, () => isDone);
  const running = Promise.all(runs.map((run) => outcomeOf(run(stepped)))).finally(() => {
    isDone = true;
  });
  const [outcomes, seen] = await scheduler.waitFor(Promise.all([running, reading]));
  const days = await daysOf(sink);
  await repair(sink, { dataset, olderThanMs: 0 });
  expect(await daysOf(sink)).toEqual(days);
  await expectNothingElse(sink);
  return { sink, outcomes, seen, days };
}

/** A list and the symlink manifests have what is published, and no more. */
async function expectNothingElse(sink: MemorySink): Promise<void> {
  const keys = (await listDataFiles(sink, { dataset })).map(({ key }) => key);
  expect(dataKeys(sink)).toEqual(keys);
  const named = [...sink.objects]
    .filter(([key]) => key.startsWith("_symlinks/"))
    .flatMap(([, bytes]) => Buffer.from(bytes).toString().split("\n"))
    .filter((line) => line !== "")
    .map((line) => line.slice(sink.location.length + 1));
  const hasSymlinks = sink.objects.has("_contracts/api_logs.symlinks");
  expect(named.sort()).toEqual(hasSymlinks ? keys : []);
}

const OLD = { 1: "/a 2, /b 2", 2: "/a 2, /b 2", 3: "/a 2, /b 2" };
const ONLY_A = { 1: "/a 1, /b 2", 2: "/a 1, /b 2", 3: "/b 2" };
const ONLY_C = { ...OLD, 2: "/c 3" };
const A_THEN_C = { ...ONLY_A, 2: "/c 3" };
const C_THEN_A = { ...ONLY_A, 2: "/a 1, /c 3" };

it(
  "of a run that overwrites partitions and one over a source with files there no row is lost, and readers see old or new",
  LONG,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const runs = [runA, (sink: Sink) => overwrite(sink, "c", [2], 3)];
        const { outcomes, seen, days } = await race(scheduler, runs);
        const ends: Record<string, object[]> = {
          "done,done": [A_THEN_C, C_THEN_A],
          "done,CONCURRENT_RUN": [ONLY_A],
          "CONCURRENT_RUN,done": [ONLY_C],
        };
        expect(ends[outcomes.join()]).toContainEqual(days);
        for (const each of seen)
          expect([OLD, ONLY_A, ONLY_C, A_THEN_C, C_THEN_A]).toContainEqual(each);
      }),
      { numRuns: propertyRuns(8) },
    );
  },
);

it(
  "of two runs that overwrite the same partitions one stays, also where nothing was",
  LONG,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const runs = [
          (sink: Sink) => overwrite(sink, "c", [2, 4], 3),
          (sink: Sink) => overwrite(sink, "d", [2, 4], 5),
        ];
        const { outcomes, seen, days } = await race(scheduler, runs);
        const ofC = { ...OLD, 2: "/c 3", 4: "/c 3" };
        const ofD = { ...OLD, 2: "/d 5", 4: "/d 5" };
        const ends: Record<string, object[]> = {
          "done,done": [ofC, ofD],
          "done,CONCURRENT_RUN": [ofC],
          "CONCURRENT_RUN,done": [ofD],
        };
        expect(ends[outcomes.join()]).toContainEqual(days);
        for (const each of seen) expect([OLD, ofC, ofD]).toContainEqual(each);
      }),
      { numRuns: propertyRuns(8) },
    );
  },
);

it("the same rows that come twice at once are there once", LONG, async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const run = (sink: Sink) => overwrite(sink, "c", [2], 3);
      const { sink, outcomes, days } = await race(scheduler, [run, run]);
      expect(["done,done", "done,CONCURRENT_RUN", "CONCURRENT_RUN,done"]).toContain(
        outcomes.join(),
      );
      expect(days).toEqual(ONLY_C);
      expect((await run(sink)).replaced).toMatchObject({ rows: 0 });
    }),
    { numRuns: propertyRuns(6) },
  );
});

it(
  "a compaction and a run that overwrites partitions both end well or one gives way",
  LONG,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const runs = [
          (sink: Sink) => compact(sink, { dataset }),
          (sink: Sink) => overwrite(sink, "c", [2], 3),
        ];
        const { outcomes, seen, days } = await race(scheduler, runs);
        expect(["done,done", "done,CONCURRENT_RUN", "CONCURRENT_RUN,done"]).toContain(
          outcomes.join(),
        );
        expect(days).toEqual(outcomes[1] === "done" ? ONLY_C : OLD);
        for (const each of seen) expect([OLD, ONLY_C]).toContainEqual(each);
      }),
      { numRuns: propertyRuns(6) },
    );
  },
);

/** Let a run come no further than a number of steps; whether it had more. */
async function killed(
  run: (sink: Sink) => Promise<unknown>,
  sink: MemorySink,
  killedAt: number,
): Promise<boolean> {
  let steps = 0;
  const { promise, resolve: kill } = Promise.withResolvers<boolean>();
  const dying = steppedSink(sink, async () => {
    if (steps++ < killedAt) return;
    kill(true);
    await new Promise<never>(() => undefined);
  });
  return Promise.race([run(dying).then(() => false), promise]);
}

/** What may come after a run that was killed, and what there is to be then. */
const NEXT: readonly ((sink: MemorySink, isPublished: boolean) => Promise<object>)[] = [
  async (sink) => {
    await overwrite(sink, "c", [2, 4], 3);
    await expectNothingElse(sink);
    return { ...ONLY_C, 4: "/c 3" };
  },
  async (sink) => {
    await overwrite(sink, "d", [2, 4], 5);
    await expectNothingElse(sink);
    return { ...OLD, 2: "/d 5", 4: "/d 5" };
  },
  async (sink, isPublished) => {
    await runA(sink);
    return isPublished ? { ...C_THEN_A, 4: "/c 3" } : ONLY_A;
  },
  async (sink, isPublished) => {
    await compact(sink, { dataset });
    return isPublished ? { ...ONLY_C, 4: "/c 3" } : OLD;
  },
  async (sink, isPublished) => {
    await repair(sink, { dataset, olderThanMs: 0 });
    await expectNothingElse(sink);
    return isPublished ? { ...ONLY_C, 4: "/c 3" } : OLD;
  },
];

it(
  "killed at any step readers see old or new, and run again, or followed by others, all is as it should be",
  LONG,
  async () => {
    const after = { ...ONLY_C, 4: "/c 3" };
    for (const [number, next] of NEXT.entries()) {
      // Something follows each step.
      let kills = number;
      for (; ; kills += NEXT.length) {
        const sink = await newLake({ symlinks: number !== 1 });
        if (!(await killed((dying) => overwrite(dying, "c", [2, 4], 3), sink, kills))) break;
        const seen = await daysOf(sink);
        expect([OLD, after]).toContainEqual(seen);
        const wanted = await next(sink, seen?.[4] !== undefined);
        expect(await daysOf(sink)).toEqual(wanted);
        await repair(sink, { dataset, olderThanMs: 0 });
        expect(await daysOf(sink)).toEqual(wanted);
        await expectNothingElse(sink);
      }
      expect(kills).toBeGreaterThan(30);
    }
  },
);

it(
  "a run over a source that was killed blocks only until it is run again, or repaired",
  LONG,
  async () => {
    let refused = 0;
    for (let kills = 0; ; kills++) {
      const sink = await newLake();
      if (!(await killed(runA, sink, kills))) break;
      const first = await outcomeOf(overwrite(sink, "c", [2], 3));
      expect(["done", "CONCURRENT_RUN"]).toContain(first);
      refused += first === "done" ? 0 : 1;
      if (kills % 2 === 0) await runA(sink);
      else await repair(sink, { dataset, olderThanMs: 0 });
      if (first !== "done") await overwrite(sink, "c", [2], 3);
      const days = await daysOf(sink);
      expect([ONLY_C, A_THEN_C, C_THEN_A]).toContainEqual(days);
      await runA(sink);
      expect([A_THEN_C, C_THEN_A]).toContainEqual(await daysOf(sink));
      await repair(sink, { dataset, olderThanMs: 0 });
      await expectNothingElse(sink);
    }
    expect(refused).toBeGreaterThan(2);
  },
);
