import { checkOptionNames } from "@cloudapi/core/internal";
import type { TableSink } from "@cloudapi/transform";
import { DESTINATION } from "@cloudapi/transform/internal";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { checkTable } from "../table/iceberg-table.ts";
import { icebergDestination } from "./iceberg-destination.ts";
import { checkWriteMode, type TableWriteMode } from "./write-mode.ts";

/** Options of `icebergSink`. */
export interface IcebergSinkOptions {
  /**
   * How the rows of a source come to those that are there: `replaceSource` (the default) replaces those of an earlier run over the
   * source, `append` replaces nothing and adds each version of a source once, and `overwritePartitions` replaces the partitions that get rows, whosever they were; of a
   * table that is not partitioned, all rows.
   */
  readonly mode?: TableWriteMode | undefined;
  /**
   * With `append`: rows after which a run commits what it has, for streams that take long or have no end; default once, at its end. Each commit
   * is whole, and a run over the same rows goes on after those that are there. A source without a version that is known before it is read (`version`, or
   * that of an `s3Source`) is to be written either always so or never: what came the other way isn't recognised.
   */
  readonly commitEveryRows?: number | undefined;
}

/**
 * An Iceberg table as something that `transform` and `writeRows` write to: one commit per run, which shows all rows of the run
 * or none. The run's report has the snapshot's id; rejected rows are kept below the table, in `_quarantine/`, unless the run says
 * where else.
 *
 * A source that was written before, with the same rows, is written no second time: the table's snapshots have its name and a
 * digest of what was written, and of what was appended the source's version (`version`, or what the source says). What a run that died leaves behind is seen by no reader, and `removeOrphans` removes it.
 *
 * A run throws, beside what `transform` throws:
 * {@link IcebergError} `SCHEMA_MISMATCH` for a contract that doesn't fit the table, `COMMIT_CONFLICT` when others committed again
 * and again meanwhile, `COMMIT_STATE_UNKNOWN` when the answer to the commit was lost and can't be found out, `NO_SUCH_TABLE` and
 * `TABLE_REPLACED` when the table was dropped meanwhile; `DELETES_APPLY` when rows are to be replaced of which another program has
 * deleted some, `SOURCE_REWRITTEN` when it has put them into other files, and `EARLIER_PARTITIONING` when partitions are to be
 * overwritten of a table that has files of an earlier partitioning.
 *
 * @throws {TypeError} for something else than a table, or an unknown option or mode
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, icebergSink, memoryStorage } from "@cloudapi/iceberg";
 * import { fileSource, transform } from "@cloudapi/transform";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const table = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * const first = await transform(apiLogs, fileSource("logs.csv"), icebergSink(table));
 * const again = await transform(apiLogs, fileSource("logs.csv"), icebergSink(table));
 * console.log(first.rowsWritten, again.snapshotId === first.snapshotId); // => 3 true
 * ```
 */
export function icebergSink(table: IcebergTable, options: IcebergSinkOptions = {}): TableSink {
  checkTable("icebergSink", table);
  checkOptionNames("icebergSink", options, ["mode", "commitEveryRows"]);
  const { mode = "replaceSource", commitEveryRows } = options;
  checkWriteMode("icebergSink", mode);
  checkCommitEvery(mode, commitEveryRows);
  return { [DESTINATION]: icebergDestination(table, mode, { commitEveryRows }) };
}

/** What replaces something replaces it at once. */
function checkCommitEvery(mode: TableWriteMode, rows: number | undefined): void {
  if (rows === undefined) return;
  if (!Number.isSafeInteger(rows) || rows < 1)
    throw new RangeError(
      `icebergSink: commitEveryRows must be a whole number from 1, not ${String(rows)}.`,
    );
  if (mode !== "append")
    throw new TypeError(
      `icebergSink: commitEveryRows is for the mode append; ${mode} replaces all at once, by one commit.`,
    );
}
