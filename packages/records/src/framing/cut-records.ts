import { characterStart } from "../report/decode-text.ts";
import type { Issue } from "../report/issue.ts";
import { type RawRecord, RecordBlock } from "./raw-record.ts";

/** Of a record that is too large, so much is kept to be shown, or `maxRecordBytes` if that is less. */
export const KEPT_BYTES = 65_536;

/** So many records are cut at a time, however many have waited. */
export const MAX_CUT = 256;

/** Where a record lies in the waiting bytes. */
export interface RecordSpan {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly isQuoted?: boolean;
  /** Whether the source ended before the record's own end; without it, whether the source ends where the record does. */
  readonly isLast?: boolean;
  readonly fault?: Issue | undefined;
}

/** Bytes of which records have parts. */
export type CutBytes = Pick<Buffer, "length" | "subarray">;

/** What the spans are about. */
export interface CutContext {
  readonly bytes: CutBytes;
  /** Offset in the source of the first of `bytes`. */
  readonly byteOffset: number;
  /** Whether the source ends where `bytes` ends. */
  readonly isLast: boolean;
  readonly maxRecordBytes: number;
}

/** The records that lie at the spans, which are in order. */
export function cutRecords(spans: readonly RecordSpan[], context: CutContext): RawRecord[] {
  if (spans[0] === undefined) return [];
  const { start } = spans[0];
  const block = new RecordBlock(context.bytes.subarray(start, spans.at(-1)?.end));
  return spans.map((span) => cutRecord(span, block, start, context));
}

function cutRecord(
  span: RecordSpan,
  block: RecordBlock,
  blockStart: number,
  context: CutContext,
): RawRecord {
  const { line, start, end, isQuoted = false, fault } = span;
  const byteOffset = context.byteOffset + start;
  const byteLength = end - start;
  const { maxRecordBytes } = context;
  if (byteLength > maxRecordBytes) {
    const head = keptHead(context.bytes.subarray(start, end), maxRecordBytes);
    return tooLarge({ line, byteOffset, byteLength, head, maxRecordBytes });
  }
  const isLast = span.isLast ?? (context.isLast && end === context.bytes.length);
  return {
    line,
    byteOffset,
    byteLength,
    block,
    start: start - blockStart,
    end: end - blockStart,
    isLast,
    isQuoted,
    fault,
  };
}

/** A copy of a large record's first bytes, not ending within a character. */
export function keptHead(bytes: Uint8Array, maxRecordBytes: number): Buffer {
  return Buffer.from(
    bytes.subarray(0, characterStart(bytes, Math.min(KEPT_BYTES, maxRecordBytes))),
  );
}

/** A record that is skipped because it is longer than is read. */
export function tooLarge(record: {
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly head: Buffer;
  readonly maxRecordBytes: number;
}): RawRecord {
  const { line, byteOffset, byteLength, head, maxRecordBytes } = record;
  return {
    line,
    byteOffset,
    byteLength,
    block: new RecordBlock(head),
    start: 0,
    end: head.length,
    isLast: false,
    isQuoted: false,
    fault: tooLargeIssue(byteLength, maxRecordBytes),
  };
}

function tooLargeIssue(byteLength: number, maxRecordBytes: number): Issue {
  const [expected, received] = [`at most ${maxRecordBytes} bytes`, `${byteLength} bytes`];
  return {
    code: "record_too_large",
    path: [],
    expected,
    received,
    message: `The record is ${received} long; expected ${expected} (maxRecordBytes). It was skipped; reading continues after it.`,
  };
}
