import { isCloudApiError } from "@cloudapi/core";
import { type ObjectEvent, refOf, skipReason } from "@cloudapi/s3/internal";
import { loadObjects } from "../load/load-objects.ts";
import { currentState } from "./current-state.ts";
import { loadFailure } from "./load-failure.ts";
import type { LoadOutcome, SkipReason } from "./load-outcome.ts";
import type { LoadSettings } from "./read-load-options.ts";

/** One object on its way to the table. */
interface LoadJob {
  readonly settings: LoadSettings;
  readonly event: ObjectEvent;
  readonly signal: AbortSignal;
}

/**
 * Load the state of an object that an event tells of, unless its version is in the table's ledger. Only what is under the key now is
 * loaded, so that events that come late, or twice, change nothing.
 *
 * @throws {ObjectError}
 */
export async function loadObject(job: LoadJob): Promise<LoadOutcome> {
  const reason = reasonToSkip(job.settings, job.event);
  if (reason !== undefined) return skipped(job.event, reason);
  try {
    return await loadNow(job);
  } catch (error) {
    job.signal.throwIfAborted();
    throw isCloudApiError(error) ? loadFailure(error, job.event) : error;
  }
}

function skipped(event: ObjectEvent, reason: SkipReason): LoadOutcome {
  return { outcome: "skipped", object: refOf(event), reason };
}

function reasonToSkip(settings: LoadSettings, event: ObjectEvent): SkipReason | undefined {
  const { bucket, prefix, own } = settings;
  const reason = skipReason({ bucket, prefix, quarantine: own }, event);
  if (reason !== undefined) return reason;
  const below = event.key.slice((prefix ?? "").length);
  return below.split("/").some((name) => /^[_.]/.test(name)) ? "hidden" : undefined;
}

async function loadNow({ settings, event, signal }: LoadJob): Promise<LoadOutcome> {
  const { s3, warehouse, dataset, passed, keysBegin, maxAttempts } = settings;
  const object = await currentState(s3, event, signal);
  if (typeof object === "string") return skipped(event, object);
  const { bucket, key } = event;
  const input = { ...passed, prefix: keysBegin, objects: [{ bucket, key }] };
  try {
    const report = await loadObjects({ s3, warehouse }, dataset, input, { signal, maxAttempts });
    const { loadId, rowsRead, rowsAdded, rowsRemoved, attempts } = report;
    if (loadId === undefined) return { outcome: "already", object };
    const figures = { loadId, rowsRead, rowsAdded, rowsRemoved, attempts };
    return { outcome: "loaded", object, figures };
  } catch (error) {
    signal.throwIfAborted();
    const now = isChange(error) ? await currentState(s3, event, signal) : object;
    if (typeof now === "string") return skipped(event, now);
    throw error;
  }
}

/** What a file that was replaced or deleted meanwhile is seen by. */
function isChange(error: unknown): boolean {
  const codes = ["NO_SUCH_KEY", "PRECONDITION_FAILED", "OBJECT_MISSING", "ROWS_MISSING"];
  return isCloudApiError(error) && codes.includes(error.code);
}
