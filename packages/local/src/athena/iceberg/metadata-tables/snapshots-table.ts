import { BIGINT, VARCHAR } from "@cloudapi/athena/internal/analysis";
import { INSTANT, instant, map, number, text } from "./constants.ts";
import type { MetadataTable } from "./metadata-table.ts";

const SUMMARY = { kind: "map", key: VARCHAR, value: VARCHAR } as const;

/** `$snapshots`: the states of a table. */
export const snapshotsTable: MetadataTable = {
  columns: () => [
    { name: "committed_at", type: INSTANT },
    { name: "snapshot_id", type: BIGINT },
    { name: "parent_id", type: BIGINT },
    { name: "operation", type: VARCHAR },
    { name: "manifest_list", type: VARCHAR },
    { name: "summary", type: SUMMARY },
  ],
  rows: ({ table }) =>
    table.metadata.snapshots.map((snapshot) => {
      const { operation, ...summary } = snapshot.summary;
      const entries = Object.entries(summary).map(
        ([key, value]) => [text(key), text(value)] as const,
      );
      return [
        instant(snapshot["timestamp-ms"]),
        number(snapshot["snapshot-id"], BIGINT),
        number(snapshot["parent-snapshot-id"], BIGINT),
        text(operation),
        text(snapshot["manifest-list"]),
        map(entries, SUMMARY),
      ];
    }),
};
