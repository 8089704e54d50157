import { apiLogs, type Dataset } from "@cloudapi/core";
import fc from "fast-check";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { MemorySink, Sink } from "../src/index.ts";
import { leaveToThread, threadsOf, threadText } from "./support/encode-thread.ts";
import { logRows, ndjson } from "./support/logs.ts";

const text = await threadText;
// Files share their modules: what is mocked is loaded anew for this one, and once more for those that follow.
vi.resetModules();
vi.doMock(import("../src/parquet/thread/thread-code.ts"), () => ({ threadCode: () => ({ text }) }));

const { EncodeThread } = await import("../src/parquet/thread/encode-thread.ts");
const { memorySink, transform } = await import("../src/index.ts");

afterAll(() => {
  vi.doUnmock(import("../src/parquet/thread/thread-code.ts"));
  vi.resetModules();
});

afterEach(() => vi.restoreAllMocks());

const dataset = apiLogs as unknown as Dataset;
const source = ndjson(logRows(4_000, 3));
const options = { sourceId: "s", rowGroupRows: 100, threads: 2 } as const;

/** A sink that fails with the so-manieth write of rows; a manifest may be the last that is missing of a run that is visible. */
function failingAt(inner: MemorySink, failing: number): Sink {
  let writes = 0;
  return {
    ...inner,
    async create(key, properties) {
      const pending = await inner.create(key, properties);
      const isOfRows = key.endsWith(".parquet");
      return {
        ...pending,
        write: (bytes) =>
          isOfRows && ++writes === failing
            ? Promise.reject(new Error("full"))
            : pending.write(bytes),
        publish: () => pending.publish(),
        discard: () => pending.discard(),
      };
    },
  };
}

const parquetOf = ({ objects }: MemorySink) =>
  [...objects].filter(([key]) => key.endsWith(".parquet"));

async function rightFiles() {
  const sink = memorySink();
  await transform(dataset, source, sink, { ...options, threads: 1 });
  return parquetOf(sink);
}

test.each(["as it comes", "all by the other thread"])(
  "a run that fails or is stopped leaves nothing, and the next one is right: %s",
  async (how) => {
    if (how !== "as it comes")
      vi.spyOn(EncodeThread.prototype, "takeBack").mockImplementation(leaveToThread);
    const right = await rightFiles();
    const ends = fc.record({ write: fc.nat(60), batch: fc.nat(4), isStopped: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(ends, async ({ write, batch, isStopped }) => {
        const sink = memorySink();
        const controller = new AbortController();
        let batches = 0;
        const run = transform(dataset, source, isStopped ? sink : failingAt(sink, write), {
          ...options,
          signal: controller.signal,
          onProgress() {
            if (isStopped && batches++ === batch) controller.abort(new Error("enough"));
          },
        });
        const outcome = await run.then(
          () => "done",
          (error: Error) => error.message,
        );
        expect(sink.objects.size > 0).toBe(outcome === "done");
        await transform(dataset, source, sink, options);
        expect(parquetOf(sink).map(([, bytes]) => bytes)).toEqual(right.map(([, bytes]) => bytes));
      }),
      { numRuns: 8 },
    );
  },
  600_000,
);

test("of fifty runs no thread is left, whether they succeed or fail", async () => {
  const ports = () => process.getActiveResourcesInfo().filter((kind) => kind === "MessagePort");
  const before = ports();
  const threads = await threadsOf(async () => {
    for (let run = 0; run < 50; run++) {
      const sink = run % 2 === 0 ? memorySink() : failingAt(memorySink(), 1 + run);
      await transform(dataset, source, sink, options).catch(() => undefined);
    }
  });
  expect(threads.map(({ threadId }) => threadId)).toEqual(Array.from({ length: 50 }, () => -1));
  expect(ports()).toEqual(before);
}, 600_000);
