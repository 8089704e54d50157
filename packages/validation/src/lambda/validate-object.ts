import type { S3Client } from "@aws-sdk/client-s3";
import type { SNSClient } from "@aws-sdk/client-sns";
import { CONTRACT_METADATA, type Dataset } from "@cloudapi/core";
import { validateSource } from "../validate-source.ts";
import type { Rejection, ValidationReport } from "../validation-report.ts";
import type { ObjectEvent } from "./object-event.ts";
import { openObject, pinObject, type Absence } from "./open-object.ts";
import { RowsUpload } from "./rows-upload.ts";
import { explain } from "./s3-answers.ts";
import { sendAlert } from "./send-alert.ts";
import { readVerdict, writeVerdict, type StoredVerdict, type VerdictPlace } from "./verdict-store.ts";
import { rowsKey, verdictKey, verdictOf, type QuarantinePlace, type ValidatedObject, type Verdict } from "./verdict.ts";

/** What was done for one object. */
export type ObjectOutcome =
  | { readonly outcome: "validated" | "duplicate"; readonly object: ValidatedObject; readonly verdict: Verdict; readonly verdictKey: string }
  | { readonly outcome: "skipped"; readonly object: Pick<ValidatedObject, "bucket" | "key">; readonly reason: Absence | "own-output" };

/** What the validator works with. */
export interface ValidatorSetup {
  readonly dataset: Dataset;
  readonly s3: S3Client;
  readonly quarantine: QuarantinePlace;
  readonly alerts: { readonly sns: SNSClient; readonly topicArn: string } | undefined;
  /** Share of rows that may be rejected before an alert is sent, 0 to 1. */
  readonly maxRejectedRatio: number;
  readonly format: "auto" | "json" | "csv";
  readonly maxRecordBytes: number | undefined;
}

/**
 * Validate one object: rejected rows first, then the verdict, then the alert, so that a retry after a crash
 * at any point ends in the same state.
 */
export async function validateObject(setup: ValidatorSetup, event: ObjectEvent, signal: AbortSignal): Promise<ObjectOutcome> {
  const skip = (reason: Absence | "own-output"): ObjectOutcome => ({ outcome: "skipped", object: { bucket: event.bucket, key: event.key }, reason });
  const { quarantine } = setup;
  if (event.bucket === quarantine.bucket && event.key.startsWith(quarantine.prefix)) return skip("own-output");
  const object = await pinObject(setup.s3, event, signal);
  if (typeof object === "string") return skip(object);
  const place: VerdictPlace = { bucket: quarantine.bucket, key: verdictKey(quarantine.prefix, object) };
  const found = await readVerdict(setup.s3, place, signal);
  if (found?.verdict.contractHash === setup.dataset.contractHash && found.verdict.dataset === setup.dataset.name) {
    return finish(setup, place, found, "duplicate", object, signal);
  }
  const bytes = await openObject(setup.s3, object, signal);
  if (typeof bytes === "string") return skip(bytes);
  const verdict = await judge(setup, event, object, bytes, signal);
  const isFirst = await writeVerdict(setup.s3, place, verdict, found, signal);
  const stored = (await readVerdict(setup.s3, place, signal)) ?? { verdict, etag: undefined };
  return isFirst
    ? finish(setup, place, stored, "validated", object, signal)
    : { outcome: "duplicate", object, verdict: stored.verdict, verdictKey: place.key };
}

async function judge(setup: ValidatorSetup, event: ObjectEvent, object: ValidatedObject, bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Verdict> {
  const { dataset, quarantine } = setup;
  const rows = new RowsUpload(setup.s3, {
    bucket: quarantine.bucket, key: rowsKey(quarantine.prefix, object), contentType: "application/x-ndjson",
    metadata: { [CONTRACT_METADATA.datasetHeader]: dataset.name, [CONTRACT_METADATA.hashHeader]: dataset.contractHash },
  });
  const source = `s3://${object.bucket}/${object.key}`;
  const header = { dataset: dataset.name, contractHash: dataset.contractHash, source, versionId: object.versionId, etag: object.etag };
  const onRejection = (rejection: Rejection) => rows.add(JSON.stringify({ ...header, ...rejection }));
  try {
    const report = await validateSource(dataset, bytes, { onRejection, maxRejections: 20, maxRecordBytes: setup.maxRecordBytes, signal }, { format: setup.format });
    const quarantineKey = (await rows.finish()) ? rowsKey(quarantine.prefix, object) : undefined;
    return verdictOf(event, object, report, { quarantineKey, alert: needsAlert(setup, report) ? "pending" : "none" });
  } catch (error) {
    await rows.discard().catch(() => undefined);
    signal.throwIfAborted();
    throw explain("write", { bucket: quarantine.bucket, key: rowsKey(quarantine.prefix, object) }, "s3:PutObject and s3:AbortMultipartUpload on it", error);
  }
}

function needsAlert({ alerts, maxRejectedRatio }: ValidatorSetup, report: ValidationReport): boolean {
  if (alerts === undefined || report.valid) return false;
  return report.problems.length > 0 || report.rowsRejected > report.rowsIn * maxRejectedRatio;
}

/** Send the alert if it is still to be sent, and note that it was. */
async function finish(
  setup: ValidatorSetup,
  place: VerdictPlace,
  stored: StoredVerdict,
  outcome: "validated" | "duplicate",
  object: ValidatedObject,
  signal: AbortSignal,
): Promise<ObjectOutcome> {
  const { verdict } = stored;
  if (verdict.alert !== "pending" || setup.alerts === undefined) return { outcome, object, verdict, verdictKey: place.key };
  const { sns, topicArn } = setup.alerts;
  await sendAlert(sns, { topicArn, verdict, verdictLocation: `s3://${place.bucket}/${place.key}` }, { signal });
  const sent: Verdict = { ...verdict, alert: "sent" };
  await writeVerdict(setup.s3, place, sent, stored, signal);
  return { outcome, object, verdict: sent, verdictKey: place.key };
}
