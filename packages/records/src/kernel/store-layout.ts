// What the kernel and the row store agree on; the compiler of the kernel reads this file, too.

/** Where a store's state is, by its address; words of four bytes. */
/** The addresses of blocks; a place has the block above so many bits, and the word in it in those. */
export const BLOCKS = 0;
export const SHIFT = 4;
/** Words of a row; which of them say what numbers are there, and how many these are. */
export const ROW_WORDS = 12;
export const MASK_AT = 16;
export const MASK_WORDS = 20;
export const SLAB_ROWS = 24;
/** The columns of rows that lie in their bytes, and the address that these places are counted from. */
export const WIDTH = 28;
export const STARTS = 32;
export const ENDS = 36;
export const NUMBERS = 44;
export const RECORD_STARTS = 48;
export const RECORD_ENDS = 52;
export const BASE = 56;
/** Where rows go from the first on that is not filled yet, how many these are, and which is the first. */
export const PLACES = 60;
export const COUNT = 64;
export const FIRST = 68;
/** Columns of texts, one behind the other, and how many. */
export const TEXTS = 72;
export const TEXT_COUNT = 76;
/** The row that is put. */
export const ROW = 80;
/** By row the number of its holder, the addresses of holders by number, and how many rows one may have. */
export const OWNERS = 84;
export const HOLDERS = 88;
export const MOST_ROWS = 92;
/** The number of the column of texts that a row goes on with, plus one; 0 for a row that is not begun. */
export const STEP = 96;
/** Bytes that are needed of a chunk. */
export const NEEDED = 100;
/** Rows that were put before, less the number of the first one of those that are put, as a double. */
export const ROWS_BEFORE = 112;
export const STORE_BYTES = 120;

/** A holder of rows, by its address. */
/** The place of the next row, and for how many there is room from there on. */
export const NEXT = 0;
export const ROOM = 4;
/** Rows that it has. */
export const ROWS = 8;
/** The chunk where texts go, if it is in the kernel's memory, its bytes, in which of them the next text goes, and the place of the first. */
export const CHUNK = 12;
export const CHUNK_BYTES = 16;
export const CHUNK_AT = 20;
export const CHUNK_PLACE = 24;
/** Rows that all holders together had been given when it was given its last one, as a double. */
export const LAST_USED = 32;
export const HOLDER_BYTES = 40;

/** A column, by its address. */
/** The number of the field, and the word in a row. */
export const FROM = 0;
export const AT = 4;
/** Whether texts are not looked up, and whether they always are. */
export const IS_PLAIN = 8;
export const IS_CONVERTED = 12;
/** The word with the bit of numbers that are there, less than 0 where all are, and the bit. */
export const BIT_AT = 16;
export const BIT = 20;
/** How numbers are held. */
export const FORM = 24;
/** A dictionary's table, the last of its words, its bytes, where they end and how many there may be. */
export const TABLE = 28;
export const LAST_WORD = 32;
export const BYTES = 36;
export const BYTES_END = 40;
export const BYTES_ROOM = 44;
/** Where texts of the dictionary begin; how many texts it has, and how many there is room for. */
export const OFFSETS = 48;
export const SIZE = 52;
export const ROOM_FOR = 56;
/** Texts that were looked up. */
export const SEEN = 60;
/** Codes of texts that were looked up last, or 0. */
export const RECENT = 64;
export const COLUMN_BYTES = 68;
/** Words of these codes; they may be anything at first. */
export const RECENT_WORDS = 1_024;

/** A column that is gathered, by its address. */
/** Its address among those of the store, and the kind of its values. */
export const GATHER_COLUMN = 0;
export const GATHER_KIND = 4;
/** Where its values go, and by row whether there is one. */
export const GATHER_WORDS = 8;
export const GATHER_PRESENT = 12;
/** How many values it has, and the least word of texts. */
export const GATHERED = 16;
export const LEAST = 20;
export const GATHER_BYTES = 24;
/** Kinds: numbers of one word, of two, and texts. */
export const GATHER_NUMBERS = 0;
export const GATHER_PAIRS = 1;
export const GATHER_TEXTS = 2;

/** Forms of numbers: doubles, words, floats, integers of 64 bits and the lower words of those. */
export const DOUBLES = 0;
export const WORDS = 1;
export const FLOATS = 2;
export const INTEGERS = 3;
export const LOW_WORDS = 4;

/** Why rows are not put any further. */
export const IS_PUT = 0;
export const NEEDS_SLAB = 1;
export const NEEDS_CHUNK = 2;

/** The word of a text that is not there; others are codes, and less than that are places of texts. */
export const NO_TEXT = -1;
/** A text whose place is n has the word `FIRST_PLACE - n`. */
export const FIRST_PLACE = -2;
/** Longer texts are not looked up, in bytes: they seldom repeat. */
export const LONGEST_CODED = 1_024;
/** A text is looked for in so many slots of a dictionary. */
export const MOST_STEPS = 256;
