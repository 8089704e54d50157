import { BIGINT, BOOLEAN } from "@cloudapi/athena/internal/analysis";
import { flag, INSTANT, instant, number } from "./constants.ts";
import type { MetadataTable } from "./metadata-table.ts";

/** `$history`: which snapshot was the current one since when. */
export const historyTable: MetadataTable = {
  columns: () => [
    { name: "made_current_at", type: INSTANT },
    { name: "snapshot_id", type: BIGINT },
    { name: "parent_id", type: BIGINT },
    { name: "is_current_ancestor", type: BOOLEAN },
  ],
  rows: ({ table: { metadata } }) => {
    const parents = new Map(
      metadata.snapshots.map((each) => [each["snapshot-id"], each["parent-snapshot-id"]]),
    );
    const ancestors = new Set<bigint>();
    for (
      let id = metadata["current-snapshot-id"];
      id !== undefined && parents.has(id) && !ancestors.has(id);
      id = parents.get(id)
    )
      ancestors.add(id);
    return metadata["snapshot-log"].map(({ "snapshot-id": id, "timestamp-ms": timeMs }) => [
      instant(timeMs),
      number(id, BIGINT),
      number(parents.get(id), BIGINT),
      flag(ancestors.has(id)),
    ]);
  },
};
