// What the scanner of CSV in the kernel and its caller agree on beside the state of every scan; words of four bytes.

/** The keys of a row's cells one behind the other, 0 for a cell of no field, and the end of them. */
export const CELLS = 0;
export const CELLS_END = 4;
/** Keys of fields that no cell is of, and their end. */
export const ABSENT = 8;
export const ABSENT_END = 12;
/** The bytes between cells and around them; 0 for none. */
export const DELIMITER = 16;
export const CELL_QUOTE = 20;
/** The header's bytes, to which no row may be equal. */
export const HEADER = 24;
export const HEADER_BYTES = 28;
/** The cell of which something is asked. */
export const ASKED_CELL = 32;
/** Line ends in quotes of the record that is read, and of all rows since the caller has set it to 0. */
export const RECORD_BREAKS = 36;
export const BREAKS = 40;
/** A byte that means something else than itself; 0 for none. */
export const ESCAPE = 44;
/** Whether a quote in quotes is written twice, and whether blanks around cells are no part of them. */
export const IS_DOUBLED = 48;
export const IS_TRIMMED = 52;
/** The first byte of lines that are no rows, and what stands before decimals; 0 for none. */
export const COMMENT = 56;
export const DECIMAL = 60;
/** Whether it is asked what an empty text is; otherwise it is none. */
export const ASKS_EMPTY = 64;
/** The name of the first cell, which no row's first cell may be equal to; its bytes are 0 where that does not matter. */
export const NAME = 68;
export const NAME_BYTES = 72;
/** Whether rows that do not fit are judged, too. */
export const IS_JUDGED = 76;
export const CSV_BYTES = 80;
