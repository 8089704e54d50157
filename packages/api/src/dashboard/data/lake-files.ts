import type { Sink } from "@cloudapi/transform";
import type { LakeTable } from "../dashboard-input.ts";

/** When each object below a folder of a table became visible, by key; empty for a sink that can't say. */
export async function datedKeys(
  { sink }: LakeTable,
  folder: string,
  signal: AbortSignal,
): Promise<Map<string, Date>> {
  const found = new Map<string, Date>();
  if (sink.listDated === undefined) return found;
  for await (const { key, lastModified } of sink.listDated(folder, { signal }))
    found.set(key, lastModified);
  return found;
}

/** Where the manifests of a table are. */
export function manifestsFolder({
  sink,
  dataset,
}: {
  sink: Sink;
  dataset: LakeTable["dataset"];
}): string {
  return `${sink.prefix}_manifests/${dataset.name}/`;
}
