import { isDeepStrictEqual } from "node:util";
import { apiLogs, type Dataset } from "@cloudapi/core";
import { type Kernel, type LentRows, openKernel } from "@cloudapi/records/internal";
import fc from "fast-check";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TransformOptions } from "../src/index.ts";
import type { ThreadCode } from "../src/parquet/thread/thread-code.ts";
import { IS_TAKEN, wordOf } from "../src/parquet/thread/thread-protocol.ts";
import { leaveToThread, threadsOf, threadText } from "./support/encode-thread.ts";
import { fuzzInputs } from "./support/fuzz-inputs.ts";
import { logRows, ndjson } from "./support/logs.ts";

/** What another thread is started with; `file` is what is there without a package. */
const code: { now: ThreadCode | undefined | "file" } = { now: undefined };

// Files share their modules: what is mocked is loaded anew for this one, and once more for those that follow.
vi.resetModules();
vi.doMock(import("../src/parquet/thread/thread-code.ts"), async (original) => {
  const { threadCode } = await original();
  return { threadCode: () => (code.now === "file" ? threadCode() : code.now) };
});

const { EncodeThread } = await import("../src/parquet/thread/encode-thread.ts");
const { memorySink, transform } = await import("../src/index.ts");

afterAll(() => {
  vi.doUnmock(import("../src/parquet/thread/thread-code.ts"));
  vi.resetModules();
});

beforeEach(async () => {
  code.now = { text: await threadText };
});

afterEach(() => vi.restoreAllMocks());

/** Has the other thread do all that it is given. */
function leaveAll(): { readonly results: () => number } {
  vi.spyOn(EncodeThread.prototype, "takeBack").mockImplementation(leaveToThread);
  const results = vi.spyOn(EncodeThread.prototype, "result");
  const isThere = (each: { value: unknown }) => each.value !== undefined;
  return { results: () => results.mock.results.filter(isThere).length };
}

/** All that a run says and leaves, but for when it was. */
async function outcomeOf(dataset: Dataset, source: string | Buffer, options: TransformOptions) {
  const sink = memorySink();
  const run = await transform(dataset, source, sink, { sourceId: "threads", ...options }).then(
    (report) => ({ ...report, durationMs: 0 }),
    (error: Error) => error.message,
  );
  const objects = [...sink.objects].map(([key, bytes]) => [
    key,
    Buffer.from(bytes)
      .toString("latin1")
      .replace(/"(run|at)": "[-\w:.]+"/g, '"$1"'),
  ]);
  return { run, objects };
}

const limits = fc.record(
  {
    rowGroupRows: fc.integer({ min: 1, max: 3_000 }),
    bufferBytes: fc.integer({ min: 0, max: 300_000 }),
    maxOpenPartitions: fc.integer({ min: 1, max: 9 }),
    maxFileBytes: fc.integer({ min: 1, max: 200_000 }),
    compression: fc.constantFrom("snappy", "zstd"),
  },
  { requiredKeys: [] },
);

const inputs = fuzzInputs(5_252);
/** Of all runs, however often other properties are tried: each starts a thread. */
const RUNS = 8;

test.each(["as it comes", "all by the other thread"])(
  "two threads leave what one leaves, whatever the contract, the format and the limits: %s",
  async (how) => {
    const { results } = how === "as it comes" ? { results: () => 1 } : leaveAll();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...inputs), limits, async (input, options) => {
        const { dataset, format } = input;
        // A row group each costs what it costs, whatever the threads.
        const bytes = input.bytes.subarray(0, (options.rowGroupRows ?? 99) < 99 ? 40_000 : 400_000);
        const all = { ...options, format, maxObjects: 1_000_000, threads: 1 } as const;
        const one = await outcomeOf(dataset, bytes, all);
        const two = await outcomeOf(dataset, bytes, { ...all, threads: 2 });
        expect(isDeepStrictEqual(two, one)).toBe(true);
      }),
      { numRuns: RUNS },
    );
    expect(results()).toBeGreaterThan(0);
  },
  600_000,
);

const source = ndjson(logRows(4_000, 3));
const small = { rowGroupRows: 100, threads: 2 } as const;
const dataset = apiLogs as unknown as Dataset;
const single = { ...small, threads: 1 } as const;

test("the file that is there without a package is a thread's code, too", async () => {
  code.now = "file";
  const { results } = leaveAll();
  const one = await outcomeOf(dataset, source, single);
  expect(await outcomeOf(dataset, source, small)).toEqual(one);
  expect(results()).toBeGreaterThan(0);
}, 60_000);

test("the processor that a process has alone starts no other thread, nor do few rows", async () => {
  const outcome = (options: TransformOptions) => () => outcomeOf(dataset, source, options);
  expect(await threadsOf(outcome({ ...small, threads: 1 }))).toHaveLength(0);
  expect(await threadsOf(outcome({ ...small, threads: "auto" }))).toHaveLength(0);
  expect(await threadsOf(outcome(small))).toHaveLength(1);
  await expect(transform(dataset, source, memorySink(), { threads: 3 as never })).rejects.toThrow(
    'transform: threads must be 1, 2 or "auto", not 3.',
  );
});

const before = (script: string) => async () => ({ text: `${script};${await threadText}` });
const nth = (n: number, what: string) =>
  `{ let n = 0; const take = Atomics.compareExchange; Atomics.compareExchange = (...all) => { const was = take(...all); if (++n === ${n}) { ${what} } return was; }; }`;

test.each([
  ["is not found", async () => undefined],
  ["is no script", async () => ({ text: "this is no script" })],
  ["throws at once", async () => ({ text: 'throw new Error("broken")' })],
  ["ends at once", async () => ({ text: "process.exit(3)" })],
  ["does nothing", async () => ({ text: "setInterval(() => undefined, 1000)" })],
])(
  "a thread whose code %s changes nothing",
  async (_, codeOf) => {
    code.now = await codeOf();
    const one = await outcomeOf(dataset, source, single);
    expect(await outcomeOf(dataset, source, small)).toEqual(one);
  },
  60_000,
);

test.each([
  ["ends with the first row group", before(nth(1, "process.exit(1)"))],
  ["throws with the fifth row group", before(nth(5, 'throw new Error("broken")'))],
  [
    "has no memory of its own",
    before('WebAssembly.Memory.prototype.grow = () => { throw new RangeError("none") }'),
  ],
  [
    "fails with every other row group",
    before(
      '{ let n = 0; const slice = Uint8Array.prototype.slice; Uint8Array.prototype.slice = function (...all) { if (n++ % 2) throw new Error("broken"); return slice.apply(this, all); }; }',
    ),
  ],
])(
  "a thread that %s changes nothing",
  async (_, codeOf) => {
    code.now = await codeOf();
    const one = await outcomeOf(dataset, source, single);
    expect(await outcomeOf(dataset, source, small)).toEqual(one);
    leaveAll();
    expect(await outcomeOf(dataset, source, small)).toEqual(one);
  },
  60_000,
);

test("a thread that is given up does not go on", async () => {
  code.now = {
    text: `const { parentPort, workerData } = require("node:worker_threads");
      parentPort.on("message", ({ job, slot }) => {
        Atomics.store(workerData.words, slot, (job << 2) | 1);
        for (;;);
      });`,
  };
  const kernel = openKernel() as Kernel;
  const allocate = vi.spyOn(kernel, "allocate");
  const plan = { compression: "snappy", leaves: [] } as const;
  const [worker] = await threadsOf(async () => {
    const start = { kernel, plan, columns: [], eventTime: undefined };
    const thread = EncodeThread.start(start) as NonNullable<ReturnType<typeof EncodeThread.start>>;
    const given = thread.give({} as LentRows, true);
    const address = allocate.mock.results[0]?.value as number;
    const word = new Int32Array(kernel.buffer, address + given.slot * 4, 1);
    await vi.waitUntil(() => Atomics.load(word, 0) === wordOf(given.job, IS_TAKEN), 20_000);
    vi.spyOn(Atomics, "wait").mockReturnValue("timed-out");
    expect(thread.result(given)).toBe(undefined);
    expect(thread.isThere).toBe(false);
  });
  await vi.waitUntil(() => worker?.threadId === -1, 20_000);
}, 60_000);
