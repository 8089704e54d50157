import type { FirstStream } from "./first-stream.ts";
import { type ByteRange, planDownload } from "./plan-download.ts";

const MIN_RANGE_BYTES = 8 * 1024 ** 2;
const MAX_RANGE_BYTES = 64 * 1024 ** 2;
/** Ranges per worker: fewer requests cost less, more of them share the work better. */
const RANGES_PER_WORKER = 4;

/** What is still to be fetched of an object, shared by those who fetch it. */
export interface RangeClaims {
  /** The ranges, each as it is claimed: first the one from the object's beginning, which its fetcher may go on from. */
  ranges(signal: AbortSignal): AsyncGenerator<ByteRange, void, undefined>;
  /** Whether one request brings all of it. */
  readonly isSingle: boolean;
  /** Claim the range that begins where another ends, if nobody has it. */
  claimNext(end: number): ByteRange | undefined;
}

/** What the ranges of an object depend on. */
export interface RangePlan {
  readonly sizeBytes: number;
  /** As the caller wants it. */
  readonly partSizeBytes: number | undefined;
  readonly concurrency: number;
  readonly firstStream: FirstStream;
}

/**
 * Plan the ranges of an object. The answer that told its size brings it from the beginning, and may go on for as long as
 * it meets nobody; the others start further behind, and come back for what it leaves. Unless the caller has decided on
 * parts, they start only if the first is not fast enough by itself.
 */
export function createRangeClaims(plan: RangePlan): RangeClaims {
  const { sizeBytes, partSizeBytes, concurrency, firstStream } = plan;
  const even = Math.ceil(sizeBytes / (concurrency * RANGES_PER_WORKER));
  const rangeBytes = partSizeBytes ?? Math.min(Math.max(even, MIN_RANGE_BYTES), MAX_RANGE_BYTES);
  const ranges = [...planDownload(sizeBytes, rangeBytes)];
  const behind = Math.max(1, Math.ceil(ranges.length / concurrency));
  const order = [...ranges.slice(behind), ...ranges.slice(1, behind).reverse()];
  const claimed = new Set<number>([0]);

  function claim(range: ByteRange | undefined): ByteRange | undefined {
    if (range === undefined || claimed.has(range.index)) return undefined;
    claimed.add(range.index);
    return range;
  }

  return {
    async *ranges(signal) {
      yield* ranges.slice(0, 1);
      if (partSizeBytes === undefined && order.length > 0) await firstStream.untilSlow(signal);
      for (const range of order) if (claim(range) !== undefined) yield range;
    },
    isSingle: ranges.length === 1,
    claimNext: (end) => claim(ranges[Math.ceil(end / rangeBytes)]),
  };
}
