// What the encoders of the kernel and their caller agree on; the compiler of the kernel reads this file, too.

/** Of texts, where the address of the addresses of their sources is. */
export const TEXT_SOURCES = 0;
/** Of texts, where the address of the source of each is, or 0 where all are in the first. */
export const TEXT_SOURCE_OF = 4;
/** Of texts, where the address of their beginnings is, each counted from its source's. */
export const TEXT_STARTS = 8;
/** Of texts, where the address of their ends is. */
export const TEXT_ENDS = 12;
/** Bytes that say where texts are. */
export const TEXTS_BYTES = 16;

/** Of bounds, where the least is: a double, a 64-bit integer of such, or the number of a text. */
export const LEAST_BOUND = 0;
/** Of bounds, where the greatest is. */
export const GREATEST_BOUND = 8;
/** Bytes of bounds. */
export const BOUNDS_BYTES = 16;

/** The kind of numbers that are doubles. */
export const OF_DOUBLES = 0;
/** The kind of numbers that are floats. */
export const OF_FLOATS = 1;
/** The kind of numbers that are 32-bit integers. */
export const OF_INT32S = 2;
/** The kind of numbers that are 64-bit integers. */
export const OF_INT64S = 3;
/** The kind of numbers that are bytes. */
export const OF_BYTES = 4;

/** Texts of at most so many bytes are looked up by their bytes, longer ones by their hash. */
export const LONGEST_IN_KEY = 15;
/** Bytes of what a text is looked up by. */
export const TEXT_KEY_BYTES = 16;
/** Bytes behind the table of texts, where some are noted that are looked up at once. */
export const LOOKS_BYTES = 1024;

/** What Snappy compresses is of any kind. */
export const SNAPPY_OF_ANYTHING = 0;
/** What Snappy compresses are texts, each with its length before it. */
export const SNAPPY_OF_TEXTS = 1;
/** What Snappy compresses are integers of eight bytes. */
export const SNAPPY_OF_INTEGERS = 2;
