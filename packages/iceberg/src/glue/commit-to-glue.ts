import type { Table } from "@aws-sdk/client-glue";
import type { LoadedTable } from "../catalog/catalog.ts";
import { changedMetadata } from "../catalog/changed-metadata.ts";
import { tableTitle } from "../catalog/check-table-name.ts";
import { loadMetadata } from "../catalog/load-metadata.ts";
import { commitConflict, noSuchTable } from "../catalog/table-faults.ts";
import { writeMetadata } from "../catalog/write-metadata.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { TableChange } from "../metadata/table-change.ts";
import { glueFailure, isNamed, mayHaveWorked } from "./glue-failure.ts";
import { type GluePlace, getTable, updateTable } from "./glue-tables.ts";
import { tableInput } from "./table-input.ts";

/** A commit under way: its metadata is written, and the table is to point to it. */
interface Commit {
  readonly place: GluePlace;
  readonly base: LoadedTable;
  /** The table as it was read. */
  readonly read: Table;
  readonly location: string;
}

/** Write the new metadata, then have the table point to it, if it is still the version that was read. */
export async function commitToGlue(
  place: GluePlace,
  base: LoadedTable,
  change: TableChange,
): Promise<LoadedTable> {
  const { storage, name } = base;
  const metadata = changedMetadata(base, change);
  const table = await versionRead(place, base);
  const location = await writeMetadata(storage, metadata, { before: base.metadataLocation });
  const commit: Commit = { place, base, read: table, location };
  try {
    const entry = { name: name.name, metadata, metadataLocation: location, table };
    const { VersionId } = table;
    await updateTable(place, name, { VersionId, TableInput: tableInput(entry) });
  } catch (error) {
    await settle(commit, error);
  }
  // Glue doesn't say which version it made: it is read when it is needed.
  return { ...base, metadata, metadataLocation: location, version: undefined };
}

/** The table as it was loaded, with its version. */
async function versionRead(
  place: GluePlace,
  base: LoadedTable,
): Promise<Table & { readonly VersionId: string }> {
  const title = tableTitle(base.name);
  const read = base.version as Table | undefined;
  const table = read ?? (await tableNow({ place, base }));
  if (table === undefined) throw noSuchTable(base.name);
  if (read === undefined && locationOf(table) !== base.metadataLocation)
    throw commitConflict(base.name);
  if (table.VersionId !== undefined) return { ...table, VersionId: table.VersionId };
  throw new IcebergError(
    "CATALOG_REQUEST_FAILED",
    `Cannot commit to ${title}: the catalog gives tables no VersionId, without which two writers would overwrite each other. Use one that does, as AWS Glue.`,
    { table: title },
  );
}

async function tableNow({
  place,
  base,
}: Pick<Commit, "place" | "base">): Promise<Table | undefined> {
  const title = tableTitle(base.name);
  const request = { doing: "read the table", title, action: "glue:GetTable" };
  return getTable(place, base.name, {}).catch((error: unknown) => {
    throw glueFailure(error, request);
  });
}

/**
 * What became of a commit whose update failed. A lost answer looks like a conflict, since the SDK sends the update again; the
 * table itself says whether it is ours.
 */
async function settle(commit: Commit, error: unknown): Promise<void> {
  const { base, location } = commit;
  const title = tableTitle(base.name);
  const fate = await fateOf(commit).catch(() => "unknown" as const);
  if (fate === "committed") return;
  if (fate !== "never" && mayHaveWorked(error)) {
    throw new IcebergError(
      "COMMIT_STATE_UNKNOWN",
      `The commit to ${title} may have worked: Glue's answer was lost. Load the table to see whether it is part of it.`,
      { cause: error, table: title, leftFiles: [location] },
    );
  }
  await base.storage.remove([location]).catch(() => undefined);
  if (isNamed(error, "ConcurrentModificationException")) throw commitConflict(base.name, error);
  if (isNamed(error, "EntityNotFoundException")) throw noSuchTable(base.name, error);
  throw glueFailure(error, { doing: "commit to", title, action: "glue:UpdateTable" });
}

/**
 * Whether the table points to our metadata, or did before others went on from there. While it is the version that was read, an
 * update that was sent before the one that failed may still be carried out; once it is another, none can.
 */
async function fateOf({
  place,
  base,
  location,
  read,
}: Commit): Promise<"committed" | "never" | "not yet" | "unknown"> {
  const table = await tableNow({ place, base });
  const current = table && locationOf(table);
  if (current === undefined) return "unknown";
  if (current === location) return "committed";
  if (current === base.metadataLocation)
    return table?.VersionId === read.VersionId ? "not yet" : "never";
  const metadata = await loadMetadata(base.storage, current, { title: tableTitle(base.name) });
  const isListed = metadata["metadata-log"].some((entry) => entry["metadata-file"] === location);
  return isListed ? "committed" : "never";
}

function locationOf({ Parameters }: Table): string | undefined {
  return Parameters?.["metadata_location"];
}
