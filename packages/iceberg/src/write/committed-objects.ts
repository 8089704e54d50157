import type { WrittenObject } from "@cloudapi/transform";
import type { CatalogOptions, LoadedTable } from "../catalog/catalog.ts";
import { currentSnapshot, specOf } from "../metadata/current.ts";
import { schemasOf } from "../metadata/schemas-of.ts";
import type { Snapshot } from "../metadata/snapshot.ts";
import { partitionPath } from "../partition/partition-path.ts";
import { partitionType } from "../partition/partition-type.ts";
import { liveEntries } from "../table/read-manifests.ts";
import { sourceHashOf } from "./source-files.ts";

/** The data files that a table has of a source, as reports tell them; of one snapshot, where it is known which. */
export async function committedObjects(
  table: LoadedTable,
  {
    sourceHash,
    snapshot,
  }: { readonly sourceHash: string; readonly snapshot: Snapshot | undefined },
  options: CatalogOptions,
): Promise<WrittenObject[]> {
  const { metadata } = table;
  const typeOf = (specId: number) => partitionType(specOf(metadata, specId), schemasOf(metadata));
  const objects: WrittenObject[] = [];
  for await (const entry of liveEntries(table, currentSnapshot(metadata), options)) {
    const { path, specId, partition, rows, sizeBytes } = entry.file;
    const isOther = snapshot !== undefined && entry.snapshotId !== snapshot["snapshot-id"];
    if (isOther || sourceHashOf(path) !== sourceHash) continue;
    objects.push({
      key: path,
      partition: partitionPath(typeOf(specId), partition),
      rows,
      sizeBytes,
    });
  }
  return objects.sort((a, b) => (a.key < b.key ? -1 : 1));
}
