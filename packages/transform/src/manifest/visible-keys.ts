import { forEachConcurrently } from "@cloudapi/core/internal";
import type { Sink } from "../sink/sink.ts";

/** Folders that are listed at the same time. */
const LISTS = 8;

/** Which of the keys are there. */
export async function visibleKeys(
  sink: Sink,
  keys: Iterable<string>,
): Promise<ReadonlySet<string>> {
  const wanted = new Set(keys);
  const folders = new Set([...wanted].map((key) => key.slice(0, key.lastIndexOf("/") + 1)));
  const visible = new Set<string>();
  await forEachConcurrently(folders, { concurrency: LISTS }, async (folder) => {
    for await (const key of sink.list(folder)) if (wanted.has(key)) visible.add(key);
  });
  return visible;
}
