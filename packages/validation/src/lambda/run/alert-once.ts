import { isCloudApiError } from "@cloudapi/core";
import { sendAlert } from "../alert/send-alert.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { writeVerdict } from "../verdict/verdict-store.ts";
import type { Job } from "./job.ts";

/**
 * Send the alert of a verdict in which it is pending, and note there that it is sent. It comes twice only if the
 * function dies in between, or the note can't be written.
 *
 * @param etag of the stored verdict
 */
export async function alertOnce(job: Job, verdict: Verdict, etag: string): Promise<Verdict> {
  const { settings, event, place, signal } = job;
  if (verdict.alert !== "pending" || settings.alert === undefined) return verdict;
  const { sns, ...alert } = settings.alert;
  const { bucket, key, versionId } = event;
  const rejectedRows =
    verdict.quarantineKey === null
      ? undefined
      : { bucket: place.bucket, key: verdict.quarantineKey };
  const at = { bucket: place.bucket, key: place.key };
  await sendAlert(
    sns,
    {
      ...alert,
      bucket,
      key,
      versionId,
      etag: event.etag,
      report: verdict,
      rejectedRows,
      verdict: at,
    },
    { signal },
  );
  const sent: Verdict = { ...verdict, alert: "sent" };
  try {
    await writeVerdict(settings.s3, place, sent, { over: etag, signal });
  } catch (error) {
    const code = isCloudApiError(error) ? error.code : "UNEXPECTED_ERROR";
    settings.logger.warn("alert sent, but not noted in the verdict", { bucket, key, code });
  }
  return sent;
}
