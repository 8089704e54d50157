import type { Dataset } from "@cloudapi/core";
import type { InferredColumn } from "./columns-of-proposal.ts";
import type { ProposedOptions } from "./settle.ts";

/** A contract that is proposed for a source. */
export interface InferredDataset {
  /** TypeScript that defines the contract and how the source is read, to be pasted into a file; the call stands below as a comment. */
  readonly code: string;
  /** What that code makes. */
  readonly dataset: Dataset;
  /** How the source has to be read: options for `transform` and `readCheckedRecords`. */
  readonly options: ProposedOptions;
  /** Every field, each with those inside it behind it. */
  readonly columns: readonly InferredColumn[];
  /** Columns that may be the event time, the likeliest first; that one is the contract's. */
  readonly eventTimeCandidates: readonly string[];
  /** Records that were looked at. */
  readonly records: number;
  /** Records of the sample that the contract rejects: what can't be parsed, most of all. */
  readonly rejected: number;
  /** Whether the sample is the whole source. */
  readonly isWhole: boolean;
}
