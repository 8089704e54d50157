import type { Slots } from "@cloudapi/core/internal";
import { combineCrcs, forEachConcurrently, type PartCrc } from "@cloudapi/core/internal";
import { crcToBase64 } from "../checksum/crc.ts";
import { isCrc, type ObjectChecksum } from "../checksum/object-checksum.ts";
import { s3Error } from "../errors/to-s3-error.ts";
import type { ObjectFacts } from "../head-object.ts";
import type { TransferProgress } from "../internal/options.ts";
import { startProgress } from "../internal/progress.ts";
import { type CopyJob, copyRange } from "./copy-range.ts";
import { type ObjectSource, type OpenObject, openObject, placeOf } from "./open-object.ts";
import { planDownload } from "./plan-download.ts";
import { createTargetFile } from "./target-file.ts";

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
  readonly signal: AbortSignal | undefined;
}

/** Open the object, copy its ranges, verify, publish; on failure nothing is left. */
export async function transferObject(transfer: Transfer): Promise<DownloadedFile> {
  const signal = transfer.signal ?? new AbortController().signal;
  const release = await transfer.slots.acquire();
  try {
    const object = await openObject(transfer.source, transfer.ifMatch, signal);
    try {
      await writeFile(transfer, object, signal, release);
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
  const file = await createTargetFile(transfer.source.target);
  try {
    const progress = startProgress(sizeBytes, transfer.onProgress);
    const crc =
      checksum !== undefined && isCrc(checksum.algorithm) ? checksum.algorithm : undefined;
    const job: CopyJob = { source: transfer.source, object, file, progress, crc };
    const parts = await copyRanges(job, transfer, signal, release);
    if (checksum !== undefined) await verify(job, checksum, parts);
    signal.throwIfAborted();
    await file.publish();
  } finally {
    await file.discard();
  }
}

/** The first range comes with the answer that opened the object, and keeps that request's slot. */
async function copyRanges(
  job: CopyJob,
  { partSizeBytes, concurrency, slots }: Transfer,
  signal: AbortSignal,
  releaseFirst: () => void,
): Promise<readonly PartCrc[]> {
  const parts: PartCrc[] = [];
  const ranges = planDownload(job.object.facts.sizeBytes, partSizeBytes);
  await forEachConcurrently(ranges, { concurrency, signal }, async (range, partSignal) => {
    const isFirst = range.index === 0;
    const release = isFirst ? releaseFirst : await slots.acquire();
    try {
      partSignal.throwIfAborted();
      parts[range.index] = await copyRange(
        job,
        range,
        isFirst ? job.object.body : undefined,
        partSignal,
      );
    } finally {
      release();
    }
  });
  return parts;
}

/** CRCs were computed on the way and combine; hashes need the bytes in order, so the file is read once more. */
async function verify(
  job: CopyJob,
  checksum: ObjectChecksum,
  parts: readonly PartCrc[],
): Promise<void> {
  const { algorithm, value } = checksum;
  const found = isCrc(algorithm)
    ? crcToBase64(algorithm, combineCrcs(algorithm, parts))
    : await job.file.hash(algorithm);
  if (found === value) return;
  throw s3Error(
    "CHECKSUM_MISMATCH",
    placeOf(job.source),
    `the object has ${algorithm} ${value}, what arrived ${found}.`,
  );
}
