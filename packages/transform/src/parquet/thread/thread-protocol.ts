import type { MessagePort } from "node:worker_threads";
import type { Column } from "@cloudapi/core";
import type { LentRows, SharedKernel } from "@cloudapi/records/internal";
import type { EncodedRowGroup, RowGroupPlan } from "../encode-row-group.ts";

// What two threads that encode row groups agree on. Each job has a word in shared memory: its number and its state, which whoever takes
// the job changes first, so that only one does.

/** Jobs that a thread may have at a time. */
export const MOST_JOBS = 16;
/** Words behind those of jobs: other than 0 when the thread has ended; another one for each time that something waits for it; how many jobs it was given; the address of lines that are scanned ahead, or 0; and what it counts as long as it is at work. */
export const [HAS_ENDED, CALLS, JOBS, SCANS, PULSE, THREAD_WORDS] = [
  16, 17, 18, 19, 20, 21,
] as const;

/** The job waits for a thread that takes it. */
export const WAITS = 0;
/** The other thread has taken the job. */
export const IS_TAKEN = 1;
/** The other thread is done with it, and has sent what it came to. */
export const IS_DONE = 2;
/** This thread has taken the job. */
export const IS_OWN = 3;

const STATE_BITS = 2;

/** What a job's word is in a state. */
export function wordOf(job: number, state: number): number {
  return (job << STATE_BITS) | state;
}

/** What a thread has from its beginning. */
export interface ThreadData {
  readonly kernel: SharedKernel;
  /** The words of jobs. */
  readonly words: Int32Array;
  /** Where results go. */
  readonly port: MessagePort;
  readonly plan: RowGroupPlan;
  /** The columns of the rows, and which of them says when an event was. */
  readonly columns: readonly Column[];
  readonly eventTime: string | undefined;
}

/** A row group to be encoded. */
export interface ThreadJob {
  readonly job: number;
  /** The number of its word. */
  readonly slot: number;
  readonly rows: LentRows;
  readonly isFirst: boolean;
}

/** What a job came to; nothing where it failed, which tells whoever asks to try it without another thread. */
export interface ThreadResult {
  readonly job: number;
  readonly encoded: EncodedRowGroup | undefined;
}
