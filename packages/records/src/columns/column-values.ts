import type { ByteStrings } from "./byte-dictionary.ts";

/**
 * The values of one column of a row group, or of one leaf of a nested column, handed from the column buffers to an
 * encoder. A leaf of a nested column has only what is there, without nulls, and beside it the levels that say where.
 */
export type ColumnValues = LeafValues & { readonly levels?: Levels };

/**
 * Values of a type that has no types inside it.
 *
 * `fixed` holds numbers in a typed array: int32, date (days since 1970-01-01) and decimals of up to 9 digits
 * (unscaled) in Int32Array, timestamp (milliseconds since 1970-01-01T00:00:00Z) and double in Float64Array,
 * float in Float32Array, boolean as 0 or 1 in Uint8Array, int64 and decimals of up to 18 digits in BigInt64Array.
 *
 * `text` holds strings, JSON and longer decimals as codes into a dictionary.
 */
export type LeafValues = FixedValues | TextValues;

/** One number a row; where `present` is 0 the row has no value and the number means nothing. */
export interface FixedValues {
  readonly kind: "fixed";
  readonly values: FixedArray;
  /** 1 where the row has a value; absent when every row has. */
  readonly present: Uint8Array | undefined;
  readonly nulls: number;
}

/** One dictionary code a row; -1 where the row has no value. */
export interface TextValues {
  readonly kind: "text";
  readonly codes: Int32Array;
  /** The dictionary, in UTF-8. */
  readonly strings: ByteStrings;
  /** Whether no text is in the dictionary twice. */
  readonly isDistinct: boolean;
  readonly nulls: number;
}

/** The typed arrays that fixed-width columns are held in. */
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
