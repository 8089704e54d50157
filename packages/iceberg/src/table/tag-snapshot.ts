import { checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions } from "../catalog/catalog.ts";
import { tableTitle } from "../catalog/check-table-name.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import { snapshotOf } from "../metadata/current.ts";
import { changeTable, sameRef, sameTable } from "./change-table.ts";
import { checkTable, type IcebergTable } from "./iceberg-table.ts";

/** A tag to set. */
export interface TagInput {
  readonly tag: string;
  /** Default: the current one. */
  readonly snapshotId?: bigint | undefined;
}

/**
 * Give a snapshot a name, which moves there when another snapshot has it. A snapshot with a tag doesn't expire, and readers
 * take the tag for a version (`FOR VERSION AS OF 'audit-2025'`).
 *
 * @throws {TypeError} for an argument that can't be
 * @throws {IcebergError} `NO_SUCH_SNAPSHOT`, `NO_SUCH_TABLE`, `COMMIT_CONFLICT`, `COMMIT_STATE_UNKNOWN`
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, icebergSink, memoryStorage, snapshots, tagSnapshot } from "@cloudapi/iceberg";
 * import { fileSource, transform } from "@cloudapi/transform";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const table = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * await transform(apiLogs, fileSource("logs.csv"), icebergSink(table));
 * const tagged = await tagSnapshot(table, { tag: "audit-2025" });
 * console.log(snapshots(tagged)[0]?.refs); // => ["main", "audit-2025"]
 * ```
 */
export async function tagSnapshot(
  table: IcebergTable,
  input: TagInput,
  options: CatalogOptions = {},
): Promise<IcebergTable> {
  checkTable("tagSnapshot", table);
  checkOptionNames("tagSnapshot", input, ["tag", "snapshotId"]);
  checkOptionNames("tagSnapshot", options, ["signal"]);
  const { tag, snapshotId: wanted } = input;
  if (typeof tag !== "string" || tag === "" || tag === "main")
    throw new TypeError("tagSnapshot: tag must be a name, and not main, which is a branch.");
  return changeTable(
    table,
    (metadata) => {
      const snapshotId = wanted ?? metadata["current-snapshot-id"];
      if (snapshotId === undefined || snapshotOf(metadata, snapshotId) === undefined)
        throw noSuchSnapshot(table, snapshotId);
      const there = metadata.refs[tag];
      if (there?.type === "branch")
        throw new TypeError(`tagSnapshot: ${tag} is a branch of the table; take another name.`);
      if (there?.["snapshot-id"] === snapshotId) return undefined;
      return {
        requirements: [sameTable(metadata), sameRef(metadata, tag)],
        updates: [
          { action: "set-snapshot-ref", "ref-name": tag, type: "tag", "snapshot-id": snapshotId },
        ],
      };
    },
    options,
  );
}

/** @param id the snapshot that is not there; `undefined` for a table that has none */
export function noSuchSnapshot({ name }: IcebergTable, id: bigint | undefined): IcebergError {
  const table = tableTitle(name);
  return new IcebergError(
    "NO_SUCH_SNAPSHOT",
    id === undefined
      ? `The table ${table} has no snapshot yet: write rows first.`
      : `The table ${table} has no snapshot ${id}; it may have expired. See snapshots(table) for those it has.`,
    { table },
  );
}
