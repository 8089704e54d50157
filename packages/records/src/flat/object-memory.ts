import type { Kernel } from "../kernel/kernel.ts";
import type { FlatMemory } from "./flat-rows.ts";

const WORD_BYTES = 4;

/** Bytes in the kernel's memory; what is in them may be anything. */
export function bufferIn(kernel: Kernel, bytes: number): Buffer {
  const { buffer, byteOffset } = kernel.bytesAt(kernel.allocate(bytes, "anything"), bytes);
  return Buffer.from(buffer, byteOffset, bytes);
}

/** Room for so many rows in the kernel's memory; every value is written before it is read. */
export function memoryIn(kernel: Kernel, width: number, rows: number): FlatMemory {
  const cells = rows * width;
  const place = (words: number) => kernel.allocate(words * WORD_BYTES, "anything");
  const [starts, ends, hashes] = [place(cells), place(cells), place(cells)];
  const [recordStarts, recordEnds] = [place(rows), place(rows)];
  const [numbers, eventTimes] = [place(2 * cells), place(2 * rows)];
  const { buffer } = kernel;
  return {
    starts: new Int32Array(buffer, starts, cells),
    ends: new Int32Array(buffer, ends, cells),
    hashes: new Int32Array(buffer, hashes, cells),
    numbers: new Float64Array(buffer, numbers, cells),
    recordStarts: new Int32Array(buffer, recordStarts, rows),
    recordEnds: new Int32Array(buffer, recordEnds, rows),
    eventTimes: new Float64Array(buffer, eventTimes, rows),
    unknownBits: new Int32Array(0),
    entries: new Int32Array(0),
  };
}
