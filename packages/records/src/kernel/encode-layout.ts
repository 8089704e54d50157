// What the encoders of the kernel and their caller agree on; the compiler of the kernel reads this file, too.

/** Texts, by the address of words of four bytes: the addresses of their sources, */
export const TEXT_SOURCES = 0;
/** the source of each, or 0 where all are in the first, */
export const TEXT_SOURCE_OF = 4;
/** and where in its source each begins and ends. */
export const TEXT_STARTS = 8;
export const TEXT_ENDS = 12;
export const TEXTS_BYTES = 16;

/** Bounds, of eight bytes each: doubles, 64-bit integers of such, or of texts their numbers. */
export const LEAST_BOUND = 0;
export const GREATEST_BOUND = 8;
export const BOUNDS_BYTES = 16;

/** Kinds of numbers. */
export const OF_DOUBLES = 0;
export const OF_FLOATS = 1;
export const OF_INT32S = 2;
export const OF_INT64S = 3;
export const OF_BYTES = 4;
