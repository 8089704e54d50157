import type { Kernel } from "../kernel/kernel.ts";
import type { FlatMemory } from "./flat-rows.ts";

/** Bytes of a place for texts that are not the bytes of their lines. */
export const SIDE_BYTES = 393_216;

/** Take memory for so many rows of so many values, and for their texts that are not the bytes of their lines. */
export function allocateRows(kernel: Kernel, capacity: number, cells: number) {
  const words = Int32Array.BYTES_PER_ELEMENT;
  const allocate = (bytes: number) => kernel.allocate(bytes, "anything");
  return {
    starts: allocate(cells * words),
    ends: allocate(cells * words),
    hashes: allocate(cells * words),
    numbers: allocate(cells * 2 * words),
    recordStarts: allocate(capacity * words),
    unknownBits: allocate(capacity * words),
    recordEnds: allocate(capacity * words),
    eventTimes: allocate(capacity * 2 * words),
    side: allocate(SIDE_BYTES),
  };
}

/** The same as arrays, but for their entries. */
export function viewRows(
  buffer: ArrayBuffer,
  at: ReturnType<typeof allocateRows>,
  capacity: number,
  cells: number,
): Omit<FlatMemory, "entries"> {
  return {
    starts: new Int32Array(buffer, at.starts, cells),
    ends: new Int32Array(buffer, at.ends, cells),
    hashes: new Int32Array(buffer, at.hashes, cells),
    numbers: new Float64Array(buffer, at.numbers, cells),
    recordStarts: new Int32Array(buffer, at.recordStarts, capacity),
    unknownBits: new Int32Array(buffer, at.unknownBits, capacity),
    recordEnds: new Int32Array(buffer, at.recordEnds, capacity),
    eventTimes: new Float64Array(buffer, at.eventTimes, capacity),
  };
}
