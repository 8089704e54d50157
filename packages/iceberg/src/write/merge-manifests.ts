import type { LoadedTable } from "../catalog/catalog.ts";
import type { ManifestFile } from "../manifest/data-file.ts";

/** Manifests of one spec that become one. */
export type ManifestBin = readonly ManifestFile[];

const MIB = 1_048_576;

/**
 * The manifests that are to become one, so that a table of many small commits stays readable: of a spec that has as many as the table's
 * property `commit.manifest.min-count-to-merge` says (default 100), as many as come to `commit.manifest.target-size-bytes` (8 MiB).
 */
export function binsToMerge(
  { metadata: { properties } }: Pick<LoadedTable, "metadata">,
  manifests: readonly ManifestFile[],
): ManifestBin[] {
  if (properties["commit.manifest-merge.enabled"]?.toLowerCase() === "false") return [];
  const minCount = numberOf(properties["commit.manifest.min-count-to-merge"], 100);
  const targetBytes = numberOf(properties["commit.manifest.target-size-bytes"], 8 * MIB);
  const specs = new Map<number, ManifestFile[]>();
  for (const manifest of manifests) {
    if (manifest.content !== "data" || manifest.keyMetadata !== undefined) continue;
    const alike = specs.get(manifest.specId) ?? [];
    alike.push(manifest);
    specs.set(manifest.specId, alike);
  }
  return [...specs.values()]
    .filter(({ length }) => length >= Math.max(2, minCount))
    .flatMap((alike) => packed(alike, targetBytes))
    .filter(({ length }) => length > 1);
}

function packed(manifests: readonly ManifestFile[], targetBytes: number): ManifestFile[][] {
  const bins: ManifestFile[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const manifest of manifests) {
    if (size + manifest.sizeBytes > targetBytes) {
      bins.push([]);
      size = 0;
    }
    bins.at(-1)?.push(manifest);
    size += manifest.sizeBytes;
  }
  return bins;
}

function numberOf(property: string | undefined, fallback: number): number {
  return /^\d{1,15}$/.test(property ?? "") ? Number(property) : fallback;
}
