// What the kernel and the buffers of nested columns agree on; the compiler of the kernel reads this file, too.

/** A column, by its address; words of four bytes. Its leaves lie behind it. */
/** The address that places of texts are counted from. */
export const TEXT_BASE = 0;
/** What was added to the bytes of memory that the column takes. */
export const TAKEN = 4;
/** Where the rows' values of the column begin, where their first entries are, and the ends of those, and all entries. */
export const ROW_STARTS = 8;
export const ROW_ENTRIES = 12;
export const ROW_ENTRY_ENDS = 16;
export const ALL_ENTRIES = 20;
/** Places of a row. */
export const ROW_WIDTH = 24;
/** The entry to go on with in a row that was begun; 0 for one that was not. */
export const RESUMED = 28;
export const LEAF_COUNT = 32;
export const NESTED_BYTES = 48;

/** A leaf, by its address. */
/** Where its levels are; 0 where it has none. */
export const DEFINITIONS = 0;
export const REPETITIONS = 4;
/** Levels that are there, and for how many there is room. */
export const LEVEL_COUNT = 8;
export const LEVEL_ROOM = 12;
/** How values are held, where they are or their codes, how many there are, and for how many there is room. */
export const VALUE_FORM = 16;
export const VALUES = 20;
export const VALUE_COUNT = 24;
export const VALUE_ROOM = 28;
/** Whether texts are looked up. */
export const IS_DISTINCT = 32;
/** The dictionary, as a column of `store-layout.ts` has it. */
export const DICTIONARY = 36;
export const LEAF_BYTES = 100;

/** Forms of values. */
/** The kernel has not been told where they are. */
export const OF_UNTOLD = 0;
export const OF_CODES = 1;
export const OF_DOUBLES = 2;
export const OF_INTEGERS = 3;
export const OF_WORDS = 4;
export const OF_FLOATS = 5;
export const OF_BYTES = 6;

/** What a code takes, and a text in a dictionary beside its bytes: offset, hash, and two slots of the table. */
export const TAKEN_BY_CODE = 4;
export const TAKEN_BY_TEXT = 16;
