import { type ObjectEvent, refOf } from "@cloudapi/s3/internal";
import type { HandlerSettings } from "../handler-settings.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { VerdictPlace } from "../verdict/verdict-store.ts";
import type { ObjectOutcome, SkipReason } from "./object-outcome.ts";

/** One state of an object on its way through the handler. */
export interface Job {
  readonly settings: HandlerSettings;
  /** Names a version or an ETag. */
  readonly event: ObjectEvent;
  readonly place: VerdictPlace;
  readonly rowsKey: string;
  readonly signal: AbortSignal;
}

export function skipped(event: ObjectEvent, reason: SkipReason): ObjectOutcome {
  return { outcome: "skipped", object: refOf(event), reason };
}

export function judged(
  { event, place }: Job,
  outcome: "validated" | "duplicate",
  verdict: Verdict,
): ObjectOutcome {
  return { outcome, object: refOf(event), verdict, verdictKey: place.key };
}
