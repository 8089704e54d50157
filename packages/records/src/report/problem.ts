/** Something about a file as a whole, or between its records. */
export interface Problem {
  /** What kind of thing; stable, see docs/errors.md. */
  readonly code: string;
  /** What is wrong and what to do, in a sentence or two. */
  readonly message: string;
  /** Line it was seen on; the first is 1. */
  readonly line?: number;
  /** Offset in the (decompressed) source. */
  readonly byteOffset?: number;
}
