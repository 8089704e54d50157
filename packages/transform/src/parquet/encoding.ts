import type { FixedValues, PlainValues, TextValues } from "@cloudapi/records/internal";
import type { FixedKind } from "./fixed-physical-values.ts";
import type { PhysicalValues } from "./physical-values.ts";

/** Makes the bytes of pages, one after the other in the same memory: in JavaScript, or in the kernel. */
export interface Encoding<Body> {
  /** The page at hand. */
  readonly body: Body;
  /** Begin a page; what the one before had is lost. */
  empty(): void;
  /** How many bytes the page has so far. */
  readonly length: number;
  /** The bytes of the page so far. */
  bytes(): Uint8Array;
  /** A column's values, until the next column is asked for. */
  numbers(column: FixedValues, kind: FixedKind): PhysicalValues<Body>;
  decimals(column: TextValues, typeLength: number): PhysicalValues<Body>;
  texts(column: TextValues | PlainValues): PhysicalValues<Body>;
  writeByte(byte: number): void;
  /** Write levels of so many bits, with the length of what they take before them. */
  writeLevels(levels: Uint8Array, bitWidth: number): void;
}
