// What the reader of nested values and its caller agree on; the compiler of the kernel reads this file, too.

/** Where the reader's state is, by its address; words of four bytes. */
/** The first entry of the rows at hand, the place for the next one, and the end of the room for them. */
export const ENTRIES = 0;
export const NEXT_ENTRY = 4;
export const ENTRIES_END = 8;
/** Entries of the value at hand of which JavaScript is asked. */
export const PENDING = 12;
/** The number of the object that was begun last, which says which keys it had. */
export const OBJECT_STAMP = 16;
export const SHRED_BYTES = 32;

/**
 * An entry of a leaf, in the order in which values stand in their bytes: the leaf's number, the levels, where the bytes of the
 * value are, and the value. Texts have their hash there, and keys the one before them in their map.
 */
export const LEAF = 0;
/** The repetition level, the definition level from bit 8 on, and from bit 16 on whether something is asked, and of what. */
export const LEVELS = 4;
/** -1 where there is no value. */
export const START = 8;
export const END = 12;
export const ENTRY_VALUE = 16;
export const KEY_BEFORE = 20;
export const ENTRY_BYTES = 24;

/** What is asked of an entry: its text, the number or the truth that it has as its value, or a number by its bytes. */
export const ASKS_OF_TEXT = 0x10000;
export const ASKS_OF_NUMBER = 0x20000;
export const ASKS_OF_BOOLEAN = 0x30000;
export const ASKS_OF_TOKEN = 0x40000;
export const ASKED = 0x70000;

/** A node's parts behind those of a key (`scan-layout.ts`), by its address. */
/** Where the state is. */
export const SHRED = 104;
/** The definition level of a value that is there, and of one that is not. */
export const DEFINITION = 108;
export const NOTHING_DEFINITION = 112;
/** In a list or a map, the repetition level of entries behind the first. */
export const REPETITION = 116;
/** The first of its leaves, and how many there are. */
export const FIRST_LEAF = 120;
export const LEAVES = 124;
/** Its fields, its element, or the key and the value of a map; and how many they are. */
export const CHILDREN = 128;
export const CHILD_COUNT = 132;
/** The field that an object began with last. */
export const FIRST_FIELD = 136;
/** The fewest and most elements of a list. */
export const FEWEST_ELEMENTS = 140;
export const MOST_ELEMENTS = 144;
/** Of a decimal, as doubles: the power of ten of its scale, and the first number with too many digits. */
export const SCALE_POWER = 152;
export const TOO_LARGE = 160;
export const NODE_BYTES = 168;

/** Kinds of nodes beside those of keys. */
export const OF_STRUCT = 16;
export const OF_LIST = 17;
export const OF_MAP = 18;
export const OF_INTEGER = 19;
export const OF_DECIMAL = 20;
export const OF_BOOLEAN = 21;
/** Values of which JavaScript is asked one by one. */
export const OF_ASKED = 22;

/** Keys that a map may have; one with more is left to others. */
export const MOST_KEYS = 256;
