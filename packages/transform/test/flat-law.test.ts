import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import type { Dataset } from "@cloudapi/core";
import { afterAll, expect, it, vi } from "vitest";
import { propertyRuns } from "../../../scripts/lib/property-runs.ts";
import type { TransformOptions } from "../src/index.ts";
import type { Sink } from "../src/sink/sink.ts";

/** Whether records may be taken by their bytes, how many were, and all that is said of each. */
const way = { isByBytes: true, taken: 0, records: [] as unknown[] };

/** Leaves every line to parser and checker. */
const LEAVER = {
  allocate: (bytes: number) => Buffer.allocUnsafeSlow(bytes),
  lines: 0,
  take: () => 0,
  taken: () => undefined,
};

// Files share their modules: what is mocked is loaded anew for this one, and once more for those that follow.
vi.resetModules();
vi.doMock(import("@cloudapi/records/internal"), async (original) => {
  const actual = await original();
  return {
    ...actual,
    flatReaders: (plan, _, kernel) => actual.flatReaders(plan, 0, kernel),
    async *checkedRecordsOf(what, dataset, source, options, readersOf) {
      for await (const batch of actual.checkedRecordsOf(
        what,
        dataset,
        source,
        options,
        way.isByBytes && readersOf ? readersOf : () => ({ taker: LEAVER, batchBytes: 262_144 }),
      )) {
        for (const record of actual.recordsInOrder(batch)) {
          if (record instanceof actual.FlatRecord) way.taken++;
          const { line, byteOffset, byteLength, raw, unknownFields } = record;
          const said = record.valid
            ? [Object.entries(record.value), record.eventTimeMs, record.truncatedTimestamps]
            : record.issues;
          way.records.push([line, byteOffset, byteLength, raw, unknownFields, said]);
        }
        yield batch;
      }
    },
  };
});

const { fileSource, memorySink, transform } = await import("../src/index.ts");
const { flatContract, flatFile, inPieces } = await import("./support/flat-files.ts");
const { KINDS } = await import("./support/flat-values.ts");
const { nestedKind } = await import("./support/nested-kinds.ts");
const { RandomChoice } = await import("./support/random-choice.ts");

afterAll(() => {
  vi.doUnmock(import("@cloudapi/records/internal"));
  vi.resetModules();
});

interface Case {
  readonly dataset: Dataset;
  readonly chunks: readonly Buffer[];
  readonly options: TransformOptions;
  /** After so many batches the run is stopped; at so many a write fails. */
  readonly abortAt: number;
  readonly failAt: number;
}

function caseOf(seed: number, isNested = false): Case {
  const random = new RandomChoice(seed);
  const { dataset, fields } = flatContract(random, isNested ? kindOf : undefined);
  const bytes = flatFile(random, fields);
  return {
    dataset,
    chunks: inPieces(random, random.chance(0.15) ? gzipSync(bytes) : bytes),
    options: {
      sourceId: "law",
      format: random.of(["auto", "json"]),
      bufferBytes: random.of([1, 700, 2_000, 8_192]),
      rowGroupRows: random.of([1, 7, 100_000, 100_000]),
      maxOpenPartitions: random.of([1, 2, 100]),
      maxFileBytes: random.of([1, 1_000_000, 1_000_000]),
      maxRecordBytes: random.of([10, 200, 16_777_216, 16_777_216]),
      maxDepth: random.of([1, 256]),
      maxRejections: random.of([0, 3, 1_000]),
      maxRejectedRatio: random.of([1, 1, 1, 0.3]),
      maxQuarantineBytes: random.of([100, 1_000_000]),
      maxObjects: random.of([2, 100_000, 100_000, 100_000]),
      dropNullColumns: random.chance(0.3) ? [random.of(fields).name] : [],
    },
    abortAt: random.chance(0.05) ? 1 + random.below(3) : -1,
    failAt: random.chance(0.05) ? 1 + random.below(10) : -1,
  };
}

/** Half of the fields have others inside. */
function kindOf(random: InstanceType<typeof RandomChoice>) {
  return random.chance(0.5) ? nestedKind(random) : random.of(KINDS);
}

async function* streamed(chunks: readonly Buffer[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

function failing(sink: Sink, failAt: number): Sink {
  let writes = 0;
  return {
    ...sink,
    async create(...given) {
      const pending = await sink.create(...given);
      const write = pending.write.bind(pending);
      pending.write = (...bytes) =>
        ++writes === failAt ? Promise.reject(new Error("the disk is full")) : write(...bytes);
      return pending;
    },
  };
}

/** Everything that a run says and leaves, but for how long it took, when that was, and its name. */
async function run(
  { dataset, chunks, options, abortAt, failAt }: Case,
  isByBytes: boolean,
  source: AsyncIterable<Uint8Array> = streamed(chunks),
) {
  way.isByBytes = isByBytes;
  way.records = [];
  const sink = memorySink();
  const progress: object[] = [];
  const aborting = new AbortController();
  const outcome = await transform(dataset, source, failing(sink, failAt), {
    ...options,
    signal: aborting.signal,
    onProgress(seen) {
      progress.push({ ...seen });
      if (progress.length === abortAt) aborting.abort(new Error("enough"));
    },
  }).then(
    (report) => ({ ...report, durationMs: 0 }),
    (error: unknown) => String(error),
  );
  const objects = new Map(
    [...sink.objects].map(([key, bytes]) => {
      const text = Buffer.from(bytes).toString("latin1");
      return [key, text.replace(/"(run|at)": "[-\w:.]+"/g, '"$1"')];
    }),
  );
  return { outcome, progress, objects, records: way.records };
}

it("a run whose rows are taken by their bytes says and leaves what one of the parser does", async () => {
  way.taken = 0;
  const different: number[] = [];
  const runs = propertyRuns(100);
  for (let seed = 1; seed <= runs; seed++) {
    const each = caseOf(seed);
    const [byBytes, byParser] = [await run(each, true), await run(each, false)];
    if (!isDeepStrictEqual(byBytes, byParser)) different.push(seed);
  }
  expect(different).toEqual([]);
  expect(way.taken).toBeGreaterThan(20 * runs);
}, 600_000);

it("the same is so of rows with values that have others inside", async () => {
  way.taken = 0;
  const different: number[] = [];
  const runs = propertyRuns(60);
  for (let seed = 1; seed <= runs; seed++) {
    const each = caseOf(seed, true);
    const [byBytes, byParser] = [await run(each, true), await run(each, false)];
    if (!isDeepStrictEqual(byBytes, byParser)) different.push(seed);
  }
  expect(different).toEqual([]);
  expect(way.taken).toBeGreaterThan(20 * runs);
}, 600_000);

const [FILE_BYTES, MOST_PARTS, LONGEST_PART] = [2_700_000, 400, 300_000] as const;

/** A file of more than its reader and its framer have in memory at a time, made of files like those above. */
function longCaseOf(seed: number): Case {
  const random = new RandomChoice(seed);
  const { dataset, fields } = flatContract(random);
  const chunks: Buffer[] = [];
  for (let bytes = 0; bytes < FILE_BYTES && chunks.length < MOST_PARTS; ) {
    const part = flatFile(random, fields).subarray(0, LONGEST_PART);
    bytes += part.length;
    chunks.push(part, Buffer.from("\n"));
  }
  const options = { sourceId: "law", format: "json", maxQuarantineBytes: 100_000_000 } as const;
  return { dataset, chunks, options, abortAt: -1, failAt: -1 };
}

it("a file that is read into the same memory again and again leaves what its bytes do by the parser", async () => {
  way.taken = 0;
  const different: number[] = [];
  const folder = await mkdtemp(join(tmpdir(), "flat-law-"));
  try {
    for (let seed = 1; seed <= propertyRuns(3); seed++) {
      const each = longCaseOf(seed);
      const path = join(folder, `${seed}.ndjson`);
      await writeFile(path, Buffer.concat(each.chunks));
      const byBytes = { ...(await run(each, true, fileSource(path))), progress: [] };
      const byParser = { ...(await run(each, false)), progress: [] };
      if (!isDeepStrictEqual(byBytes, byParser)) different.push(seed);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  expect(different).toEqual([]);
  expect(way.taken).toBeGreaterThan(5_000);
}, 600_000);
