import { isCloudApiError } from "@cloudapi/core";
import { contractHeaders } from "@cloudapi/core/internal";
import { formatOfName } from "@cloudapi/records/internal";
import {
  checkSize,
  ObjectError,
  type ObjectEvent,
  type OpenState,
  objectUri,
  openState,
  skipReason,
  wholeBody,
} from "@cloudapi/s3/internal";
import type { ValidationReport } from "../../validation-report.ts";
import type { HandlerSettings } from "../handler-settings.ts";
import { rowsKey, verdictKey } from "../quarantine/quarantine-keys.ts";
import { RowsWriter } from "../quarantine/rows-writer.ts";
import { type Judged, publishVerdict, relate } from "../verdict/publish-verdict.ts";
import { buildVerdict, type VerdictObject } from "../verdict/verdict.ts";
import { lookForVerdict, type StoredVerdict } from "../verdict/verdict-store.ts";
import { alertClaim, alertOnce } from "./alert-once.ts";
import { type Job, judged, skipped } from "./job.ts";
import type { ObjectOutcome } from "./object-outcome.ts";
import { validateObject } from "./validate-object.ts";

/**
 * Validate the state of an object that an event tells of: rejected rows first, then the verdict, then the alert,
 * so that whatever stops in between is made up for by the next try.
 *
 * @throws {ObjectError}
 */
export async function processObject(
  settings: HandlerSettings,
  event: ObjectEvent,
  signal: AbortSignal,
): Promise<ObjectOutcome> {
  const reason = skipReason(settings, event);
  if (reason !== undefined) return skipped(event, reason);
  const pinned = await pin(settings, event, signal);
  if (typeof pinned === "string") return skipped(event, pinned);
  const { prefix, bucket = event.bucket } = settings.quarantine;
  const place = { bucket, key: verdictKey(prefix, pinned), kmsKeyArn: settings.kmsKeyArn };
  const job: Job = { settings, event: pinned, place, rowsKey: rowsKey(prefix, pinned), signal };
  const found = await lookForVerdict(settings.s3, place, signal);
  const verdict = found?.verdict;
  if (found === undefined || verdict === undefined || settings.force)
    return validateAndPublish(job, found);
  const relation = relate(verdict, wantedOf(job));
  if (relation === "late") return skipped(pinned, "late");
  if (relation === "duplicate")
    return judged(job, "duplicate", await alertOnce(job, { verdict, etag: found.etag }));
  return validateAndPublish(job, found);
}

/** An event that does not say which state it means is about the one that is there now. */
async function pin(
  { s3 }: HandlerSettings,
  event: ObjectEvent,
  signal: AbortSignal,
): Promise<ObjectEvent | "gone" | "superseded"> {
  if (event.versionId !== undefined || event.etag !== undefined) return event;
  const opened = await openState(s3, event, signal);
  if (typeof opened === "string") return opened;
  opened.body.destroy();
  return { ...event, versionId: opened.versionId, etag: opened.etag };
}

function wantedOf({ settings: { dataset, rulesHash }, event }: Job): Judged {
  const object = { sequencer: event.sequencer ?? null };
  return { object, contractHash: dataset.contractHash, rulesHash };
}

async function validateAndPublish(
  job: Job,
  found: StoredVerdict | undefined,
): Promise<ObjectOutcome> {
  const { settings, event, signal } = job;
  const opened = await openState(settings.s3, event, signal);
  if (typeof opened === "string") return skipped(event, opened);
  try {
    if (opened.isOwnOutput) return skipped(event, "own-output");
    checkSize(event, opened.sizeBytes);
    return await judge(job, opened, found);
  } finally {
    opened.body.destroy();
  }
}

async function judge(
  job: Job,
  opened: OpenState,
  found: StoredVerdict | undefined,
): Promise<ObjectOutcome> {
  const { settings, event, place, signal } = job;
  const started = Date.now();
  const { report, quarantineKey } = await validate(job, opened);
  const verdict = buildVerdict(report, {
    object: describe(event, opened),
    rulesHash: settings.rulesHash,
    maxRejectedRatio: settings.maxRejectedRatio,
    quarantineKey,
    alertClaimedUntil: settings.alert === undefined ? null : alertClaim(),
    includeRowContents: settings.alert?.includeRowContents ?? false,
    validatedAt: new Date(started).toISOString(),
    durationMs: Date.now() - started,
  });
  const published = await publishVerdict(settings.s3, place, verdict, { found, signal });
  if (published.status === "late") return skipped(event, "late");
  return published.status === "duplicate"
    ? judged(job, "duplicate", await alertOnce(job, published))
    : judged(job, "validated", await alertOnce(job, published, verdict.runId));
}

async function validate(
  job: Job,
  opened: OpenState,
): Promise<{ report: ValidationReport; quarantineKey: string | null }> {
  const { settings, event, signal } = job;
  const { dataset, adaptation, maxRecordBytes } = settings;
  const named = formatOfName(event.key);
  const rows = new RowsWriter(settings.s3, rowsPlace(job), signal);
  try {
    const body = wholeBody(opened.body, event, opened.sizeBytes ?? event.sizeBytes);
    const report = await validateObject(body, rows, {
      dataset,
      adaptation,
      maxRecordBytes,
      signal,
      source: objectUri(event),
      format: settings.format ?? named.format,
      delimiter: settings.delimiter ?? named.delimiter,
    });
    return { report, quarantineKey: await rows.finish() };
  } catch (error) {
    await rows.abort();
    signal.throwIfAborted();
    throw isCloudApiError(error) || isFault(error) ? error : interrupted(event, error);
  }
}

function rowsPlace({ settings: { dataset, kmsKeyArn }, place, rowsKey: key }: Job) {
  return { bucket: place.bucket, key, metadata: contractHeaders(dataset), kmsKeyArn };
}

/** What a program throws that is wrong, not a connection. */
function isFault(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}

/** Reading is what can fail here in ways that are not S3's; their words may quote content and stay in `cause`. */
function interrupted({ bucket, key }: ObjectEvent, cause: unknown): ObjectError {
  const { code = "", name = "" } = cause as { code?: string; name?: string };
  const message = `Reading ${objectUri({ bucket, key })} was interrupted (${code || name}). Trying again may help.`;
  return new ObjectError("READ_INTERRUPTED", message, { bucket, key, permanent: false, cause });
}

function describe(
  { bucket, key, sequencer, eventTime, sizeBytes, versionId, etag }: ObjectEvent,
  opened: OpenState,
): VerdictObject {
  return {
    bucket,
    key,
    versionId: versionId ?? null,
    etag: opened.etag ?? etag ?? null,
    sizeBytes: opened.sizeBytes ?? sizeBytes ?? null,
    sequencer: sequencer ?? null,
    eventTime: eventTime ?? null,
  };
}
