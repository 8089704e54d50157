import { NO_TEXT } from "../kernel/store-layout.ts";

/** A column that is gathered from rows, one slab of a few rows after the other. */
export interface Gathering {
  /** Words of the rows that have a value, and by row whether it has one. */
  readonly gathered: Int32Array;
  readonly present: Uint8Array;
  readonly rowWords: number;
  /** Of a row the word with the bit that says whether there is a number, less than 0 where all are, and the bit. */
  readonly maskAt: number;
  readonly maskBit: number;
  /** How many words there are so far. */
  count: number;
  /** The least word of texts. */
  least: number;
}

/** Gather numbers of one word of rows from one to before another, of which the first begins at a word of a block, and the number at another. */
export function gatherWords(
  gathering: Gathering,
  words: Int32Array,
  { first, at, row, end }: SlabRows,
): void {
  const { gathered, present, rowWords, maskAt, maskBit } = gathering;
  let { count } = gathering;
  let place = first;
  // Of values that are all there it is not asked which are.
  if (maskAt < 0) {
    for (let i = row; i < end; i++, place += rowWords)
      gathered[count++] = words[place + at] as number;
  } else {
    for (let i = row; i < end; i++, place += rowWords) {
      const isPresent = ((words[place + maskAt] as number) & maskBit) !== 0;
      present[i] = isPresent ? 1 : 0;
      if (isPresent) gathered[count++] = words[place + at] as number;
    }
  }
  gathering.count = count;
}

/** The same of numbers that have two words each. */
export function gatherPairs(
  gathering: Gathering,
  words: Int32Array,
  { first, at, row, end }: SlabRows,
): void {
  const { gathered, present, rowWords, maskAt, maskBit } = gathering;
  let { count } = gathering;
  let place = first;
  for (let i = row; i < end; i++, place += rowWords) {
    if (maskAt >= 0) {
      const isPresent = ((words[place + maskAt] as number) & maskBit) !== 0;
      present[i] = isPresent ? 1 : 0;
      if (!isPresent) continue;
    }
    gathered[count] = words[place + at] as number;
    gathered[count + 1] = words[place + at + 1] as number;
    count += 2;
  }
  gathering.count = count;
}

/** The same of texts: the words say where they are. */
export function gatherTexts(
  gathering: Gathering,
  words: Int32Array,
  { first, at, row, end }: SlabRows,
): void {
  const { gathered, present, rowWords } = gathering;
  let { count, least } = gathering;
  let place = first + at;
  for (let i = row; i < end; i++, place += rowWords) {
    const word = words[place] as number;
    present[i] = word === NO_TEXT ? 0 : 1;
    if (word === NO_TEXT) continue;
    gathered[count++] = word;
    if (word < least) least = word;
  }
  gathering.count = count;
  gathering.least = least;
}

/** Rows of a slab. */
export interface SlabRows {
  /** The word of its block at which the slab begins. */
  readonly first: number;
  /** Of a row the word that is gathered. */
  readonly at: number;
  /** The first of the rows, by its number in the column, and the one behind the last. */
  readonly row: number;
  readonly end: number;
}
