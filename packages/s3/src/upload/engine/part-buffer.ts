const FIRST_BYTES = 64 * 1024;

/** Gathers chunks into one part. */
export interface PartBuffer {
  sizeBytes(): number;
  /** Copy the beginning of a chunk, as far as the part has room; gives the rest. */
  add(chunk: Uint8Array, partSizeBytes: number): Uint8Array;
  /** The part; a new one begins. */
  take(): Buffer;
}

/** It copies, so that a caller may use its arrays again; twice the room each time, so that small objects take little. */
export function createPartBuffer(): PartBuffer {
  let bytes = Buffer.alloc(0);
  let filled = 0;
  return {
    sizeBytes: () => filled,
    add(chunk, partSizeBytes) {
      const end = Math.min(filled + chunk.length, Math.max(filled, partSizeBytes));
      if (end > bytes.length) {
        const room = Math.max(end, FIRST_BYTES, 2 * bytes.length);
        const larger = Buffer.allocUnsafeSlow(Math.min(room, partSizeBytes));
        larger.set(bytes.subarray(0, filled));
        bytes = larger;
      }
      const taken = end - filled;
      bytes.set(chunk.subarray(0, taken), filled);
      filled = end;
      return chunk.subarray(taken);
    },
    take() {
      const part = bytes.subarray(0, filled);
      bytes = Buffer.alloc(0);
      filled = 0;
      return part;
    },
  };
}
