import { randomUUID } from "node:crypto";
import { isCloudApiError } from "@cloudapi/core";
import { delayMs, sleep } from "@cloudapi/core/internal";
import { publishAlert } from "../alert/publish-alert.ts";
import { toAlertError } from "../alert/to-alert-error.ts";
import { relate } from "../verdict/publish-verdict.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { readVerdict, writeVerdict } from "../verdict/verdict-store.ts";
import type { Job } from "./job.ts";

/** A verdict as it is stored. */
interface Stored {
  readonly verdict: Verdict;
  readonly etag: string;
}

/** A run that holds the claim sends within this time, or not at all. */
const CLAIM_MS = 30_000;
/** Clocks differ: other runs take a claim to last this much longer. */
const CLOCKS_MS = 5_000;
const WAITS = { initialDelayMs: 50, maxDelayMs: 2_000, factor: 1.5 };

/** Until when a run that writes a verdict now has its alert to itself. */
export function alertClaim(): string {
  return new Date(Date.now() + CLAIM_MS).toISOString();
}

/**
 * Send the alert of a verdict in which it is pending, and note there that it is sent. Of several runs, only the one
 * whose claim stands in the verdict sends. The others wait until it has, and take over when its time is up: it died.
 *
 * @param ownRun the run id of this run, where it wrote the verdict
 */
export async function alertOnce(job: Job, found: Stored, ownRun?: string): Promise<Verdict> {
  const { settings, place, signal } = job;
  let present = found;
  let run = ownRun;
  for (let waits = 0; ; waits++) {
    const { verdict } = present;
    if (verdict.alert !== "pending" || settings.alert === undefined) return verdict;
    const leftMs = Date.parse(verdict.alertClaimedUntil ?? "1970") - Date.now();
    if (verdict.runId === run && leftMs > 0) return send(job, present, leftMs);
    if (verdict.runId !== run && leftMs + CLOCKS_MS > 0) await sleep(delayMs(waits, WAITS), signal);
    else run = await claim(job, present);
    const next = await readVerdict(settings.s3, place, signal);
    // What has replaced it has an alert of its own.
    if (next?.verdict === undefined || relate(next.verdict, verdict) !== "duplicate")
      return verdict;
    present = { verdict: next.verdict, etag: next.etag };
  }
}

/** Try to write one's claim; whether it worked is seen when the verdict is read again. */
async function claim({ settings, place, signal }: Job, { verdict, etag }: Stored): Promise<string> {
  const runId = randomUUID();
  const claimed: Verdict = { ...verdict, runId, alertClaimedUntil: alertClaim() };
  await writeVerdict(settings.s3, place, claimed, { over: etag, signal });
  return runId;
}

async function send(job: Job, stored: Stored, leftMs: number): Promise<Verdict> {
  const { settings, signal } = job;
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(leftMs)]);
  try {
    await sendNow(job, stored.verdict, inTime);
  } catch (error) {
    // Others need not wait until the claim is over.
    await note(job, stored, { alertClaimedUntil: null }, AbortSignal.timeout(1_000)).catch(
      () => undefined,
    );
    signal.throwIfAborted();
    const topicArn = settings.alert?.topicArn ?? "";
    throw isCloudApiError(error) ? error : toAlertError(error, { ...job.event, topicArn });
  }
  try {
    return await note(job, stored, { alert: "sent", alertClaimedUntil: null }, signal);
  } catch (error) {
    const { bucket, key } = job.event;
    const code = isCloudApiError(error) ? error.code : "UNEXPECTED_ERROR";
    settings.logger.warn("alert sent, but not recorded in the verdict", { bucket, key, code });
    return { ...stored.verdict, alert: "sent" };
  }
}

async function sendNow({ settings, event, place }: Job, verdict: Verdict, signal: AbortSignal) {
  if (settings.alert === undefined) return;
  const { sns, ...alert } = settings.alert;
  const { bucket, key, versionId, etag } = event;
  const rejectedRows =
    verdict.quarantineKey === null
      ? undefined
      : { bucket: place.bucket, key: verdict.quarantineKey };
  const at = { bucket: place.bucket, key: place.key };
  const told = { bucket, key, versionId, etag, report: verdict, rejectedRows, verdict: at };
  await publishAlert(sns, { ...alert, ...told }, signal);
}

/** Write down what became of the alert, unless the verdict has been replaced. */
async function note(
  { settings, place }: Job,
  { verdict, etag }: Stored,
  change: Partial<Verdict>,
  signal: AbortSignal,
): Promise<Verdict> {
  const noted = { ...verdict, ...change };
  await writeVerdict(settings.s3, place, noted, { over: etag, signal });
  return noted;
}
