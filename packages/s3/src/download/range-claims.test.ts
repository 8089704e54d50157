import fc from "fast-check";
import { expect, test } from "vitest";
import { propertyRuns } from "../../../../scripts/lib/property-runs.ts";
import { createFirstStream } from "./first-stream.ts";
import { createRangeClaims } from "./range-claims.ts";

const MIB = 1024 ** 2;
const { signal } = new AbortController();

test("the ranges and what the first goes on with are the whole object, each byte once", async () => {
  const sizes = fc.record({
    sizeBytes: fc.integer({ min: 1, max: 5_000 }),
    partSizeBytes: fc.integer({ min: 1, max: 700 }),
    concurrency: fc.integer({ min: 1, max: 6 }),
    goesOnEvery: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ goesOnEvery, ...plan }) => {
      const claims = createRangeClaims({ ...plan, firstStream: createFirstStream() });
      const taken: { start: number; end: number }[] = [];
      let end = 0;
      let turn = 0;
      for await (const range of claims.ranges(signal)) {
        if (range.start === 0) end = range.end;
        else taken.push(range);
        if (turn++ % goesOnEvery === 0) end = claims.claimNext(end)?.end ?? end;
      }
      taken.push({ start: 0, end });
      taken.sort((a, b) => a.start - b.start);
      expect(taken.map(({ start }) => start)).toEqual([0, ...taken.slice(0, -1).map((r) => r.end)]);
      expect(taken.at(-1)?.end).toBe(plan.sizeBytes);
    }),
    { numRuns: propertyRuns(200) },
  );
});

test("ranges are of 8 to 64 MiB, some for each connection; an object of one range is one request", async () => {
  async function lengths(sizeBytes: number) {
    const firstStream = createFirstStream();
    firstStream.end();
    const plan = { sizeBytes, partSizeBytes: undefined, concurrency: 4, firstStream };
    const found: number[] = [];
    for await (const { start, end } of createRangeClaims(plan).ranges(signal))
      found.push(end - start);
    return found;
  }
  expect(await lengths(8 * MIB)).toEqual([8 * MIB]);
  expect(await lengths(16 * MIB)).toEqual([8 * MIB, 8 * MIB]);
  expect(await lengths(256 * MIB)).toEqual(Array.from({ length: 16 }, () => 16 * MIB));
  expect((await lengths(4096 * MIB))[0]).toBe(64 * MIB);
});

test("a first connection that is fast enough is left alone; a slow one is helped", async () => {
  async function requests(bytesPerMs: number) {
    const firstStream = createFirstStream();
    const sizeBytes = 64 * MIB;
    const plan = { sizeBytes, partSizeBytes: undefined, concurrency: 2, firstStream };
    const claims = createRangeClaims(plan);
    const ranges = claims.ranges(signal);
    let end = (await ranges.next()).value?.end ?? 0;
    const started = performance.now();
    let received = 0;
    const timer = setInterval(() => {
      const due = Math.min(sizeBytes, (performance.now() - started) * bytesPerMs);
      firstStream.add(due - received);
      received = due;
      while (received >= end) {
        const next = claims.claimNext(end);
        if (next === undefined) break;
        end = next.end;
      }
      if (received >= end) firstStream.end();
    }, 2);
    let count = 0;
    for await (const _range of ranges) count++;
    clearInterval(timer);
    return count;
  }
  expect(await requests(MIB)).toBe(0);
  expect(await requests(1_000)).toBeGreaterThan(0);
});
