/**
 * What the kernel can do for an encoder of columns. Addresses and lengths are in bytes; `texts`, `bounds` and `kind` are those of
 * `encode-layout.ts`. Up to 15 bytes past what is read and written are touched.
 */
export interface EncoderFunctions {
  /**
   * Compress to raw Snappy.
   *
   * @param head where values of one kind begin
   * @param kind what they are, of `encode-layout.ts`; values of eight bytes go on to the end
   * @param places 32,768 bytes to work with
   * @param output room for `32 + length + length / 6` bytes
   * @returns the bytes of the result
   */
  compressSnappy(
    input: number,
    length: number,
    head: number,
    kind: number,
    places: number,
    output: number,
  ): number;
  /**
   * Find the bounds of numbers, of which there is one at least.
   *
   * @returns how many are not a number
   */
  boundsOfNumbers(kind: number, values: number, count: number, bounds: number): number;
  /** Find the numbers of the least and the greatest of so many texts; there is one at least. */
  boundsOfTexts(texts: number, count: number, bounds: number): void;
  /**
   * Find the same of the different texts that `numberTexts` looked up by so many keys, as numbers among these.
   *
   * @param keys where those are of the first text and on, the second of `numberTexts`
   * @returns the bytes of the texts
   */
  boundsOfKeys(keys: number, count: number, bounds: number): number;
  /**
   * Write the same texts, each with its length before it.
   *
   * @returns where the output goes on
   */
  writeKeys(keys: number, count: number, output: number): number;
  /** Bytes of some texts, or of those of some codes where `codes` is not 0. */
  bytesOfTexts(texts: number, codes: number, start: number, end: number): number;
  /** The first text behind a page that begins with `start`, or `last`: a page ends when it has `most` bytes. */
  endOfTexts(
    texts: number,
    codes: number,
    start: number,
    last: number,
    most: number,
    prefixBytes: number,
  ): number;
  /**
   * Write texts, each with its length before it where `prefixBytes` is 4 and not 0.
   *
   * @returns where the output goes on
   */
  writeTexts(
    texts: number,
    codes: number,
    start: number,
    end: number,
    prefixBytes: number,
    output: number,
  ): number;
  /**
   * Write codes of four bytes, or of one, as runs and groups of bits (RLE/Bit-Packing Hybrid).
   *
   * @param output room for `(count / 8 + 1) * (bitWidth + 10)` bytes
   * @returns where the output goes on
   */
  writeCodes(
    codes: number,
    codeBytes: number,
    count: number,
    bitWidth: number,
    output: number,
  ): number;
  /** Copy bytes, which JavaScript does word by word, or byte by byte, in memory that is shared. */
  copyBytes(to: number, from: number, length: number): void;
  /** Write whole numbers in doubles as 64-bit integers. */
  writeInt64s(values: number, count: number, output: number): void;
  /** Write milliseconds in doubles as microseconds in 64-bit integers. */
  writeMicros(values: number, count: number, output: number): void;
  /** Write booleans in bytes as bits. */
  writeBits(values: number, count: number, output: number): void;
  /**
   * Number every so-manieth value in the order in which different ones come.
   *
   * @param width bytes of a value, four or eight
   * @param table `4 * (mask + 1)` bytes to work with, of a power of two of slots of which half are never taken
   * @returns how many are different, or -1 if they are more than the limit
   */
  numberValues(
    values: number,
    count: number,
    width: number,
    step: number,
    limit: number,
    table: number,
    mask: number,
    distinct: number,
    codes: number,
  ): number;
  /**
   * Number every so-manieth text in the order in which different ones come.
   *
   * @param limit at most 262,143
   * @param table `4 * (mask + 1) + LOOKS_BYTES` bytes to work with, of a power of two of slots of which a third are never taken, and
   *   `TEXT_KEY_BYTES` more for each text that may be different, and for another
   * @param distinct where the numbers of the first of each go
   * @returns how many are different, or -1 if they are more than the limit, or have too often the same hash
   */
  numberTexts(
    texts: number,
    count: number,
    step: number,
    limit: number,
    table: number,
    mask: number,
    distinct: number,
    codes: number,
  ): number;
}
