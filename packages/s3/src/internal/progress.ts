import type { TransferProgress } from "./options.ts";

/** Counts transferred bytes and tells the caller. */
export interface ProgressCounter {
  add(bytes: number): void;
}

/** Start counting at 0, which the caller hears at once. */
export function startProgress(
  totalBytes: number,
  onProgress: ((progress: TransferProgress) => void) | undefined,
): ProgressCounter {
  let transferredBytes = 0;
  onProgress?.({ transferredBytes, totalBytes });
  return {
    add(bytes) {
      transferredBytes += bytes;
      onProgress?.({ transferredBytes, totalBytes });
    },
  };
}
