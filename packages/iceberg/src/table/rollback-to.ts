import { checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions } from "../catalog/catalog.ts";
import { tableTitle } from "../catalog/check-table-name.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import { snapshotOf } from "../metadata/current.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { changeTable, sameRef, sameTable } from "./change-table.ts";
import { currentSnapshots } from "./current-snapshots.ts";
import { checkTable, type IcebergTable } from "./iceberg-table.ts";
import { noSuchSnapshot } from "./tag-snapshot.ts";

/** The state that a table is to be in again. */
export interface RollbackInput {
  readonly snapshotId: bigint;
}

/**
 * Let a table be as it was: an earlier state, from which the current one came, is what readers see from then on. What came after it
 * stays a snapshot until it expires, and can be read by its id. Runs whose rows are gone with it are no longer known: delivered again, they are
 * written again. Columns and partitioning stay as they are now.
 *
 * @throws {TypeError} for an argument that can't be
 * @throws {IcebergError} `NO_SUCH_SNAPSHOT` for a state that the current one didn't come from, `NO_SUCH_TABLE`, `COMMIT_CONFLICT`,
 * `COMMIT_STATE_UNKNOWN`
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, icebergSink, memoryStorage, rollbackTo, snapshots } from "@cloudapi/iceberg";
 * import { writeRows } from "@cloudapi/transform";
 *
 * const table = await createTable(fileCatalog(memoryStorage()), { namespace: "lake", dataset: apiLogs });
 * const row = { timestamp: "2025-01-15T10:30:45Z", endpoint: "/api/users", status_code: 200 };
 * const first = await writeRows(apiLogs, [[row]], icebergSink(table), { sourceId: "day 15" });
 * await writeRows(apiLogs, [[row, row]], icebergSink(table), { sourceId: "day 15" });
 * const back = await rollbackTo(table, { snapshotId: BigInt(first.snapshotId ?? "") });
 * console.log(snapshots(back).map(({ totalRows, refs }) => `${totalRows} ${refs}`)); // => ["1 main", "2 "]
 * ```
 */
export async function rollbackTo(
  table: IcebergTable,
  input: RollbackInput,
  options: CatalogOptions = {},
): Promise<IcebergTable> {
  checkTable("rollbackTo", table);
  checkOptionNames("rollbackTo", input, ["snapshotId"]);
  checkOptionNames("rollbackTo", options, ["signal"]);
  const { snapshotId } = input;
  if (typeof snapshotId !== "bigint")
    throw new TypeError("rollbackTo: snapshotId must be a bigint, as snapshots(table) has it.");
  return changeTable(
    table,
    (metadata) => {
      if (metadata["current-snapshot-id"] === snapshotId) return undefined;
      const ids = [...currentSnapshots(metadata)].map((snapshot) => snapshot["snapshot-id"]);
      if (!ids.includes(snapshotId)) throw noAncestor(table, metadata, snapshotId);
      return {
        requirements: [sameTable(metadata), sameRef(metadata, "main")],
        updates: [
          {
            ...metadata.refs["main"],
            action: "set-snapshot-ref",
            "ref-name": "main",
            type: "branch",
            "snapshot-id": snapshotId,
          },
        ],
      };
    },
    options,
  );
}

function noAncestor(
  table: IcebergTable,
  metadata: TableMetadata,
  snapshotId: bigint,
): IcebergError {
  if (snapshotOf(metadata, snapshotId) === undefined) return noSuchSnapshot(table, snapshotId);
  const title = tableTitle(table.name);
  return new IcebergError(
    "NO_SUCH_SNAPSHOT",
    `The table ${title} has the snapshot ${snapshotId}, but can't go back to it: the current state did not come from it, or those between have expired, with which it is no longer known what would be undone. ` +
      "Take one of which snapshots(table) says isAncestor. The rows of this one can be read by its id (planScan), and written again.",
    { table: title },
  );
}
