import { checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions } from "../catalog/catalog.ts";
import { changeTable, sameRef, sameTable } from "./change-table.ts";
import { checkTable, type IcebergTable } from "./iceberg-table.ts";

/**
 * Take a tag away: its snapshot expires as others do. A tag that is not there is none any more already.
 *
 * @throws {TypeError} for an argument that can't be, or the name of a branch
 * @throws {IcebergError} `NO_SUCH_TABLE`, `COMMIT_CONFLICT`, `COMMIT_STATE_UNKNOWN`
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, icebergSink, memoryStorage, snapshots, tagSnapshot, untagSnapshot } from "@cloudapi/iceberg";
 * import { fileSource, transform } from "@cloudapi/transform";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const table = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * await transform(apiLogs, fileSource("logs.csv"), icebergSink(table));
 * await tagSnapshot(table, { tag: "audit-2025" });
 * const untagged = await untagSnapshot(table, { tag: "audit-2025" });
 * console.log(snapshots(untagged)[0]?.refs); // => ["main"]
 * ```
 */
export async function untagSnapshot(
  table: IcebergTable,
  input: { readonly tag: string },
  options: CatalogOptions = {},
): Promise<IcebergTable> {
  checkTable("untagSnapshot", table);
  checkOptionNames("untagSnapshot", input, ["tag"]);
  checkOptionNames("untagSnapshot", options, ["signal"]);
  const { tag } = input;
  if (typeof tag !== "string" || tag === "")
    throw new TypeError("untagSnapshot: tag must be the name of a tag.");
  return changeTable(
    table,
    (metadata) => {
      const there = metadata.refs[tag];
      if (there === undefined) return undefined;
      if (there.type === "branch")
        throw new TypeError(`untagSnapshot: ${tag} is a branch of the table, and no tag.`);
      return {
        requirements: [sameTable(metadata), sameRef(metadata, tag)],
        updates: [{ action: "remove-snapshot-ref", "ref-name": tag }],
      };
    },
    options,
  );
}
