import { performance } from "node:perf_hooks";
import { sleep } from "@cloudapi/core/internal";

/**
 * From this rate on more connections bring nothing: one of them keeps this process busy already. A connection to S3 itself
 * brings less, and several bring more.
 */
const FAST_BYTES_PER_MS = (100 * 1024 ** 2) / 1000;
const LOOK_EVERY_MS = 50;
/** A process that is busy for more of its time than this has none for more connections, however slow the first one is. */
const BUSY_SHARE = 0.5;

/** The connection that brings an object from its beginning. */
export interface FirstStream {
  add(sizeBytes: number): void;
  /** It ended, or broke. */
  end(): void;
  /** Wait until it is slow enough that others help, or at its end. */
  untilSlow(signal: AbortSignal): Promise<void>;
}

export function createFirstStream(): FirstStream {
  let received = 0;
  let hasEnded = false;
  const ended = Promise.withResolvers<void>();
  return {
    add(sizeBytes) {
      received += sizeBytes;
    },
    end() {
      hasEnded = true;
      ended.resolve();
    },
    async untilSlow(signal) {
      while (!hasEnded) {
        const [before, start] = [received, performance.now()];
        const busy = performance.eventLoopUtilization();
        await Promise.race([sleep(LOOK_EVERY_MS, signal), ended.promise]);
        const isSlow = received - before < FAST_BYTES_PER_MS * (performance.now() - start);
        if (isSlow && performance.eventLoopUtilization(busy).utilization < BUSY_SHARE) return;
      }
    },
  };
}
