// What the kernel and its caller agree on about records that do not fit; the compiler of the kernel reads this file, too.

/** Where faults are noted, by its address; words of four bytes but where said. */
/** The place that rejected records go to. */
export const PLACE = 0;
/** By field, what is wrong with it. */
export const FIELD_FAULTS = 4;
/** The table of values that are known not to fit, and its slots less one. */
export const KNOWN_FAULTS = 8;
export const KNOWN_FAULTS_MASK = 12;
/** By number, where a verdict's issues are as JSON without brackets, and how many bytes. */
export const VERDICTS = 16;
/** The number of the last record with a fault. */
export const FAULT_STAMP = 20;
/** Lines of the place before the first that is scanned, less those that became rows or rejected records. */
export const LINES_BEFORE = 24;
/** The value that is asked of, its end, which is 0 where that is not known, and the hash of its bytes. */
export const TOKEN = 28;
export const TOKEN_END = 32;
export const TOKEN_HASH = 36;
/** Whether it was asked what fields mean that are not there. */
export const IS_ABSENT_ASKED = 40;
/** Where lines of rejected records are written to, its end, and the bytes that were. */
export const OUTPUT = 44;
export const OUTPUT_END = 48;
export const WRITTEN = 52;
/** By the byte of bits that says which of 8 characters are escaped, how vectors are put together. */
export const ESCAPES = 56;
/** What stands between the parts of a line, each an address and so many bytes, by number. */
export const LITERALS = 64;
export const AT_BEGINNING = 0;
export const BEFORE_OFFSET = 1;
export const BEFORE_LENGTH = 2;
export const BEFORE_RAW = 3;
export const BEFORE_ISSUES = 4;
export const AT_END = 5;
export const LITERAL_COUNT = 6;
export const FAULTS_BYTES = 112;

/** What is wrong with a field: the last record that it was noted for, and the verdict's number. */
export const FAULT_RECORD = 0;
export const FAULT_VERDICT = 4;
/** The verdict on its absence, and whether values are known that do not fit; 0 where not. */
export const ABSENT_VERDICT = 8;
export const HAS_KNOWN = 12;
export const FIELD_FAULT_BYTES = 16;

/** A slot of values that do not fit: its key, its length, its verdict and its bytes. */
export const FAULT_SLOT_KEY = 0;
export const FAULT_SLOT_LENGTH = 4;
export const FAULT_SLOT_VERDICT = 8;
export const FAULT_SLOT_TEXT = 12;
export const FAULT_SLOT_BYTES = 64;
export const LONGEST_FAULT = 52;

/** A place of rejected records: how many there are, and for how many there is room. */
export const REJECTED = 0;
export const MOST_REJECTED = 4;
/** Its columns: where each begins and ends, its line behind the first of the place, and the first of its verdicts. */
export const REJECTED_STARTS = 8;
export const REJECTED_ENDS = 12;
export const REJECTED_LINES = 16;
export const FIRST_VERDICTS = 20;
/** The verdicts of all, how many they are, and for how many there is room. */
export const VERDICT_LIST = 24;
export const LISTED = 28;
export const MOST_LISTED = 32;
/** The address that places are counted from; where that is in the source, and its line, as doubles. */
export const PLACE_BASE = 36;
export const PLACE_OFFSET = 40;
export const PLACE_LINE = 48;
/** By record, which of the keys that no field has it had. */
export const REJECTED_UNKNOWN = 56;
export const PLACE_BYTES = 64;
