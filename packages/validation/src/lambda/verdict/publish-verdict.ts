import { setTimeout as sleep } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { compareSequencers, ObjectError, objectUri } from "@cloudapi/s3/internal";
import type { Verdict } from "./verdict.ts";
import {
  readVerdict,
  type StoredVerdict,
  type VerdictPlace,
  writeVerdict,
} from "./verdict-store.ts";

/** What became of a verdict: it stands, or one of a later event, or of the same event, does. */
export type Published =
  | { readonly status: "published" | "duplicate"; readonly verdict: Verdict; readonly etag: string }
  | { readonly status: "late" };

const MAX_TRIES = 5;
const WAIT_MS = 50;

/**
 * Write a verdict unless a newer one is there. Of several that write at once, the one whose event came last wins.
 *
 * @param found what was read before the validation
 */
export async function publishVerdict(
  s3: S3Client,
  place: VerdictPlace,
  verdict: Verdict,
  { found, signal }: { found: StoredVerdict | undefined; signal: AbortSignal },
): Promise<Published> {
  let present = found;
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const etag = await writeVerdict(s3, place, verdict, { over: present?.etag, signal });
    if (etag !== undefined) return { status: "published", verdict, etag };
    await sleep(WAIT_MS * tries * Math.random());
    present = await readVerdict(s3, place, signal);
    if (present?.verdict === undefined) continue;
    // A write whose answer was lost looks like somebody else's when it is tried again.
    if (present.verdict.runId === verdict.runId)
      return { status: "published", verdict, etag: present.etag };
    const relation = relate(present.verdict, verdict);
    if (relation === "late") return { status: relation };
    if (relation === "duplicate")
      return { status: relation, verdict: present.verdict, etag: present.etag };
  }
  const { bucket, key } = verdict.object;
  throw new ObjectError(
    "VERDICT_CONTESTED",
    `The verdict on ${objectUri(verdict.object)} was changed by others ${MAX_TRIES} times while it was written. Try again.`,
    {
      bucket,
      key,
      permanent: false,
    },
  );
}

/** What a verdict is about: an event's place in the order of its key, and the rules it was judged by. */
export interface Judged {
  readonly object: { readonly sequencer: string | null };
  readonly contractHash: string;
  readonly rulesHash: string;
}

/** How a verdict that is there relates to an event of the same state of the object, judged by some rules. */
export function relate(present: Judged, wanted: Judged): "late" | "duplicate" | "older" {
  const order = compareSequencers(
    present.object.sequencer ?? undefined,
    wanted.object.sequencer ?? undefined,
  );
  if (order > 0) return "late";
  const isSameRules =
    present.contractHash === wanted.contractHash && present.rulesHash === wanted.rulesHash;
  return order === 0 && isSameRules ? "duplicate" : "older";
}
