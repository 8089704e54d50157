import type { LoadedTable } from "./catalog.ts";

/** Whether nobody has changed the table; not every catalog says where its metadata is. */
export function isSameState(now: LoadedTable, before: LoadedTable): boolean {
  const [time, earlier] = [now, before].map(({ metadata }) => metadata["last-updated-ms"]);
  return now.metadataLocation === before.metadataLocation && time === earlier;
}
