import {
  type HandlerContext,
  ObjectError,
  type ObjectEvent,
  objectUri,
} from "@cloudapi/s3/internal";
import { isFileFormat } from "../read/file-format.ts";
import type { HandlerSettings } from "./read-handler-options.ts";

/** Lambda's context, as far as room is judged by it. */
export interface RoomContext extends HandlerContext {
  readonly memoryLimitInMB?: string | number;
}

/** How much time an invocation had, and has. */
export interface Room {
  readonly context: RoomContext | undefined;
  /** Left when the invocation began. */
  readonly grantedMs: number | undefined;
}

const MIB = 1024 * 1024;
const BYTES_PER_SECOND = 8 * MIB;
/** Memory with which Lambda gives a function one vCPU. */
const VCPU_MB = 1_769;
const COMPRESSED = /\.(gz|gzip|zst|bz2|xz|zip|br)$/i;
/** What Lambda gives in /tmp unless told otherwise, less what the sink may need of it. */
const TMP_BYTES = 448 * MIB;
/** Kept for publishing, and for telling what failed. */
const MARGIN_MS = 3_000;

const ALTERNATIVES =
  "Run transform for it where time and disk are not so short, such as a task of Fargate, or split the file.";

/**
 * Refuse an object that can't be done before the function's time is over, or that there is no room for.
 *
 * @throws {ObjectError} `TOO_LARGE_FOR_FUNCTION` where no invocation could, `OUT_OF_TIME` where another one may
 */
export function checkRoom(
  settings: HandlerSettings,
  event: ObjectEvent,
  sizeBytes: number,
  { context, grantedMs }: Room,
): void {
  const { maxObjectBytes = Number.POSITIVE_INFINITY, passed } = settings;
  if (sizeBytes > maxObjectBytes)
    throw tooLarge(event, `it has ${sizeBytes} bytes, and maxObjectBytes is ${maxObjectBytes}`);
  if (isFileFormat(passed.format) && sizeBytes > TMP_BYTES)
    throw tooLarge(
      event,
      `a file of the format ${passed.format.name} is kept in /tmp as a whole, and it has ${sizeBytes} bytes`,
    );
  const remainingMs = context?.getRemainingTimeInMillis?.();
  if (remainingMs === undefined) return;
  const neededMs = Math.ceil((sizeBytes / speedOf(settings, event, context)) * 1000) + MARGIN_MS;
  if (neededMs <= remainingMs) return;
  const needed = `it has ${sizeBytes} bytes, which take about ${seconds(neededMs)}`;
  if (neededMs > (grantedMs ?? remainingMs))
    throw tooLarge(event, `${needed}, and the function has ${seconds(grantedMs ?? remainingMs)}`);
  const { bucket, key } = event;
  throw new ObjectError(
    "OUT_OF_TIME",
    `${objectUri(event)} was not begun: ${needed}, and ${seconds(remainingMs)} are left of this invocation. Another one has the time; smaller batches have it at once.`,
    { bucket, key, permanent: false },
  );
}

function speedOf(
  { bytesPerSecond }: HandlerSettings,
  { key }: ObjectEvent,
  context: RoomContext | undefined,
): number {
  if (bytesPerSecond !== undefined) return bytesPerSecond;
  const memoryMb = Number(context?.memoryLimitInMB ?? VCPU_MB);
  // The work is done by one thread, which a second vCPU helps little.
  const share = Math.min(1, (memoryMb > 0 ? memoryMb : VCPU_MB) / VCPU_MB);
  return (BYTES_PER_SECOND * share) / (COMPRESSED.test(key) ? 4 : 1);
}

function tooLarge(event: ObjectEvent, reason: string): ObjectError {
  const { bucket, key } = event;
  return new ObjectError(
    "TOO_LARGE_FOR_FUNCTION",
    `${objectUri(event)} is too large for the function: ${reason}. Nothing was read. ${ALTERNATIVES}`,
    { bucket, key, permanent: true },
  );
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
