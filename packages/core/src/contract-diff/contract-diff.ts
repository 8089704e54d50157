/**
 * What a change means to one target: nothing has to be done (`safe`), the target's definition has to be altered
 * (`alter`), what is stored has to be written again (`rewrite`), or what worked stops working (`breaks`).
 */
export type Verdict = "safe" | "alter" | "rewrite" | "breaks";

/** The verdicts, from the best to the worst. */
export const VERDICTS = ["safe", "alter", "rewrite", "breaks"] as const satisfies Verdict[];

/**
 * Whom a change may concern: Parquet `files` that are there, read by a table made from the new contract; the `athena`
 * (Glue) table; an `iceberg` table; a `redshift` table; `readers` of rows as JSON who were made for the old contract;
 * and `sources` whose records were made for the old contract, when the new one checks them.
 */
export type DiffTarget = "files" | "athena" | "iceberg" | "redshift" | "readers" | "sources";

/** The targets, in the order of reports. */
export const DIFF_TARGETS = [
  "files",
  "athena",
  "iceberg",
  "redshift",
  "readers",
  "sources",
] as const satisfies DiffTarget[];

/** What a change means to one target, and why. */
export interface TargetVerdict {
  readonly verdict: Verdict;
  /** Always there when the verdict is not `safe`. */
  readonly why?: string;
}

/** The kinds of changes; those of columns are also those of fields inside them. */
export type ChangeKind =
  | "dataset_renamed"
  | "strictness_changed"
  | "event_time_changed"
  | "partition_changed"
  | "partition_range_widened"
  | "partition_range_narrowed"
  | "partition_values_changed"
  | "column_added"
  | "column_removed"
  | "name_case_changed"
  | "order_changed"
  | "type_widened"
  | "type_changed"
  | "null_allowed"
  | "null_refused"
  | "default_changed"
  | "checks_narrowed"
  | "checks_widened"
  | "checks_changed"
  | "alias_changed";

/** One difference between two contracts. */
export interface ContractChange {
  readonly kind: ChangeKind;
  /** The field it is about, such as `items[].price`; empty text for the contract as a whole. */
  readonly path: string;
  /** Such as `column "n" was int32, is int64`. */
  readonly change: string;
  readonly verdicts: Readonly<Record<DiffTarget, TargetVerdict>>;
}

/** What all changes together mean to one target. */
export interface TargetDiff {
  /** The worst verdict of any change. */
  readonly verdict: Verdict;
  /** One for each change that is not `safe`. */
  readonly why: readonly string[];
  /** SQL that does what has to be done, where SQL can do all of it. */
  readonly statements: readonly string[];
}

/** What differs between two contracts, and what that means; frozen. */
export interface ContractDiff {
  readonly before: { readonly name: string; readonly contractHash: string };
  readonly after: { readonly name: string; readonly contractHash: string };
  readonly changes: readonly ContractChange[];
  readonly targets: Readonly<Record<DiffTarget, TargetDiff>>;
  /** The worst verdict of any target. */
  readonly verdict: Verdict;
  /** What can't be known from two contracts, such as whether a column was renamed. */
  readonly notes: readonly string[];
}
