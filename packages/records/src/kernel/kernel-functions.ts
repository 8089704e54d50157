import type { EncoderFunctions } from "./encoder-functions.ts";

/** What the kernel can do; sources are in `assembly/`. Addresses and lengths are in bytes. */
export interface KernelFunctions extends EncoderFunctions {
  /**
   * Take rows of CSV by their bytes, as far as these leave no doubt; what it works with is in `scan-layout.ts` and `csv-layout.ts`.
   *
   * @param state where its state is
   * @param csv where is what it knows of rows
   * @param start where the first row begins
   * @param isAnswered 1 to go on with the row of which something was asked
   * @returns why it ended
   */
  scanCsv(state: number, csv: number, start: number, isAnswered: number): number;
  /**
   * Take lines of JSON by their bytes, as far as these leave no doubt; what it works with is in `scan-layout.ts`.
   *
   * @param state where its state is
   * @param start where the first line begins
   * @param isAnswered 1 to go on with the record of which something was asked
   * @returns why it ended
   */
  scanLines(state: number, start: number, isAnswered: number): number;
  /**
   * Write the lines that are kept of rejected records; what it works with is in `fault-layout.ts`.
   *
   * @param faults where the state of faults is
   * @param place where the records are
   * @param from the first of them
   * @param to before which it ends at the latest
   * @returns of how many there is room for lines
   */
  writeRejected(faults: number, place: number, from: number, to: number): number;
   * Give rows places in a store, and put texts there that are not looked up; what it works with is in `store-layout.ts`.
   *
   * @param state where the store's state is
   * @param end the row before which it ends
   * @returns why it ended
   */
  putRows(state: number, end: number): number;
  /**
   * Put the codes of a column's texts in their places.
   *
   * @param from the first of the rows that were put
   * @returns the number of these rows, or the one that is left to JavaScript
   */
  fillTexts(state: number, column: number, from: number): number;
  /** Put the numbers of a column in their places. */
  fillNumbers(state: number, column: number): void;
  /** Gather a column's words out of slabs, and by row whether there is one; how many there are. */
  gatherWords: Gather;
  /** The same of numbers that have two words each. */
  gatherPairs: Gather;
  /** The same of texts; `LEAST` says whether words are places. */
  gatherTexts: Gather;
  /** Number codes anew in the order in which they come; how many texts these are, and where they begin and end. */
  numberCodes(
    codes: number,
    count: number,
    stamps: number,
    epoch: number,
    offsets: number,
    starts: number,
    ends: number,
  ): number;
  /** The addresses at which texts begin and end, of words that are codes or places in chunks. */
  placeTexts(
    words: number,
    count: number,
    chunks: number,
    bytes: number,
    offsets: number,
    starts: number,
    ends: number,
  ): void;
}

type Gather = (
  state: number,
  column: number,
  slabs: number,
  rows: number,
  words: number,
  present: number,
) => number;
