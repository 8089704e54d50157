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
export const CSV_BYTES = 48;
