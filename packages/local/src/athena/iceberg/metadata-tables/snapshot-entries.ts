import {
  isLive,
  type ManifestEntry,
  manifestEntries,
  manifestsOf,
} from "@cloudapi/iceberg/internal";
import type { IcebergSource } from "../../catalog/iceberg-source.ts";

/** The files of a snapshot as its manifests tell of them, in their order. */
export async function snapshotEntries(
  { table, snapshot }: IcebergSource,
  signal: AbortSignal,
): Promise<ManifestEntry[]> {
  const manifests = await manifestsOf(table.storage, snapshot, { signal });
  const entries: ManifestEntry[][] = [];
  const PARALLEL = 8;
  for (let at = 0; at < manifests.length; at += PARALLEL) {
    const some = manifests.slice(at, at + PARALLEL);
    const read = await Promise.all(some.map((each) => manifestEntries(table, each, { signal })));
    entries.push(...read.map((each) => each.filter(isLive)));
  }
  return entries.flat();
}
