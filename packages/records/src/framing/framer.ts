import type { Problem } from "../report/problem.ts";
import type { Allocate } from "./byte-window.ts";
import type { RawRecord } from "./raw-record.ts";

/** Cuts bytes into records; knows one format's record ends, and nothing of what is inside. */
export interface Framer {
  /**
   * The records that end in what was pushed so far, a batch at a time: a quote that is not closed may have kept many
   * waiting. All of it has to be taken before the next call.
   */
  push(chunk: Uint8Array): Iterable<readonly RawRecord[]>;
  /** Memory that the next chunk may be read into, so that to push it copies nothing; good until something is pushed. */
  room?(bytes: number): Uint8Array;
  /** No more bytes come: the records that are left. */
  end(): Iterable<readonly RawRecord[]>;
  /** What is wrong with the source between records, seen since the last call. */
  takeProblems(): readonly Problem[];
}

/** What every framer is made with. */
export interface FramerOptions {
  /** Offset in the source of the first byte pushed. */
  readonly byteOffset: number;
  /** Line in the source of the first byte pushed. */
  readonly line: number;
  /** A longer record is rejected and skipped without being held. */
  readonly maxRecordBytes: number;
  /** A record whose brackets are nested deeper is rejected. */
  readonly maxDepth: number;
  /** Memory for the bytes of CSV. */
  readonly allocate?: Allocate | undefined;
}
