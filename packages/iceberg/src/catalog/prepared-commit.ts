import type { TableChange } from "../metadata/table-change.ts";

/** A change that is ready to be committed to the table it was prepared for. */
export interface PreparedCommit extends TableChange {
  /** The snapshot that it adds, by which it is recognised when the answer to the commit is lost. A new one for each try. */
  readonly snapshotId?: bigint | undefined;
  /** Files that the change needs and that nobody else has: those that no committed change needs are removed. */
  readonly written: readonly string[];
}
