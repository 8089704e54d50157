import { type Cursor, readByte, readVarint32, skipBytes } from "./cursor.ts";

export interface Hybrid {
  readonly width: number;
  readonly count: number;
  /** No value is higher. */
  readonly most: number;
}

/**
 * Go through values that are runs of one value or packed by bits.
 *
 * @returns how many of them are the highest one
 * @throws {RangeError} when a run has more values than there are, or a value is too high
 */
export function checkHybrid(cursor: Cursor, { width, count, most }: Hybrid): number {
  let atMost = 0;
  for (let seen = 0; seen < count; ) {
    const header = readVarint32(cursor);
    const run = header >>> 1;
    const rest = count - seen;
    if ((header & 1) === 1) {
      // The last eight may be filled up, and what fills them left out.
      const taken = Math.min(run * 8, rest);
      const room = cursor.end - cursor.at;
      if (run * 8 >= rest + 8 && (width === 0 || run * width > room)) throw tooMany(run * 8, rest);
      const after = cursor.at + Math.min(run * width, room);
      atMost += checkPacked(cursor, { width, count: taken, most });
      cursor.at = after;
      seen += taken;
    } else {
      if (run > rest) throw tooMany(run, rest);
      const value = readFixed(cursor, (width + 7) >> 3);
      if (value > most) throw tooHigh(value, most);
      if (value === most) atMost += run;
      seen += run;
    }
  }
  return atMost;
}

function readFixed(cursor: Cursor, bytes: number): number {
  let value = 0;
  for (let at = 0; at < bytes; at++) value += readByte(cursor) * 2 ** (8 * at);
  return value;
}

function checkPacked(cursor: Cursor, { width, count, most }: Hybrid): number {
  const start = cursor.at;
  skipBytes(cursor, Math.ceil((count * width) / 8));
  const mask = 2 ** width;
  let atMost = 0;
  let [held, bits] = [0, 0];
  for (let at = start, done = 0; done < count; done++) {
    for (; bits < width; bits += 8) held += (cursor.bytes[at++] as number) * 2 ** bits;
    const value = held % mask;
    held = (held - value) / mask;
    bits -= width;
    if (value > most) throw tooHigh(value, most);
    if (value === most) atMost++;
  }
  return atMost;
}

function tooMany(run: number, rest: number): RangeError {
  return new RangeError(`a run of ${run} values where ${rest} are left`);
}

function tooHigh(value: number, most: number): RangeError {
  return new RangeError(`the level or index ${value}, where ${most} is the highest`);
}
