import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { commitTable } from "../catalog/commit-loop.ts";
import { tableReplaced } from "../catalog/table-faults.ts";
import { deleteFinder } from "../manifest/may-delete.ts";
import { currentSnapshot, specOf } from "../metadata/current.ts";
import type { PartitionSpec } from "../metadata/partition-spec.ts";
import type { IcebergTable } from "../table/iceberg-table.ts";
import { entriesOf, manifestsOf } from "../table/read-manifests.ts";
import { type PreparedSnapshot, prepareSnapshot } from "../write/prepare-snapshot.ts";
import type { RewrittenGroup } from "./rewrite-group.ts";

/** What a commit of groups came to. */
export interface CommittedGroups {
  readonly table: LoadedTable;
  /** The groups that were committed; others were changed by somebody meanwhile. */
  readonly groups: readonly RewrittenGroup[];
  readonly snapshotId: bigint | undefined;
}

/** What a summary says of a snapshot of this package that has the same rows in other files. */
const NOTES = { operation: "replace", "cloudapi.mode": "compact" } as const;

interface PreparedGroups extends PreparedSnapshot {
  readonly groups: readonly RewrittenGroup[];
}

/** Let other files take the place of those that they have the rows of, as far as these are still there, with all of their rows. */
export async function commitGroups(
  table: IcebergTable,
  groups: readonly RewrittenGroup[],
  options: CatalogOptions,
): Promise<CommittedGroups> {
  const spec = specOf(table.metadata, table.metadata["default-spec-id"]);
  const { catalog, name } = table;
  const { table: after, prepared } = await commitTable(
    catalog,
    name,
    async (now): Promise<PreparedGroups | undefined> => {
      if (now.metadata["table-uuid"] !== table.metadata["table-uuid"]) throw tableReplaced(name);
      const whole = await wholeGroups(now, groups, options);
      if (whole.length === 0) return undefined;
      return { ...(await prepareSnapshot(now, changeOf(whole, spec))), groups: whole };
    },
    options,
  );
  return { table: after, groups: prepared?.groups ?? [], snapshotId: prepared?.snapshotId };
}

function changeOf(groups: readonly RewrittenGroup[], spec: PartitionSpec) {
  const gone = new Set(groups.flatMap(({ group }) => group.files.map(({ path }) => path)));
  return {
    added: groups.flatMap(({ added }) => added),
    spec,
    removes: ({ path }: { readonly path: string }) => gone.has(path),
    notes: NOTES,
  };
}

/** Groups whose files the table still has, and no row of which has been deleted. */
async function wholeGroups(
  table: LoadedTable,
  groups: readonly RewrittenGroup[],
  options: CatalogOptions,
): Promise<RewrittenGroup[]> {
  const manifests = await manifestsOf(table.storage, currentSnapshot(table.metadata), options);
  const entries = await entriesOf(table, manifests, options);
  const data = new Map(
    entries.flatMap((entry) =>
      entry.file.content === "data" ? [[entry.file.path, entry] as const] : [],
    ),
  );
  const deletesOf = deleteFinder(entries.filter(({ file }) => file.content !== "data"));
  return groups.filter(({ group }) =>
    group.files.every(({ path }) => {
      const entry = data.get(path);
      return entry !== undefined && deletesOf(entry).length === 0;
    }),
  );
}
