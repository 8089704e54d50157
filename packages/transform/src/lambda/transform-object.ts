import { type CloudApiError, isCloudApiError } from "@cloudapi/core";
import {
  isPermanent,
  ObjectError,
  type ObjectEvent,
  objectUri,
  refOf,
  skipReason,
} from "@cloudapi/s3/internal";
import { transform } from "../read/transform.ts";
import type { TransformProgress } from "../read/transform-options.ts";
import { s3Source } from "../s3/s3-source.ts";
import type { TransformReport } from "../write/write-report.ts";
import { checkRoom, type Room } from "./check-room.ts";
import { isStateOf, type ObjectState, stateOf } from "./object-state.ts";
import type { HandlerSettings } from "./read-handler-options.ts";
import { figuresOf, type TransformOutcome } from "./transform-outcome.ts";

/** One object on its way through the handler. */
export interface TransformJob {
  readonly settings: HandlerSettings;
  readonly event: ObjectEvent;
  readonly room: Room;
  readonly signal: AbortSignal;
}

/** How often an object is taken up again that was overwritten while it was read. */
const MAX_TURNS = 5;

/**
 * Write the rows of the state of an object that an event tells of. Where a source's rows replace its former ones only what is under
 * the key now is written, so that events that come late, or twice, change nothing.
 *
 * @throws {ObjectError}
 */
export async function transformObject(job: TransformJob): Promise<TransformOutcome> {
  const { settings, event } = job;
  const { bucket, prefix, table } = settings;
  const reason = skipReason({ bucket, prefix, quarantine: table }, event);
  if (reason !== undefined) return skipped(event, reason);
  try {
    return await transformNow(job);
  } catch (error) {
    throw error instanceof ObjectError || !isCloudApiError(error) ? error : failureOf(error, event);
  }
}

async function transformNow(job: TransformJob): Promise<TransformOutcome> {
  const { settings, event, signal } = job;
  const { s3, isByVersion } = settings;
  const asked = isByVersion
    ? event
    : { bucket: event.bucket, key: event.key, versionId: undefined };
  let state = await stateOf(s3, asked, signal);
  if (state !== "gone" && !isStateOf(event, state)) return skipped(event, "superseded");
  for (let turn = 1; ; turn++) {
    if (state === "gone") return skipped(event, "gone");
    if (state.isOwnOutput) return skipped(event, "own-output");
    const report = await run(job, state);
    const next = report !== undefined && isByVersion ? state : await stateOf(s3, asked, signal);
    if (report !== undefined && (next === "gone" || isSame(next, state)))
      return published(job, state, report);
    if (turn === MAX_TURNS) throw overwritten(event);
    state = next;
  }
}

function skipped(
  event: ObjectEvent,
  reason: (TransformOutcome & { outcome: "skipped" })["reason"],
): TransformOutcome {
  return { outcome: "skipped", object: refOf(event), reason };
}

function isSame(a: ObjectState, b: ObjectState): boolean {
  return a.versionId === b.versionId && a.etag === b.etag;
}

async function published(
  { settings, event }: TransformJob,
  { versionId, etag }: ObjectState,
  report: TransformReport,
): Promise<TransformOutcome> {
  const object = refOf({ ...event, versionId, etag });
  await settings.onPublished?.({ object, report });
  return { outcome: "transformed", object, figures: figuresOf(report) };
}

/** The report, or nothing when the object was overwritten or deleted while it was read. */
async function run(job: TransformJob, state: ObjectState): Promise<TransformReport | undefined> {
  const { settings, event, room, signal } = job;
  const { bucket, key } = event;
  const { versionId, etag } = state;
  const { sizeBytes = event.sizeBytes ?? 0 } = state;
  checkRoom(settings, event, sizeBytes, room);
  const pin = versionId === undefined ? { etag } : { versionId };
  const source = s3Source(settings.s3, { bucket, key, ...pin }, { signal });
  const version = versionId ?? etag;
  let progress: TransformProgress | undefined;
  try {
    return await transform(settings.dataset, source, settings.makeSink(), {
      ...settings.passed,
      ...(settings.isByVersion && version !== undefined ? { version } : {}),
      signal,
      onProgress: (now) => {
        progress = now;
      },
    });
  } catch (error) {
    const code = isCloudApiError(error) ? error.code : undefined;
    const isOfSource = (error as { place?: string }).place === source.sourceId;
    const isChanged =
      code === "OBJECT_CHANGED" || code === "NO_SUCH_KEY" || code === "NO_SUCH_VERSION";
    if (isChanged && isOfSource) return undefined;
    throw code === "OUT_OF_TIME" ? outOfTime(error, { event, sizeBytes, progress }) : error;
  }
}

/** What was stopped, and how far it had come. */
interface Stopped {
  readonly event: ObjectEvent;
  readonly sizeBytes: number;
  readonly progress: TransformProgress | undefined;
}

function outOfTime(error: unknown, { event, sizeBytes, progress }: Stopped): ObjectError {
  const { bucket, key } = event;
  const { bytesRead = 0, rowsIn = 0 } = progress ?? {};
  const { message } = error as ObjectError;
  const far = ` It had come to ${bytesRead} of ${sizeBytes} bytes (${rowsIn} rows); nothing of it was published.`;
  const details = { bucket, key, permanent: false, cause: error };
  return new ObjectError("OUT_OF_TIME", message + far, details);
}

/** What trying again can't help with, beside what S3 refuses: the content, the contract, or the table has to be changed. */
const PERMANENT = [
  "TOO_MANY_REJECTED",
  "WOULD_LOSE_ROWS",
  "INCOMPATIBLE_CONTRACT",
  "WRITTEN_BY_SPARK",
  "TOO_MANY_OBJECTS",
  "INVALID_MANIFEST",
  "SOURCE_COMPACTED",
  "SOURCE_GZIP_TRUNCATED",
  "SOURCE_GZIP_CORRUPT",
  "SOURCE_TRUNCATED",
  "SOURCE_CORRUPT",
  "SOURCE_UNSUPPORTED_ENCODING",
  "SOURCE_UNSUPPORTED_FORMAT",
];

/** The same failure, naming the object. */
function failureOf(error: CloudApiError, event: ObjectEvent): ObjectError {
  const { code, message } = error;
  const { bucket, key } = event;
  const permanent = PERMANENT.includes(code) || isPermanent(code);
  const named = `Transforming ${objectUri(event)} failed: ${message}`;
  return new ObjectError(code, named, { bucket, key, permanent, cause: error });
}

function overwritten(event: ObjectEvent): ObjectError {
  const { bucket, key } = event;
  return new ObjectError(
    "OBJECT_CHANGED",
    `${objectUri(event)} was overwritten ${MAX_TURNS} times while it was read. Write each file once, under a key of its own; trying again may help.`,
    { bucket, key, permanent: false },
  );
}
