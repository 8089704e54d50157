import { addAbortSignal, type Readable } from "node:stream";
import type { PartCrc } from "@cloudapi/core/internal";
import { sleep } from "@cloudapi/core/internal";
import { type RunningCrc, startCrc } from "../checksum/crc.ts";
import type { CrcAlgorithm } from "../checksum/object-checksum.ts";
import { S3Error } from "../errors/s3-error.ts";
import { s3Error, toS3Error } from "../errors/to-s3-error.ts";
import type { ProgressCounter } from "../internal/progress.ts";
import { type ObjectSource, type OpenObject, openRange, placeOf } from "./open-object.ts";
import type { ByteRange } from "./plan-download.ts";
import type { TargetFile } from "./target-file.ts";

const WRITE_BYTES = 1024 ** 2;
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;

/** What copying the ranges of one object shares. */
export interface CopyJob {
  readonly source: ObjectSource;
  readonly object: OpenObject;
  readonly file: TargetFile;
  readonly progress: ProgressCounter;
  /** Which checksum to compute on the way, if any. */
  readonly crc: CrcAlgorithm | undefined;
}

/** One range on its way: everything before `position` is in the file and in the checksum. */
interface CopyState {
  position: number;
  readonly crc: RunningCrc | undefined;
}

/**
 * Copy a range of the object to its place in the file.
 *
 * The SDK repeats requests only until the answer begins; a connection lost in the middle of a body is taken up here,
 * at the byte where it broke.
 */
export async function copyRange(
  job: CopyJob,
  range: ByteRange,
  firstBody: Readable | undefined,
  signal: AbortSignal,
): Promise<PartCrc> {
  const state: CopyState = {
    position: range.start,
    crc: job.crc === undefined ? undefined : startCrc(job.crc),
  };
  for (let attempt = 1; state.position < range.end; attempt++) {
    const wanted = { start: state.position, end: range.end };
    const body =
      attempt === 1 && firstBody
        ? firstBody
        : await openRange(job.source, job.object.facts, wanted, signal);
    const failure = await copyBody(job, range, state, body, signal);
    if (state.position === range.end) break;
    if (attempt === MAX_ATTEMPTS) throw toS3Error(failure, placeOf(job.source));
    await sleep(FIRST_DELAY_MS * 2 ** (attempt - 1), signal);
  }
  return { value: (await state.crc?.value()) ?? 0n, sizeBytes: range.end - range.start };
}

/**
 * Copy what a body brings, up to the range's end, and give back what cut it short; a file's own errors are thrown.
 * A body is read to its end, which frees its connection for the next request; only the first one may go on past it.
 */
async function copyBody(
  job: CopyJob,
  range: ByteRange,
  state: CopyState,
  body: Readable,
  signal: AbortSignal,
): Promise<unknown> {
  addAbortSignal(signal, body);
  const pending = new PendingWrite(job, state);
  const goesOn = body === job.object.body && range.end < job.object.facts.sizeBytes;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      const room = range.end - state.position - pending.sizeBytes;
      await pending.add(chunk.subarray(0, room));
      if (goesOn && chunk.length >= room) break;
    }
    await pending.flush();
    return Object.assign(new Error("the answer ended before its last byte"), {
      code: "ECONNRESET",
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof S3Error) throw error;
    if (isFoundByTheSdk(error)) throw s3Error("CHECKSUM_MISMATCH", placeOf(job.source), error);
    await pending.flush();
    return error;
  } finally {
    body.destroy();
  }
}

/** The SDK verifies a body too, if the client is set so, and then fails its stream with a plain error. */
function isFoundByTheSdk(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Checksum mismatch:");
}

/** Gathers a body's small chunks into larger writes. */
class PendingWrite {
  sizeBytes = 0;
  readonly #job: CopyJob;
  readonly #state: CopyState;
  #chunks: Uint8Array[] = [];

  constructor(job: CopyJob, state: CopyState) {
    this.#job = job;
    this.#state = state;
  }

  async add(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.sizeBytes += chunk.length;
    if (this.sizeBytes >= WRITE_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.sizeBytes === 0) return;
    for (const chunk of this.#chunks) this.#state.crc?.update(chunk);
    await this.#job.file.write(this.#chunks, this.#state.position);
    this.#state.position += this.sizeBytes;
    this.#job.progress.add(this.sizeBytes);
    this.#chunks = [];
    this.sizeBytes = 0;
  }
}
