import type { Slots } from "@cloudapi/core/internal";
import { combineCrcs, forEachConcurrently } from "@cloudapi/core/internal";
import { crcToBase64 } from "../checksum/crc.ts";
import { type CrcAlgorithm, isCrc, type ObjectChecksum } from "../checksum/object-checksum.ts";
import { s3Error } from "../errors/to-s3-error.ts";
import type { ObjectFacts } from "../head-object.ts";
import type { TransferProgress } from "../internal/options.ts";
import { startProgress } from "../internal/progress.ts";
import { type CopiedRange, type CopyJob, copyRange, readRange } from "./copy-range.ts";
import { createFirstStream } from "./first-stream.ts";
import { type ObjectSource, type OpenObject, openObject, placeOf } from "./open-object.ts";
import { createRangeClaims } from "./range-claims.ts";
import { createTargetFile } from "./target-file.ts";
import { checksumOf, createMemoryWriter, MAX_WHOLE_BYTES, placeWholeFile } from "./whole-file.ts";

/** The file as it was written, and the object it came from. */
export interface DownloadedFile extends ObjectFacts {
  readonly path: string;
}

/** One object to one file, with its arguments checked. */
export interface Transfer {
  readonly source: ObjectSource;
  readonly ifMatch: string | undefined;
  readonly partSizeBytes: number | undefined;
  readonly onProgress: ((progress: TransferProgress) => void) | undefined;
  readonly concurrency: number;
  /** Requests in flight; shared by the files of a prefix. */
  readonly slots: Slots;
  readonly idleTimeoutMs: number;
  /** Whether the file survives a power cut once it is in its place. */
  readonly isDurable: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Open the object, copy its ranges, verify, publish; on failure nothing is left. */
export async function transferObject(transfer: Transfer): Promise<DownloadedFile> {
  const signal = transfer.signal ?? new AbortController().signal;
  const release = await transfer.slots.acquire();
  try {
    const reading = { idleTimeoutMs: transfer.idleTimeoutMs, signal };
    const object = await openObject(transfer.source, transfer.ifMatch, reading);
    try {
      const write = isSmall(transfer, object.facts.sizeBytes) ? writeSmallFile : writeFile;
      await write(transfer, object, signal, release);
    } finally {
      object.body.destroy();
    }
    const { bucket, key, path } = transfer.source.target;
    return { bucket, key, path, ...object.facts };
  } finally {
    release();
  }
}

async function writeFile(
  transfer: Transfer,
  object: OpenObject,
  signal: AbortSignal,
  release: () => void,
): Promise<void> {
  const { checksum, sizeBytes } = object.facts;
  const file = await createTargetFile(transfer.source.target, transfer.isDurable);
  try {
    const progress = startProgress(sizeBytes, transfer.onProgress);
    const crc =
      checksum !== undefined && isCrc(checksum.algorithm) ? checksum.algorithm : undefined;
    const { source, partSizeBytes, concurrency, idleTimeoutMs } = transfer;
    const firstStream = createFirstStream();
    const claims = createRangeClaims({ sizeBytes, partSizeBytes, concurrency, firstStream });
    const shared = { claims, firstStream };
    const job = { source, object, file, progress, crc, shared, idleTimeoutMs };
    const parts = await copyRanges(job, transfer, signal, release);
    if (checksum !== undefined) await verify(job, checksum, parts);
    signal.throwIfAborted();
    await file.publish();
  } finally {
    await file.discard();
  }
}

/** A small file that one request brings is collected in memory: the disk sees it when it is complete. */
function isSmall({ isDurable, partSizeBytes }: Transfer, sizeBytes: number): boolean {
  return !isDurable && sizeBytes <= Math.min(MAX_WHOLE_BYTES, partSizeBytes ?? MAX_WHOLE_BYTES);
}

async function writeSmallFile(
  { source, onProgress, idleTimeoutMs }: Transfer,
  object: OpenObject,
  signal: AbortSignal,
  release: () => void,
): Promise<void> {
  const { checksum, sizeBytes } = object.facts;
  const content = Buffer.allocUnsafeSlow(sizeBytes);
  const writer = createMemoryWriter(content, startProgress(sizeBytes, onProgress));
  const { body } = object;
  const job = { source, object, idleTimeoutMs };
  await readRange(job, { writer, range: { end: sizeBytes }, body, signal });
  release();
  if (checksum !== undefined) {
    compare(source, checksum, await checksumOf(checksum.algorithm, content));
  }
  signal.throwIfAborted();
  await placeWholeFile(source.target, content, signal);
}

/** The first range comes with the answer that opened the object, and keeps that request's slot. */
async function copyRanges(
  job: CopyJob & Required<Pick<CopyJob, "shared">>,
  { concurrency, slots }: Transfer,
  signal: AbortSignal,
  releaseFirst: () => void,
): Promise<readonly CopiedRange[]> {
  const copied: CopiedRange[] = [];
  const { object } = job;
  const { claims } = job.shared;
  if (claims.isSingle) {
    const range = { index: 0, start: 0, end: object.facts.sizeBytes };
    const copied = await copyRange(job, range, object.body, signal);
    releaseFirst();
    return [copied];
  }
  const workers = { concurrency, signal };
  await forEachConcurrently(claims.ranges(signal), workers, async (range, partSignal) => {
    const isFirst = range.start === 0;
    const release = isFirst ? releaseFirst : await slots.acquire();
    try {
      partSignal.throwIfAborted();
      const body = isFirst ? object.body : undefined;
      copied.push(await copyRange(job, range, body, partSignal));
    } finally {
      release();
    }
  });
  return copied.sort((a, b) => a.start - b.start);
}

/** CRCs were computed on the way and combine; hashes need the bytes in order, so the file is read once more. */
async function verify(
  job: CopyJob,
  checksum: ObjectChecksum,
  parts: readonly CopiedRange[],
): Promise<void> {
  const { algorithm } = checksum;
  const found = isCrc(algorithm)
    ? crcToBase64(algorithm, wholeCrc(algorithm, parts))
    : await job.file.hash(algorithm);
  compare(job.source, checksum, found);
}

function compare(source: ObjectSource, { algorithm, value }: ObjectChecksum, found: string): void {
  if (found === value) return;
  throw s3Error(
    "CHECKSUM_MISMATCH",
    placeOf(source),
    `the object has ${algorithm} ${value}, what arrived ${found}.`,
  );
}

function wholeCrc(algorithm: CrcAlgorithm, parts: readonly CopiedRange[]): bigint {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only.value : combineCrcs(algorithm, parts);
}
