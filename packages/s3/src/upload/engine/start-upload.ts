import { setMaxListeners } from "node:events";
import type { Slots } from "@cloudapi/core/internal";
import { DEFAULT_CONCURRENCY } from "../../internal/options.ts";
import { DEFAULT_PART_BYTES, MAX_PART_BYTES } from "../plan-upload.ts";
import { createPartBuffer } from "./part-buffer.ts";
import { createPartSender, type PartSender } from "./part-sender.ts";
import { putObject } from "./put-object.ts";
import type { StoredObject } from "./stored-object.ts";
import { createUploadFailure, type UploadFailure } from "./upload-failure.ts";
import type { UploadTarget } from "./upload-target.ts";

/** How parts are cut and sent. */
export interface UploadOptions {
  /** The size from which an object is sent in parts, and of a part; default 8 MiB. */
  readonly partSizeBytes?: number | undefined;
  /** Parts of this upload in flight at once; default 4. */
  readonly concurrency?: number | undefined;
  /** Bounds what several uploads have in flight together. */
  readonly slots?: Slots | undefined;
}

/** An object that is being written; it appears whole when it is completed, or not at all. */
export interface RunningUpload {
  /** Add bytes at the end; they are copied. Resolves when there is room for more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when all parts that are full have arrived; rejects if one didn't. */
  arrived(): Promise<void>;
  /** Make the object appear. */
  complete(): Promise<StoredObject>;
  /** Store nothing, and remove the parts that were sent; does nothing once the object is complete. Rejects if parts stay. */
  abort(): Promise<void>;
}

/** Parts stay small for the first 40 GB, then double with every 500: 10,000 of them hold any object S3 takes. */
const PARTS_OF_FIRST_SIZE = 5_000;
const PARTS_TO_DOUBLE = 500;

/**
 * Begin an object whose length is not known: nothing is sent before a part is full or the upload is completed, and what
 * fits into one part goes in one request. In memory are the parts in flight and the one that is being filled.
 *
 * A failure, and an abort by the target's signal too, removes the parts at once; every later call then rejects with it.
 */
export function startUpload(given: UploadTarget, options: UploadOptions = {}): RunningUpload {
  const { partSizeBytes = DEFAULT_PART_BYTES, concurrency = DEFAULT_CONCURRENCY, slots } = options;
  /** Stops what is in flight, for whatever reason. */
  const stop = new AbortController();
  const target: UploadTarget = { ...given, signal: stop.signal };
  const buffer = createPartBuffer();
  const note = (error: unknown) => void failure.note(error);
  const sender: PartSender = createPartSender(target, { concurrency, slots }, note);
  const failure = createUploadFailure(target, stop, () => sender.settle());
  const inTurn = createTurns();
  let completed: Promise<StoredObject> | undefined;
  let isComplete = false;
  followSignal(given.signal, stop.signal, note);

  async function dispatch(): Promise<void> {
    await sender.dispatch(buffer.take());
    await failure.throwIfNoted();
  }

  async function writeAll(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0; ) {
      const wanted = partSizeAfter(sender.parts(), partSizeBytes);
      rest = buffer.add(rest, wanted);
      if (buffer.sizeBytes() >= wanted) await dispatch();
    }
  }

  async function finish(): Promise<StoredObject> {
    if (sender.parts() === 0) return inSlot(slots, () => putObject(target, buffer.take()));
    if (buffer.sizeBytes() > 0) await dispatch();
    return sender.complete((await settled(sender, failure)) as string);
  }

  async function end(): Promise<StoredObject> {
    const stored = await finish();
    isComplete = true;
    stop.abort();
    return stored;
  }

  return {
    async write(bytes) {
      if (completed !== undefined)
        throw new TypeError("write: the upload has already been completed.");
      await inTurn(() => failure.guard(() => writeAll(bytes)));
    },
    arrived: () => inTurn(() => failure.guard(async () => void (await settled(sender, failure)))),
    complete() {
      completed ??= inTurn(() => failure.guard(end));
      return completed;
    },
    async abort() {
      if (isComplete) return;
      await failure.note(abortedByCaller());
      failure.throwIfPartsAreLeft();
    },
  };
}

/** Wait for what is in flight; the id of the upload, if one was begun. */
async function settled(sender: PartSender, failure: UploadFailure): Promise<string | undefined> {
  const uploadId = await sender.settle();
  await failure.throwIfNoted();
  return uploadId;
}

function abortedByCaller(): DOMException {
  return new DOMException("The upload was aborted; nothing is stored.", "AbortError");
}

function partSizeAfter(parts: number, partSizeBytes: number): number {
  const doublings = Math.ceil((parts + 1 - PARTS_OF_FIRST_SIZE) / PARTS_TO_DOUBLE);
  return Math.min(partSizeBytes * 2 ** Math.max(0, doublings), MAX_PART_BYTES);
}

/** Calls that are not waited for still follow one another. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

async function inSlot<T>(slots: Slots | undefined, work: () => Promise<T>): Promise<T> {
  const release = await slots?.acquire();
  try {
    return await work();
  } finally {
    release?.();
  }
}

/** Tell of the abort of a signal, until another one is aborted. */
function followSignal(
  signal: AbortSignal | undefined,
  until: AbortSignal,
  onAbort: (reason: unknown) => void,
): void {
  setMaxListeners(0, until);
  const follow = () => onAbort(signal?.reason);
  if (signal?.aborted) follow();
  signal?.addEventListener("abort", follow, { signal: until });
}
