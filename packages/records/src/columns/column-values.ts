/**
 * The values of one column of a row group, or of one leaf of a nested column, handed to an encoder. All have only what
 * is there, without nulls; beside it `present` says which rows have a value, or the levels of a leaf say where each stands.
 */
export type ColumnValues = LeafValues & {
  readonly levels?: Levels;
  /** 1 for each row with a value, 0 for each without; absent when every row has one. */
  readonly present?: Uint8Array | undefined;
};

/**
 * Values of a type that has no types inside it.
 *
 * `fixed` holds numbers in a typed array: int32, date (days since 1970-01-01) and decimals of up to 9 digits
 * (unscaled) in Int32Array, timestamp (milliseconds since 1970-01-01T00:00:00Z) and double in Float64Array,
 * float in Float32Array, boolean as 0 or 1 in Uint8Array, int64 and decimals of up to 18 digits in BigInt64Array.
 *
 * `text` holds strings, JSON and longer decimals as codes into a dictionary, `plain` as their bytes.
 */
export type LeafValues = FixedValues | TextValues | PlainValues;

/** Numbers. */
export interface FixedValues {
  readonly kind: "fixed";
  readonly values: FixedArray;
}

/** Texts as codes into a dictionary. */
export interface TextValues {
  readonly kind: "text";
  readonly codes: Int32Array;
  /** The dictionary, in UTF-8. */
  readonly strings: ByteStrings;
  /** Whether no text is in the dictionary twice. */
  readonly isDistinct: boolean;
}

/** Texts, each where it lies. */
export interface PlainValues {
  readonly kind: "plain";
  readonly strings: ByteStrings;
}

/** Byte strings, the n-th from `starts[n]` to `ends[n]` in its source. */
export interface ByteStrings {
  readonly sources: readonly Uint8Array[];
  /** The source of each; absent where all are in the first. */
  readonly sourceOf: Int32Array | undefined;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly size: number;
}

/** The typed arrays that numbers are held in. */
export type FixedArray = Int32Array | Float32Array | Float64Array | BigInt64Array | Uint8Array;

/** Where the values of a leaf of a nested column stand (Parquet format, Nested Encoding). */
export interface Levels {
  /** How much of the way to the leaf is there; `undefined` when all of it always is, and nothing repeats. */
  readonly definition: Uint8Array | undefined;
  /** At which of the lists and maps on the way an entry is not the first, 0 where a row begins; `undefined` when there are none. */
  readonly repetition: Uint8Array | undefined;
  /** The definition level of a value. */
  readonly maxDefinition: number;
  readonly maxRepetition: number;
}
