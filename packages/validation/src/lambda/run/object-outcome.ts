import type { ObjectRef } from "@cloudapi/s3/internal";
import type { Verdict } from "../verdict/verdict.ts";

/**
 * Why an object was not validated. `gone`, `superseded`: it was deleted, or overwritten, before it was read; what
 * overwrote it has its own event. `late`: the verdict of a later event is there. `own-output`: it lies in the
 * quarantine, or its metadata say that CloudAPI wrote it. `not-watched`: it is in another bucket, or under another prefix. `folder`: it is the empty object that stands for a
 * folder.
 */
export type SkipReason = "gone" | "superseded" | "late" | "own-output" | "not-watched" | "folder";

/** What became of an object that an event tells of; a `duplicate` has its verdict from an earlier delivery. */
export type ObjectOutcome =
  | {
      readonly outcome: "validated" | "duplicate";
      readonly object: ObjectRef;
      readonly verdict: Verdict;
      /** Key of the verdict in the quarantine's bucket. */
      readonly verdictKey: string;
    }
  | { readonly outcome: "skipped"; readonly object: ObjectRef; readonly reason: SkipReason };
