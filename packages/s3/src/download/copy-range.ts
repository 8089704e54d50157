import type { Readable } from "node:stream";
import { escapeControls, type PartCrc, sleep } from "@cloudapi/core/internal";
import { startCrc } from "../checksum/crc.ts";
import type { CrcAlgorithm } from "../checksum/object-checksum.ts";
import { describePlace } from "../errors/place.ts";
import { S3Error } from "../errors/s3-error.ts";
import { s3Error } from "../errors/to-s3-error.ts";
import type { ProgressCounter } from "../internal/progress.ts";
import type { FirstStream } from "./first-stream.ts";
import { type ObjectSource, type OpenObject, openRange, placeOf } from "./open-object.ts";
import type { ByteRange } from "./plan-download.ts";
import type { RangeClaims } from "./range-claims.ts";
import { createRangeWriter, type RangeWriter } from "./range-writer.ts";
import { type BodyEnd, connectionError, receiveBody } from "./receive-body.ts";
import type { TargetFile } from "./target-file.ts";

const MAX_ATTEMPTS = 5;
const FIRST_DELAY_MS = 100;
/** A connection that brought this much before it broke does not count as a failed attempt. */
const PROGRESS_BYTES = 8 * 1024 ** 2;

/** What reading an object takes. */
export interface ReadJob {
  readonly source: ObjectSource;
  readonly object: OpenObject;
  readonly idleTimeoutMs: number;
  /** What the first connection shares with others, if there are any. */
  readonly shared?: { readonly claims: RangeClaims; readonly firstStream: FirstStream };
}

/** What copying the ranges of one object shares. */
export interface CopyJob extends ReadJob {
  readonly file: TargetFile;
  readonly progress: ProgressCounter;
  /** Which checksum to compute on the way, if any. */
  readonly crc: CrcAlgorithm | undefined;
}

/** What was copied: where it begins, and its checksum. */
export interface CopiedRange extends PartCrc {
  readonly start: number;
}

/** Copy a range of the object to its place in the file, the first one with what follows it that nobody else copies. */
export async function copyRange(
  job: CopyJob,
  { start, end }: ByteRange,
  firstBody: Readable | undefined,
  signal: AbortSignal,
): Promise<CopiedRange> {
  const crc = job.crc === undefined ? undefined : startCrc(job.crc);
  const writer = createRangeWriter({ file: job.file, progress: job.progress, crc }, { start, end });
  const range = { end };
  await readRange(job, { writer, range, body: firstBody, signal });
  return { start, sizeBytes: range.end - start, value: (await crc?.value()) ?? 0n };
}

/**
 * Read a range of the object from the writer's position on.
 *
 * The SDK repeats requests only until the answer begins; a connection lost in the middle of a body, or one that brings
 * nothing for too long, is taken up here, at the byte where it broke.
 */
export async function readRange(job: ReadJob, copying: Copying): Promise<void> {
  const { writer, range, signal } = copying;
  let attempt = 1;
  let lastFailure = writer.position();
  for (let body = copying.body; writer.position() < range.end; body = undefined) {
    const failure = await copyOnce(job, { writer, range, body, signal });
    if (writer.position() === range.end) break;
    if (writer.position() - lastFailure >= PROGRESS_BYTES) attempt = 1;
    if (attempt === MAX_ATTEMPTS) throw brokenOff(job, writer.position(), failure);
    lastFailure = writer.position();
    await sleep(FIRST_DELAY_MS * 2 ** (attempt++ - 1), signal);
  }
  await writer.flush();
}

/** A range being copied; the first one's end moves on. */
export interface Copying {
  readonly writer: RangeWriter;
  readonly range: { end: number };
  readonly body: Readable | undefined;
  readonly signal: AbortSignal;
}

/** Copy from one connection; gives what broke it before the end, and throws what trying again can't mend. */
async function copyOnce(job: ReadJob, copying: Copying): Promise<unknown> {
  const { writer, range, signal } = copying;
  let body: Readable | undefined;
  try {
    body = copying.body ?? (await reopen(job, writer.position(), range.end, signal));
    const end = await receive(job, copying, body);
    await writer.flush();
    signal.throwIfAborted();
    if (end.kind === "failed") throw end.error;
    if (writer.position() === range.end) return undefined;
    if (end.kind !== "broken") return connectionError("the answer ended before its last byte");
    if (isFoundByTheSdk(end.error))
      throw s3Error("CHECKSUM_MISMATCH", placeOf(job.source), end.error);
    return end.error;
  } catch (error) {
    signal.throwIfAborted();
    // Even the answer did not begin: a broken connection, too.
    if (error instanceof S3Error && error.code === "S3_UNREACHABLE") return error;
    throw error;
  } finally {
    if (body === job.object.body) job.shared?.firstStream.end();
    body?.destroy();
  }
}

function receive(
  job: ReadJob,
  { writer, range, signal }: Copying,
  body: Readable,
): Promise<BodyEnd> {
  const isWhole = body === job.object.body;
  const { sizeBytes } = job.object.facts;
  const sink = {
    add(chunk: Uint8Array) {
      if (isWhole) job.shared?.firstStream.add(chunk.length);
      return writer.add(chunk);
    },
    room() {
      const room = range.end - writer.position();
      if (room > 0 || !isWhole) return room;
      range.end = job.shared?.claims.claimNext(range.end)?.end ?? range.end;
      return range.end - writer.position();
    },
    isFull: () => isWhole && sink.room() === 0 && range.end < sizeBytes,
  };
  return receiveBody(body, sink, { idleTimeoutMs: job.idleTimeoutMs, signal });
}

function reopen(
  { source, object, idleTimeoutMs }: ReadJob,
  start: number,
  end: number,
  signal: AbortSignal,
): Promise<Readable> {
  return openRange(source, object.facts, { start, end }, { idleTimeoutMs, signal });
}

function brokenOff({ source, object }: ReadJob, position: number, failure: unknown): S3Error {
  const place = placeOf(source);
  const reason = failure instanceof Error ? failure.message : String(failure);
  const message =
    `Cannot read ${describePlace(place)}: the connection broke off at byte ${position} of ${object.facts.sizeBytes}, ` +
    `${MAX_ATTEMPTS} times (${escapeControls(reason)}). The file was not written. Check the network and the server, then download it again.`;
  return new S3Error("S3_UNREACHABLE", message, place, { cause: failure });
}

/** The SDK verifies a body too, if the client is set so, and then fails its stream with a plain error. */
function isFoundByTheSdk(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Checksum mismatch:");
}
