import type { IcebergSchema } from "./iceberg-schema.ts";
import type { PartitionSpec } from "./partition-spec.ts";
import type { Snapshot, SnapshotRef } from "./snapshot.ts";
import type { SortOrder } from "./sort-order.ts";

/** A change of a table's metadata, as a commit of Iceberg's REST catalogs has it: what has to be so, and what becomes. */
export interface TableChange {
  readonly requirements: readonly TableRequirement[];
  readonly updates: readonly TableUpdate[];
}

/** What has to be so of a table, or a commit to it fails (REST catalog specification, TableRequirement). */
export type TableRequirement =
  | { readonly type: "assert-create" }
  | { readonly type: "assert-table-uuid"; readonly uuid: string }
  | {
      readonly type: "assert-ref-snapshot-id";
      readonly ref: string;
      /** `null` when there has to be no such ref. */
      readonly "snapshot-id": bigint | null;
    }
  | {
      readonly type: "assert-last-assigned-field-id";
      readonly "last-assigned-field-id": number;
    }
  | { readonly type: "assert-current-schema-id"; readonly "current-schema-id": number }
  | {
      readonly type: "assert-last-assigned-partition-id";
      readonly "last-assigned-partition-id": number;
    }
  | { readonly type: "assert-default-spec-id"; readonly "default-spec-id": number }
  | { readonly type: "assert-default-sort-order-id"; readonly "default-sort-order-id": number };

/** A step of a change (REST catalog specification, TableUpdate); an id of -1 is that of what was added last. */
export type TableUpdate =
  | { readonly action: "assign-uuid"; readonly uuid: string }
  | { readonly action: "upgrade-format-version"; readonly "format-version": number }
  | { readonly action: "add-schema"; readonly schema: IcebergSchema }
  | { readonly action: "set-current-schema"; readonly "schema-id": number }
  | { readonly action: "add-spec"; readonly spec: PartitionSpec }
  | { readonly action: "set-default-spec"; readonly "spec-id": number }
  | { readonly action: "add-sort-order"; readonly "sort-order": SortOrder }
  | { readonly action: "set-default-sort-order"; readonly "sort-order-id": number }
  | { readonly action: "add-snapshot"; readonly snapshot: Snapshot }
  | ({ readonly action: "set-snapshot-ref"; readonly "ref-name": string } & SnapshotRef)
  | { readonly action: "remove-snapshots"; readonly "snapshot-ids": readonly bigint[] }
  | { readonly action: "remove-snapshot-ref"; readonly "ref-name": string }
  | { readonly action: "set-location"; readonly location: string }
  | {
      readonly action: "set-properties";
      readonly updates: Readonly<Record<string, string>>;
    }
  | { readonly action: "remove-properties"; readonly removals: readonly string[] };
