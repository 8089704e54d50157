import type { ObjectRef } from "@cloudapi/s3/internal";
import type { LoadReport } from "../load/load-objects.ts";

/** What a load brought. */
export type LoadFigures = Pick<
  LoadReport,
  "rowsRead" | "rowsAdded" | "rowsRemoved" | "attempts"
> & {
  /** The load's id in the ledger. */
  readonly loadId: string;
};

/**
 * What became of an object that an event tells of. `already`: its version was loaded before. Skipped: it is gone, or was overwritten
 * (`superseded`: what overwrote it has its own event), it is a manifest of the handler's own (`own-output`), lies elsewhere than is
 * watched, stands for a folder, or is hidden, as names that begin with `_` or `.` are in tables.
 */
export type LoadOutcome =
  | { readonly outcome: "loaded"; readonly object: ObjectRef; readonly figures: LoadFigures }
  | { readonly outcome: "already"; readonly object: ObjectRef }
  | { readonly outcome: "skipped"; readonly object: ObjectRef; readonly reason: SkipReason };

/** Why an object is left alone. */
export type SkipReason = "gone" | "superseded" | "own-output" | "not-watched" | "folder" | "hidden";
