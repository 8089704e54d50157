import { type Cursor, readByte, readVarint32, readZigZag, skipBytes } from "./cursor.ts";

const MOST_BLOCK = 65_536;

interface Blocks {
  readonly miniblocks: number;
  readonly perMiniblock: number;
}

/** Go past the numbers of a page that are kept as differences. */
export function skipDeltas(cursor: Cursor, count: number): void {
  forDeltas(cursor, count, ({ values, width }) => {
    if (width > 64) throw new RangeError(`differences of ${width} bits`);
    skipBytes(cursor, (values * width) / 8);
  });
}

/** Lengths that are kept as differences; none is below 0. */
export function readLengths(cursor: Cursor, count: number): Int32Array {
  const lengths = new Int32Array(count);
  let at = 1;
  const first = forDeltas(cursor, count, ({ values, width, least, first: start }) => {
    if (width > 32) throw new RangeError(`differences of ${width} bits`);
    if (at === 1) lengths[0] = start;
    const from = cursor.at;
    skipBytes(cursor, (values * width) / 8);
    let [held, bits, next] = [0, 0, from];
    for (let done = 0; done < values && at < count; done++) {
      for (; bits < width; bits += 8) held += (cursor.bytes[next++] as number) * 2 ** bits;
      const value = held % 2 ** width;
      held = (held - value) / 2 ** width;
      bits -= width;
      lengths[at] = ((lengths[at - 1] as number) + least + value) | 0;
      at++;
    }
  });
  if (count > 0) lengths[0] = first;
  if (lengths.some((length) => length < 0)) throw new RangeError("a length below 0");
  return lengths;
}

interface Miniblock {
  readonly values: number;
  readonly width: number;
  readonly least: number;
  readonly first: number;
}

/** @returns the first value */
function forDeltas(cursor: Cursor, count: number, each: (block: Miniblock) => void): number {
  const { miniblocks, perMiniblock } = readBlocks(cursor, count);
  const first = readZigZag(cursor);
  for (let done = 1; done < count; ) {
    const least = readZigZag(cursor);
    const widths = cursor.at;
    skipBytes(cursor, miniblocks);
    for (let at = 0; at < miniblocks && done < count; at++) {
      const width = cursor.bytes[widths + at] as number;
      each({ values: perMiniblock, width, least, first });
      done += perMiniblock;
    }
  }
  return first;
}

function readBlocks(cursor: Cursor, count: number): Blocks {
  const size = readVarint32(cursor);
  const miniblocks = readVarint32(cursor);
  const total = readVarint32(cursor);
  const perMiniblock = size / miniblocks;
  if (!(size > 0 && size <= MOST_BLOCK && perMiniblock >= 8 && perMiniblock % 8 === 0))
    throw new RangeError(`blocks of ${size} differences in ${miniblocks} parts`);
  if (total !== count) throw new RangeError(`${total} differences for ${count} values`);
  return { miniblocks, perMiniblock };
}

/** The first byte of a page of indexes: how many bits each has. */
export function readWidth(cursor: Cursor): number {
  const width = readByte(cursor);
  if (width > 32) throw new RangeError(`indexes of ${width} bits`);
  return width;
}
