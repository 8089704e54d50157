import { CloudApiError, type Dataset } from "@cloudapi/core";
import type { StoredContract } from "./compare-contracts.ts";

/** What an {@link IncompatibleContractError} is made of. */
export interface ContractConflict {
  readonly location: string;
  readonly earlier: StoredContract;
  readonly now: Pick<Dataset, "name" | "contractHash">;
  /** A source whose rows were written under the earlier contract. */
  readonly sourceId: string;
  readonly changes: readonly string[];
}

/**
 * Rows under the sink's prefix were written under a contract that is incompatible with this one, code
 * `INCOMPATIBLE_CONTRACT`: one table can't read both, so nothing was written.
 *
 * @example
 * ```ts
 * import { apiLogs, defineDataset } from "@cloudapi/core";
 * import { IncompatibleContractError, memorySink, transform } from "@cloudapi/transform";
 *
 * const byHour = defineDataset({
 *   name: "api_logs",
 *   schema: apiLogs.schema,
 *   eventTime: "timestamp",
 *   partition: { granularity: "hour", layout: "hive" },
 * });
 * const row = '{"timestamp":"2025-01-15T10:30:45Z","endpoint":"/a","status_code":200}\n';
 * const lake = memorySink();
 * await transform(apiLogs, row, lake, { sourceId: "a" });
 * const failed = await transform(byHour, row, lake, { sourceId: "b" }).catch((error) => error);
 * console.log(failed instanceof IncompatibleContractError && failed.changes); // => ["partition granularity was day, is hour"]
 * ```
 */
export class IncompatibleContractError extends CloudApiError {
  /** What is incompatible. */
  readonly changes: readonly string[];
  /** A source whose rows were written under the earlier contract. */
  readonly sourceId: string;
  /** The earlier contract's dataset and hash. */
  readonly earlier: { readonly dataset: string; readonly contractHash: string };

  constructor(conflict: ContractConflict) {
    super("INCOMPATIBLE_CONTRACT", describe(conflict));
    this.changes = conflict.changes;
    this.sourceId = conflict.sourceId;
    this.earlier = {
      dataset: conflict.earlier.name,
      contractHash: conflict.earlier.contractHash,
    };
  }
}

function describe({ location, earlier, now, sourceId, changes }: ContractConflict): string {
  return (
    `${location} has rows of ${sourceId} that were written under another contract (${shortName(earlier)}), which is incompatible with this one (${shortName(now)}): ${changes.join("; ")}. ` +
    "One table can't read both, so nothing was written. Write to another folder or prefix, and run every source again there. " +
    `Or, if those rows are no longer wanted, remove the objects whose names begin with ${shortName(earlier)}- and the manifests of their sources under _manifests/${earlier.name}/, then run again.`
  );
}

/** As the names of data objects begin. */
function shortName({ name, contractHash }: ContractConflict["now"]): string {
  return `${name}-${contractHash.slice(0, 8)}`;
}
