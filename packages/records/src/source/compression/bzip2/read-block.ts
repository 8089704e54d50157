import type { BitInput } from "./bit-input.ts";
import { MOST_CODE_BITS, PrefixCode } from "./prefix-code.ts";

const GROUP_SYMBOLS = 50;
/** More selectors than these belong to no symbol of the largest block. */
const MOST_SELECTORS = 18_002;
const [RUN_ONE, RUN_TWO] = [0, 1] as const;

/** A block's bytes in the order of the Burrows-Wheeler transform, with where the text begins. */
export interface SortedBlock {
  readonly crc: number;
  /** For each byte of the block: it, and above its eight bits where the next one is. */
  readonly links: Uint32Array;
  readonly length: number;
  readonly first: number;
}

/** Something in the block can't be. */
export class BlockFault extends Error {}

/**
 * Read a block behind its magic number.
 *
 * @param links room for the largest block of the file
 * @throws {BlockFault}
 * @throws {OutOfBits}
 */
export function readBlock(input: BitInput, links: Uint32Array): SortedBlock {
  const crc = readUint32(input);
  if (input.read(1) === 1) throw new BlockFault("randomised blocks are of versions before 0.9.5");
  const origin = input.read(24);
  const bytes = readUsedBytes(input);
  const codes = readCodes(input, bytes.length + 2);
  const length = readSymbols(input, codes, bytes, links);
  if (origin >= length) throw new BlockFault("the block begins behind its end");
  linkInOrder(links, length);
  return { crc, links, length, first: origin };
}

export function readUint32(input: BitInput): number {
  return ((input.read(16) << 16) | input.read(16)) >>> 0;
}

/** The bytes that occur, in order. */
function readUsedBytes(input: BitInput): Uint8Array {
  const used: number[] = [];
  const rows = input.read(16);
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue;
    const marks = input.read(16);
    for (let bit = 0; bit < 16; bit++)
      if (((marks >> (15 - bit)) & 1) === 1) used.push(row * 16 + bit);
  }
  if (used.length === 0) throw new BlockFault("no byte occurs in it");
  return Uint8Array.from(used);
}

/** The codes, and which of them each group of symbols uses. */
interface Codes {
  readonly codes: readonly PrefixCode[];
  readonly selectors: Uint8Array;
}

function readCodes(input: BitInput, symbols: number): Codes {
  const count = input.read(3);
  const selectorCount = input.read(15);
  if (count < 2 || count > 6 || selectorCount < 1) throw new BlockFault("it has no codes");
  const order = Array.from({ length: count }, (_, index) => index);
  const selectors = new Uint8Array(Math.min(selectorCount, MOST_SELECTORS));
  for (let index = 0; index < selectorCount; index++) {
    let place = 0;
    while (input.read(1) === 1)
      if (++place >= count) throw new BlockFault("a selector is too large");
    const [selector = 0] = order.splice(place, 1);
    order.unshift(selector);
    if (index < MOST_SELECTORS) selectors[index] = selector;
  }
  const codes = Array.from({ length: count }, () => new PrefixCode(readLengths(input, symbols)));
  return { codes, selectors };
}

function readLengths(input: BitInput, symbols: number): Uint8Array {
  const lengths = new Uint8Array(symbols);
  let length = input.read(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (;;) {
      if (length < 1 || length > MOST_CODE_BITS) throw new BlockFault("a code is too long");
      if (input.read(1) === 0) break;
      length += input.read(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  return lengths;
}

/** Undo the prefix codes, the runs and the moving to the front; gives how many bytes there are. */
function readSymbols(
  input: BitInput,
  { codes, selectors }: Codes,
  recent: Uint8Array,
  links: Uint32Array,
): number {
  const end = recent.length + 1;
  let length = 0;
  let run = 0;
  let runUnit = 1;
  for (let group = 0; group < selectors.length; group++) {
    const code = codes[selectors[group] as number] as PrefixCode;
    for (let left = GROUP_SYMBOLS; left > 0; left--) {
      const symbol = code.read(input);
      if (symbol < 0) throw new BlockFault("bits are no code");
      if (symbol === RUN_ONE || symbol === RUN_TWO) {
        run += symbol === RUN_ONE ? runUnit : 2 * runUnit;
        runUnit *= 2;
        if (length + run > links.length) throw new BlockFault("it is longer than it may be");
        continue;
      }
      if (run > 0) links.fill(recent[0] as number, length, length + run);
      length += run;
      [run, runUnit] = [0, 1];
      if (symbol === end) return length;
      if (length >= links.length) throw new BlockFault("it is longer than it may be");
      const byte = recent[symbol - 1] as number;
      for (let at = symbol - 1; at > 0; at--) recent[at] = recent[at - 1] as number;
      recent[0] = byte;
      links[length++] = byte;
    }
  }
  throw new BlockFault("it has no end");
}

/** Note beside each byte where the next one is: bytes that are equal follow each other in the same order in both sortings. */
function linkInOrder(links: Uint32Array, length: number): void {
  const starts = new Uint32Array(257);
  for (let at = 0; at < length; at++) {
    const next = (links[at] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
  }
  for (let byte = 1; byte <= 256; byte++)
    starts[byte] = (starts[byte] as number) + (starts[byte - 1] as number);
  for (let at = 0; at < length; at++) {
    const byte = (links[at] as number) & 0xff;
    const place = starts[byte] as number;
    starts[byte] = place + 1;
    links[place] = (links[place] as number) | (at << 8);
  }
}
