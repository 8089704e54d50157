import { randomUUID } from "node:crypto";
import type { TableMetadata } from "../src/index.ts";

/** The metadata of a table of two columns without rows. */
export function emptyMetadata(location: string): TableMetadata {
  return {
    "format-version": 2,
    "table-uuid": randomUUID(),
    location,
    "last-sequence-number": 0,
    "last-updated-ms": Date.now(),
    "last-column-id": 2,
    schemas: [
      {
        type: "struct",
        "schema-id": 0,
        fields: [
          { id: 1, name: "id", required: true, type: "long" },
          { id: 2, name: "note", required: false, type: "string", doc: "What was said." },
        ],
      },
    ],
    "current-schema-id": 0,
    "partition-specs": [{ "spec-id": 0, fields: [] }],
    "default-spec-id": 0,
    "last-partition-id": 999,
    "sort-orders": [{ "order-id": 0, fields: [] }],
    "default-sort-order-id": 0,
    properties: {
      owner: "tests",
      "commit.retry.min-wait-ms": "5",
      "commit.retry.max-wait-ms": "200",
    },
    snapshots: [],
    "snapshot-log": [],
    "metadata-log": [],
    refs: {},
  };
}
