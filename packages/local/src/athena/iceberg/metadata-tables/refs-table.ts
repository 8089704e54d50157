import { BIGINT, INTEGER, VARCHAR } from "@cloudapi/athena/internal/analysis";
import { number, text } from "./constants.ts";
import type { MetadataTable } from "./metadata-table.ts";

/** `$refs`: branches and tags. */
export const refsTable: MetadataTable = {
  columns: () => [
    { name: "name", type: VARCHAR },
    { name: "type", type: VARCHAR },
    { name: "snapshot_id", type: BIGINT },
    { name: "max_reference_age_in_ms", type: BIGINT },
    { name: "min_snapshots_to_keep", type: INTEGER },
    { name: "max_snapshot_age_in_ms", type: BIGINT },
  ],
  rows: ({ table }) =>
    Object.entries(table.metadata.refs).map(([name, ref]) => [
      text(name),
      text(ref.type.toUpperCase()),
      number(ref["snapshot-id"], BIGINT),
      number(ref["max-ref-age-ms"], BIGINT),
      number(ref["min-snapshots-to-keep"], INTEGER),
      number(ref["max-snapshot-age-ms"], BIGINT),
    ]),
};
