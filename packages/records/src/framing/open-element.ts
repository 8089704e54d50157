import { isBlankByte } from "./blank.ts";
import type { BoundarySearch } from "./boundary-search.ts";
import type { ElementScanner } from "./element-scanner.ts";

const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;

/** An element of an array whose end is not found yet. */
export interface OpenElement {
  readonly line: number;
  readonly byteOffset: number;
  readonly kind: "object" | "list" | "other";
  readonly scanner: ElementScanner;
  /** Looks for the next record, once this one is faulty or suspiciously long. */
  search?: BoundarySearch | undefined;
  /** Whether it was looked through for records that it may have swallowed. */
  isSearched?: boolean;
  /** Its first bytes, once it is too long for the rest to be held. */
  head?: Buffer;
}

/** The place of the bracket that closes the array behind a faulty last element, if the bytes end with one and it is not before `least`. */
export function closingPlace(bytes: Buffer, fault: number, least: number): number | undefined {
  let last = bytes.length - 1;
  while (last > fault && isBlankByte(bytes[last])) last--;
  return bytes[last] === CLOSE_LIST && last >= fault && last >= least ? last : undefined;
}

/** The end of an element, without blanks and commas that a fault has left at its end. */
export function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > Math.max(0, start) && (isBlankByte(bytes[at - 1]) || bytes[at - 1] === COMMA)) at--;
  return at;
}
