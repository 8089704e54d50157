import { checkHybrid } from "./check-hybrid.ts";
import { type Cursor, readUint32, skipBytes } from "./cursor.ts";
import { readLengths, readWidth, skipDeltas } from "./delta.ts";

/** What the values of a page have to be. */
export interface PageValues {
  /** The physical type, as the format calls it. */
  readonly type: string;
  readonly typeLength: number;
  readonly encoding: number;
  readonly count: number;
  /** How many entries the dictionary before it has. */
  readonly dictionaryCount: number | undefined;
  /** The most bytes that values may take once they are decoded. */
  readonly mostBytes: number;
}

const WIDTHS: Readonly<Record<string, number>> = {
  INT32: 4,
  INT64: 8,
  INT96: 12,
  FLOAT: 4,
  DOUBLE: 8,
};

/** Go through a page's values: there are as many as it says, and each lies within it. @throws {RangeError} */
export function checkValues(cursor: Cursor, page: PageValues): void {
  const check = CHECKS[page.encoding];
  if (check === undefined) throw new RangeError(`values in the unknown encoding ${page.encoding}`);
  const types = TYPES[page.encoding];
  if (types !== undefined && !types.includes(page.type))
    throw new RangeError(`values of ${page.type} in the encoding ${page.encoding}, which has none`);
  check(cursor, page);
}

/** What can be kept in an encoding; in those that are not named, each type. */
const TYPES: Readonly<Record<number, readonly string[]>> = {
  3: ["BOOLEAN"],
  5: ["INT32", "INT64"],
  6: ["BYTE_ARRAY"],
  7: ["BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"],
  9: ["INT32", "INT64", "FLOAT", "DOUBLE", "FIXED_LEN_BYTE_ARRAY"],
};

/** By the number that the format gives an encoding. */
const CHECKS: Readonly<Record<number, (cursor: Cursor, page: PageValues) => void>> = {
  0: checkPlain,
  2: checkIndexes,
  3: checkBooleans,
  5: (cursor, { count }) => skipDeltas(cursor, count),
  6: checkLengths,
  7: checkPrefixes,
  8: checkIndexes,
  9: (cursor, page) => skipBytes(cursor, page.count * widthOf(page)),
};

export function checkPlain(cursor: Cursor, page: PageValues): void {
  const { type, count } = page;
  if (type === "BOOLEAN") return skipBytes(cursor, Math.ceil(count / 8));
  if (type !== "BYTE_ARRAY") return skipBytes(cursor, count * widthOf(page));
  for (let at = 0; at < count; at++) skipBytes(cursor, readUint32(cursor));
}

function widthOf({ type, typeLength }: PageValues): number {
  const width = type === "FIXED_LEN_BYTE_ARRAY" ? typeLength : WIDTHS[type];
  if (width === undefined || !(width > 0))
    throw new RangeError(`values of ${type} without a length`);
  return width;
}

function checkIndexes(cursor: Cursor, { type, count, dictionaryCount }: PageValues): void {
  if (type === "BOOLEAN") throw new RangeError("indexes of a dictionary of BOOLEAN");
  // A page of nulls may have no values at all.
  if (count === 0) return;
  if (dictionaryCount === undefined) throw new RangeError("indexes without a dictionary");
  const width = readWidth(cursor);
  if (dictionaryCount === 0) throw new RangeError("indexes of an empty dictionary");
  // One entry needs no bits, and often no bytes.
  if (width > 0 || cursor.at < cursor.end)
    checkHybrid(cursor, { width, count, most: dictionaryCount - 1 });
}

function checkBooleans(cursor: Cursor, { count }: PageValues): void {
  if (count === 0) return;
  const length = readUint32(cursor);
  if (length > cursor.end - cursor.at) throw new RangeError(`runs of ${length} bytes`);
  checkHybrid(cursor, { width: 1, count, most: 1 });
}

function checkLengths(cursor: Cursor, { count }: PageValues): void {
  if (count === 0) return;
  for (const length of readLengths(cursor, count)) skipBytes(cursor, length);
}

function checkPrefixes(cursor: Cursor, page: PageValues): void {
  const { type, typeLength, count, mostBytes } = page;
  if (count === 0) return;
  const prefixes = readLengths(cursor, count);
  const suffixes = readLengths(cursor, count);
  let [before, sum] = [0, 0];
  for (let at = 0; at < count; at++) {
    const prefix = prefixes[at] as number;
    const suffix = suffixes[at] as number;
    if (prefix > before)
      throw new RangeError(`a value begins with ${prefix} bytes of one of ${before}`);
    skipBytes(cursor, suffix);
    before = prefix + suffix;
    if (type === "FIXED_LEN_BYTE_ARRAY" && before !== typeLength)
      throw new RangeError(`a value of ${before} bytes where each has ${typeLength}`);
    sum += before;
    if (sum > mostBytes) throw new RangeError(`values of more than ${mostBytes} bytes`);
  }
}
