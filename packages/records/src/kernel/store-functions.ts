/** What the kernel does for a row store; what it works with is in `store-layout.ts`. */
export interface StoreFunctions {
  /**
   * Put the entries of rows into the buffers of a nested column's leaves, which are where `nested-layout.ts` says.
   *
   * @param column where it is
   * @param from the first row
   * @param to the one behind the last
   * @returns the row that is reached: one with an entry for which there is no room, or `to`
   */
  appendNested(column: number, from: number, to: number): number;
  /**
   * Note the numbers of the owners of rows by the hours of their times, as `HourOwners` has them.
   *
   * @param times milliseconds since 1970-01-01T00:00:00Z, by row
   * @param table of so many hours from the first one on
   * @returns the row that is reached: one of an hour that has no owner, or `to`
   */
  ownHours(
    times: number,
    from: number,
    to: number,
    table: number,
    firstHour: number,
    hours: number,
    owners: number,
  ): number;
  /**
   * Give rows places in a store, and put texts there that are not looked up.
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
  /**
   * Gather so many columns out of slabs, and by row whether there is a value, as `GATHER_…` says of each.
   *
   * @param slabs where the places of the slabs are
   * @param columns where it says so
   */
  gatherColumns(state: number, slabs: number, rows: number, columns: number, count: number): void;
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
