import { isAscii, isUtf8 } from "node:buffer";
import type { Issue } from "../report/issue.ts";

/** Bytes that hold whole records, and what is known of their encoding. */
export class RecordBlock {
  readonly bytes: Buffer;
  /** What all of the bytes are; `mixed` when some record in them may not be valid UTF-8. */
  readonly encoding: "ascii" | "utf8" | "mixed";
  readonly hasNul: boolean;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.encoding = isAscii(bytes) ? "ascii" : isUtf8(bytes) ? "utf8" : "mixed";
    this.hasNul = bytes.includes(0);
  }
}

/** One record cut from the source, not yet looked into. */
export interface RawRecord {
  /** Line of the source it starts on; the first is 1. */
  readonly line: number;
  /** Offset of its first byte in the (decompressed) source. */
  readonly byteOffset: number;
  /** Its true length, without the line end; more than is kept when it was too large. */
  readonly byteLength: number;
  readonly block: RecordBlock;
  /** Where in `block.bytes` the kept bytes lie. */
  readonly start: number;
  readonly end: number;
  /** Whether the source ended before the record's own end was seen. */
  readonly isLast: boolean;
  /** For CSV: whether there is a quote in it. */
  readonly isQuoted: boolean;
  /** What the kept bytes were in the source, where that is not UTF-8. */
  readonly origin?: { readonly bytes: Buffer; readonly encoding: string };
  /** Why the bytes can't be a record; they are not looked into then. */
  readonly fault: Issue | undefined;
}

/** The kept bytes of a record. */
export function rawBytes({ block, start, end }: RawRecord): Buffer {
  return block.bytes.subarray(start, end);
}

/** The text of a record, or `undefined` when its bytes are not valid UTF-8. */
export function rawText({ block, start, end }: RawRecord): string | undefined {
  if (block.encoding === "ascii") return block.bytes.toString("latin1", start, end);
  if (block.encoding === "utf8") return block.bytes.toString("utf8", start, end);
  const bytes = block.bytes.subarray(start, end);
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}
