import type { ArrayPool } from "./array-pool.ts";
import { ByteDictionary } from "./byte-dictionary.ts";
import type { ColumnBuffer } from "./column-buffer.ts";
import type { TextValues } from "./column-values.ts";

const FIRST_CAPACITY = 16;
const NO_CODES = new Int32Array(0);
const CODE_BYTES = 4;
/** What a distinct text takes beside its bytes: offset, hash, and two slots of the table. */
const ENTRY_BYTES = 16;
/** Past this many distinct texts, of which most were new, looking each up costs more than it saves. */
const CARDINALITY_CAP = 16_384;

/** A buffer of text as codes into a dictionary; a column of mostly different texts stops looking them up. */
export function createTextBuffer(pool: ArrayPool): ColumnBuffer {
  const dictionary = new ByteDictionary(pool);
  let codes = NO_CODES;
  let rows = 0;
  let nulls = 0;

  function addText(text: string): number {
    const { size, sizeBytes } = dictionary;
    codes[rows++] = dictionary.intern(text);
    if (dictionary.size === size) return CODE_BYTES;
    if (dictionary.size === CARDINALITY_CAP && CARDINALITY_CAP * 2 > rows) dictionary.stopLookup();
    return CODE_BYTES + ENTRY_BYTES + dictionary.sizeBytes - sizeBytes;
  }

  function append(value: unknown): number {
    if (rows === codes.length) codes = pool.grow(codes, Math.max(FIRST_CAPACITY, codes.length * 2));
    if (value !== null && value !== undefined) return addText(value as string);
    codes[rows++] = -1;
    nulls++;
    return CODE_BYTES;
  }

  function values(): TextValues {
    const { isDistinct } = dictionary;
    return {
      kind: "text",
      codes: codes.subarray(0, rows),
      strings: dictionary.strings(),
      isDistinct,
      nulls,
    };
  }

  function clear(keep: boolean): void {
    dictionary.clear(keep);
    if (!keep) {
      pool.give(codes);
      codes = NO_CODES;
    }
    rows = 0;
    nulls = 0;
  }

  return { append, values, clear };
}
