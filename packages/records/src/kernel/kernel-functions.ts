import type { EncoderFunctions } from "./encoder-functions.ts";
import type { StoreFunctions } from "./store-functions.ts";

/** What the kernel can do; sources are in `assembly/`. Addresses and lengths are in bytes. */
export interface KernelFunctions extends EncoderFunctions, StoreFunctions {
  /** Make so many bytes from a place on zeros. */
  clear(start: number, length: number): void;
  /** Write 4,096 bytes by which texts are escaped 8 bytes at a time. */
  writeShapes(shapes: number): void;
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
   * Look at the texts of a column: whether they fit, or what instant they are; what it works with is in `scan-layout.ts`.
   *
   * @param state where its state is
   * @param key where is what the column asks
   * @param from the first row
   * @param to the one behind the last
   * @returns the row that is reached: one of which only others can tell, or `to`
   */
  takeTexts(state: number, key: number, from: number, to: number): number;
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
}
