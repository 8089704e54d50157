import { runOf } from "../write/run-summary.ts";
import { currentSnapshots } from "./current-snapshots.ts";
import { checkTable, type IcebergTable } from "./iceberg-table.ts";

/** A state of a table, as a list of them has it. */
export interface SnapshotInfo {
  readonly snapshotId: bigint;
  readonly committedAt: Date;
  /** `append`, `overwrite`, `replace` (other files, the same rows) or `delete`. */
  readonly operation: string;
  /** Rows of the table then; `undefined` when whoever committed it didn't say. */
  readonly totalRows: bigint | undefined;
  /** The source whose run committed it, when it was a run of this package. */
  readonly sourceId: string | undefined;
  /** Branches and tags that name it. */
  readonly refs: readonly string[];
  /** Whether the current state came from it; not so after a rollback, or on another branch. */
  readonly isAncestor: boolean;
  readonly summary: Readonly<Record<string, string>>;
}

/**
 * The snapshots of a table as it was loaded, oldest first.
 *
 * @throws {TypeError} for something else than a table
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, icebergSink, loadTable, memoryStorage, snapshots } from "@cloudapi/iceberg";
 * import { fileSource, transform } from "@cloudapi/transform";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const table = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * await transform(apiLogs, fileSource("logs.csv"), icebergSink(table));
 * const now = await loadTable(catalog, table.name);
 * console.log(snapshots(now).map(({ operation, totalRows }) => `${operation} ${totalRows}`)); // => ["append 3"]
 * ```
 */
export function snapshots(table: IcebergTable): SnapshotInfo[] {
  checkTable("snapshots", table);
  const { metadata } = table;
  const ancestors = new Set(
    [...currentSnapshots(metadata)].map((snapshot) => snapshot["snapshot-id"]),
  );
  const refs = Object.entries(metadata.refs);
  return metadata.snapshots
    .toSorted((a, b) => a["sequence-number"] - b["sequence-number"])
    .map(({ "snapshot-id": snapshotId, "timestamp-ms": ms, summary }) => ({
      snapshotId,
      committedAt: new Date(ms),
      operation: summary["operation"] ?? "",
      totalRows: countOf(summary["total-records"]),
      sourceId: runOf({ summary })?.sourceId,
      refs: refs.filter(([, ref]) => ref["snapshot-id"] === snapshotId).map(([name]) => name),
      isAncestor: ancestors.has(snapshotId),
      summary,
    }));
}

function countOf(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : undefined;
}
