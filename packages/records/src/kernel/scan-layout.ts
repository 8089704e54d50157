// What the scanner of the kernel and its caller agree on; the compiler of the kernel reads this file, too.

/** Where a scan's state is, by its address; words of four bytes but where said. */
/** The table of keys, and its slots less one. A slot has the key's address, or 0. */
export const KEY_TABLE = 0;
export const KEY_MASK = 4;
/** Keys that no field has, and how many they are. */
export const UNKNOWN_KEYS = 8;
export const UNKNOWN_COUNT = 148;
/** By row, which of them it had, and whether any row had one. */
export const UNKNOWN_BITS = 156;
export const HAS_UNKNOWN = 124;
/** Fields, and how many of them every record has. */
export const WIDTH = 12;
export const NEEDED = 16;
/** The columns of the rows. */
export const STARTS = 20;
export const ENDS = 24;
export const HASHES = 28;
export const NUMBERS = 32;
export const RECORD_STARTS = 36;
export const RECORD_ENDS = 40;
export const EVENT_TIMES = 44;
/** Rows that are there, and for how many there is room. */
export const SIZE = 48;
export const CAPACITY = 52;
/** Whether rows are asked for, not only how many they are: one behind the other, each so many places behind the one before. */
export const IS_KEPT = 320;
export const STRIDE = 324;
/** The address that places are counted from, and the end of what is scanned. */
export const BASE = 56;
export const LIMIT = 60;
/** The most bytes of a record. */
export const MOST_BYTES = 64;
/** The field of the event time, or -1. */
export const EVENT_FIELD = 68;
/** The first and last event times that have a partition, as doubles. */
export const FIRST_TIME = 72;
export const LAST_TIME = 80;
/** Where texts go whose bytes are not those of the record, and the end of that place. */
export const SIDE = 88;
export const SIDE_END = 92;
/** The number of the record, which says which keys it had. */
export const STAMP = 96;
/** The record that is being read; what is missing of it and, in the word behind that, how many fields it had: one integer of 64 bits. */
export const RECORD = 100;
export const MISSING = 104;
/** The key that is read, and where its value begins; the hash of a text. */
export const KEY = 112;
export const VALUE = 116;
export const VALUE_HASH = 120;
/** Where the answer says that the value ends. */
export const NEXT_PLACE = 128;
/** The key that comes first, and the keys of fields. */
export const FIRST_KEY = 132;
export const KEYS = 152;
/** What `scanText` says beside the end: where the text is, and whether it is ASCII. */
export const TEXT = 136;
export const TEXT_END = 140;
export const TEXT_IS_ASCII = 144;
/** A day as its first 11 bytes, of which there are 16, and its first millisecond, as a double. */
export const DAY = 160;
export const DAY_MS = 176;
/** The number that was read last, as a double; powers of ten, as doubles. */
export const NUMBER = 184;
export const POWERS = 192;
/** Where faults are noted, as `fault-layout.ts` has it. */
export const FAULTS = 328;
/** Powers of ten from 0 to 15. */
/** What an event time of 1 is in milliseconds, as a double. */
export const EVENT_UNIT = 352;
/** Months that were met last, by their number: what dates of each begin with, the day before its first in days since 1970-01-01, and its days. */
export const MONTHS = 368;
export const MONTH_BYTES = 16;
export const MONTH_EVE = 8;
export const MONTH_DAYS = 12;
/** Vectors that texts are compared with: 16 times a space, a quote, a backslash; and ones before zeros, to take so many bytes of a vector. */
export const SPACES = 624;
export const QUOTES = 640;
export const BACKSLASHES = 656;
export const ONES = 672;
export const ZEROS = 688;
/** Keys of the last record that did not come in the order that was expected; less than 0 while it is not worth a look at any order. */
export const STRAYED = 704;
/** Where the ends of values go of a record with keys in any order, 0 where such are not looked at, and by field where its value is and ends. */
export const ENDS_OF_VALUES = 708;
export const PLACES_OF_VALUES = 712;
/** Ends of a record's values, and for how many there is room: it is seen after 64 bytes that there are more. */
export const MOST_ENDS = 64;
export const ROOM_OF_ENDS = 136;
/** Where the line ends that is looked at. */
export const LINE_END = 716;
/** By the hash of its first bytes, shifted by so many bits, the number of a key's field, a byte each. */
export const KEY_SLOTS = 720;
export const KEY_SHIFT = 724;
export const STATE_BYTES = 736;

/** A key's parts, by its address. */
/** What kind of value it has. */
export const KIND = 0;
/** Whether null is a value that it may have, and whether every record has it. */
export const MAY_LACK = 4;
/** The number of the last record that had it. */
export const LAST_STAMP = 8;
/** The key that came after it last. */
export const FOLLOWER = 12;
/** The key, with its quotes and the colon. */
export const LITERAL = 16;
export const LITERAL_BYTES = 20;
/** Whether there is a test of texts, and what it asks: lengths, beginning, end, and a format. */
export const IS_TESTED = 24;
export const FEWEST = 28;
export const MOST = 32;
export const PREFIX = 36;
export const PREFIX_BYTES = 40;
export const SUFFIX = 44;
export const SUFFIX_BYTES = 48;
export const FORMAT = 52;
/** The table of texts that are known to fit, and its slots less one. */
export const KNOWN = 56;
export const KNOWN_MASK = 60;
/** Whether numbers have bounds that are known, and whether there are only integers. */
export const IS_BOUNDED = 64;
export const IS_INTEGER = 76;
/** The bounds, as doubles. */
export const LEAST = 80;
export const GREATEST = 88;
/** The number of its field. */
export const FIELD = 96;
/** Where the node of its values is, where these have others inside (`shred-layout.ts`). */
export const NODE = 100;
/** Whether integers come as text, too. */
export const TAKES_TEXT = 136;
/** Bounds of integers, of 64 bits. */
export const LEAST_INTEGER = 104;
export const GREATEST_INTEGER = 112;
/** Digits that decimals have behind the point, and at most before it. */
export const SCALE = 120;
export const WHOLE_DIGITS = 124;
/** Whether instants may have an offset, and how many digits their seconds have behind the point, -1 for any. */
export const TAKES_OFFSET = 128;
export const FRACTION_DIGITS = 132;
/** How its values are read where they are spelled as usual; the fewest bytes of such texts, and how many more there may be. */
export const QUICK = 144;
export const QUICK_FEWEST = 148;
export const QUICK_MORE = 152;
/** Which of 16 bytes are those of the beginning of its texts, a bit for each, and above these the format. */
export const QUICK_CHECKS = 156;
export const PREFIX_BITS = 0xffff;
/** The same of the key behind a comma; above it a bit that says whether the key is longer. */
export const LITERAL_BITS = 160;
export const IS_LONGER = 0x10000;
/** What a value that is there adds to `MISSING`, of 64 bits, too. */
export const TALLY = 168;
/** Keys are compared by vectors, and begin where these may. */
export const KEY_BYTES = 176;

/** Ways to read usual values: none, texts by what is asked of them and those that are known, numbers and instants. */
export const NOT_QUICK = 0;
export const QUICK_TEXT = 1;
export const QUICK_KNOWN = 2;
export const QUICK_NUMBER = 3;
export const QUICK_INSTANT = 4;

/** Kinds of values. */
export const OF_TEXT = 0;
export const OF_NUMBER = 1;
export const OF_INSTANT = 2;
export const OF_OTHER = 3;
export const OF_UNKNOWN = 4;
export const OF_NESTED = 5;
export const OF_BOOLEAN = 6;
export const OF_DATE = 7;
export const OF_INTEGER = 8;
export const OF_DECIMAL = 9;

/** Formats of texts. */
export const ANY_FORMAT = 0;
export const OF_IPV4 = 1;
export const OF_UUID = 2;
export const OF_URL = 3;
export const OF_EMAIL = 4;
export const OF_ATOMS = 5;
/** Of a text of this format, where its pattern is; numbers have a bound there. */
export const ATOMS = 80;
/** A pattern: by byte two bytes with a bit for each atom that it is of, how many atoms there are, and each one's fewest and most bytes. */
export const ATOM_COUNT = 512;
export const FIRST_ATOM = 516;
export const ATOM_BYTES = 8;
export const PATTERN_BYTES = 644;

/** A slot of known texts: its length and its bytes. */
export const SLOT_BYTES = 64;
export const SLOT_TEXT = 4;
export const LONGEST_KNOWN = 60;

/** What a scan ends with. */
export const IS_DONE = 0;
/** The record at `RECORD` is left to others. */
export const IS_LEFT = 1;
/** Whether the text from `TEXT` on fits, is asked; or a number or another value, and where it ends. */
export const ASKS_TEXT = 2;
export const ASKS_NUMBER = 3;
export const ASKS_OTHER = 4;
/** There is no room for another row. */
export const IS_FULL = 5;
/** What is wrong with a value, or with fields that are not there, is asked. */
export const ASKS_FAULT = 6;
export const ASKS_ABSENT = 7;
/** What is greater is an address. */
export const LAST_REASON = 7;
