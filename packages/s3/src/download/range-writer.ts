import type { RunningCrc } from "../checksum/crc.ts";
import type { ProgressCounter } from "../internal/progress.ts";
import type { TargetFile } from "./target-file.ts";

const WRITE_BYTES = 1024 ** 2;
const MAX_WRITES = 2;

/** Where the bytes of a range go. */
export interface RangeTarget {
  readonly file: TargetFile;
  readonly progress: ProgressCounter;
  readonly crc: RunningCrc | undefined;
}

/** Writes bytes that come in order to a place in a file. */
export interface RangeWriter {
  /** The place of the next byte. */
  position(): number;
  /** Take a chunk; a promise means that enough is being written already. */
  add(chunk: Uint8Array): Promise<void> | undefined;
  /** Write what is left, and wait until all of it is written. */
  flush(): Promise<void>;
}

/**
 * Copy chunks together into buffers that are used again and again, two of which may be on their way to the disk while the
 * next is filled and checksummed. Chunks that were kept until they are written would grow old, and collecting them costs
 * more than copying.
 *
 * @param range the bytes that are expected; more may follow
 */
export function createRangeWriter(
  { file, progress, crc }: RangeTarget,
  range: { readonly start: number; readonly end: number },
): RangeWriter {
  const bufferBytes = Math.min(WRITE_BYTES, Math.max(range.end - range.start, 1));
  const free: Buffer[] = [];
  const writes = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let written = range.start;
  let buffer: Buffer | undefined;
  let filled = 0;

  function write(full: Buffer, sizeBytes: number): void {
    const bytes = full.subarray(0, sizeBytes);
    const writing = file
      .write(bytes, written)
      .then(() => progress.add(sizeBytes))
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        free.push(full);
        writes.delete(writing);
      });
    writes.add(writing);
    written += sizeBytes;
    buffer = undefined;
    filled = 0;
    crc?.update(bytes);
  }

  async function room(most: number): Promise<void> {
    while (writes.size > most) await Promise.race(writes);
    if (failure !== undefined) throw failure.error;
  }

  return {
    position: () => written + filled,
    add(chunk) {
      for (let at = 0; at < chunk.length; ) {
        buffer ??= free.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
        const taken = Math.min(buffer.length - filled, chunk.length - at);
        buffer.set(chunk.subarray(at, at + taken), filled);
        at += taken;
        filled += taken;
        if (filled === buffer.length) write(buffer, filled);
      }
      return writes.size < MAX_WRITES ? undefined : room(MAX_WRITES - 1);
    },
    async flush() {
      if (buffer !== undefined) write(buffer, filled);
      await room(0);
    },
  };
}
