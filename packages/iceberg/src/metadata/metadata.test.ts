import type { StructField } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { without } from "../json/without.ts";
import { applyUpdates, nextMetadata } from "./apply-updates.ts";
import { checkRequirements } from "./check-requirements.ts";
import { createMetadata } from "./create-metadata.ts";
import { currentSchema, currentSnapshot, defaultSortOrder, defaultSpec } from "./current.ts";
import { parseMetadata, serializeMetadata } from "./parse-metadata.ts";
import type { Snapshot } from "./snapshot.ts";
import type { TableRequirement, TableUpdate } from "./table-change.ts";

const COLUMNS: StructField[] = [
  { name: "id", type: { kind: "int64" }, nullable: false },
  { name: "at", type: { kind: "timestamp" }, nullable: false },
  { name: "city", type: { kind: "string" }, nullable: true },
];
const NOW = 1_750_000_000_000;
const created = createMetadata(
  {
    columns: COLUMNS,
    location: "s3://lake/orders",
    partition: [
      { column: "city" },
      { column: "at", transform: "day" },
      { column: "id", transform: "bucket", n: 16 },
    ],
    sortOrder: [{ column: "at", direction: "desc" }],
    properties: { owner: "data" },
  },
  NOW,
  "f79c3e09-677c-4bbd-a479-3f349cb785e7",
);

function snapshot(id: bigint, sequence: number, extra: Partial<Snapshot> = {}): Snapshot {
  return {
    "snapshot-id": id,
    "sequence-number": sequence,
    "timestamp-ms": NOW + sequence,
    "manifest-list": `s3://lake/orders/metadata/snap-${id}.avro`,
    summary: { operation: "append" },
    "schema-id": 0,
    ...extra,
  };
}

function committed(...ids: bigint[]) {
  return ids.reduce((metadata, id, i) => {
    const updates: TableUpdate[] = [
      { action: "add-snapshot", snapshot: snapshot(id, i + 1) },
      { action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": id },
    ];
    return applyUpdates(metadata, updates, NOW + i + 1);
  }, created);
}

const BIG = 9_223_372_036_854_775_807n;

describe("metadata", () => {
  it("of a new table has its schema, its spec and its order", () => {
    expect(defaultSpec(created).fields).toEqual([
      { "source-id": 3, "field-id": 1000, name: "city", transform: "identity" },
      { "source-id": 2, "field-id": 1001, name: "at_day", transform: "day" },
      { "source-id": 1, "field-id": 1002, name: "id_bucket", transform: "bucket[16]" },
    ]);
    expect(defaultSortOrder(created)).toEqual({
      "order-id": 1,
      fields: [
        { transform: "identity", "source-id": 2, direction: "desc", "null-order": "nulls-last" },
      ],
    });
    expect(created["last-column-id"]).toBe(3);
    expect(created["last-partition-id"]).toBe(1002);
    expect(currentSnapshot(created)).toBeUndefined();
  });

  it.each<[Parameters<typeof createMetadata>[0]["partition"], string]>([
    [[{ column: "nope" }], 'partition: there is no column "nope"; columns: id, at, city'],
    [
      [{ column: "city", transform: "day" }],
      "day does not take city, which is string; it takes date",
    ],
    [
      [{ column: "id", transform: "bucket" }],
      "bucket of id needs n, a whole number above 0, not undefined",
    ],
    [[{ column: "id", n: 3 }], "identity of id takes no n"],
    [[{ column: "id" }, { column: "id" }], "two values are called"],
    [[{ column: "id", name: "city" }], '"city" is the name of a column'],
    [
      [
        { column: "at", transform: "day" },
        { column: "at", transform: "day", name: "d" },
      ],
      "day of d is there twice",
    ],
    [[{ column: "at", transform: "week" as "day" }], 'there is no transform "week"'],
    [[{ column: "at", tranform: "day" } as { column: string }], "tranform"],
  ])("is not made for the partition %j", (partition, message) => {
    expect(() =>
      createMetadata({ columns: COLUMNS, location: "s3://l/t", partition: partition ?? [] }, NOW),
    ).toThrow(message);
  });

  it("is the same after it was written and read", () => {
    const metadata = committed(5n, BIG);
    expect(parseMetadata(serializeMetadata(metadata), "v3.metadata.json")).toEqual(metadata);
    expect(serializeMetadata(metadata)).toContain(`"current-snapshot-id":${BIG}`);
  });

  it("is refused when what readers see is not what main stands for: a commit would lose one of them", () => {
    const metadata = committed(5n, 6n);
    for (const current of [5n, -1n, undefined]) {
      const text = serializeMetadata({
        ...without(metadata, "current-snapshot-id"),
        ...(current === undefined ? {} : { "current-snapshot-id": current }),
      } as unknown as typeof created);
      expect(() => parseMetadata(text, "m.json")).toThrow("and that of main is 6");
    }
  });

  it("is completed with what writers may leave out, and keeps what is not known", () => {
    const text = serializeMetadata({
      ...without(committed(BIG), "refs", "metadata-log"),
      "sort-orders": [],
      "default-sort-order-id": 0,
      statistics: null,
      "x-future": { a: 1 },
    } as unknown as typeof created);
    expect(text).not.toContain("null");
    const parsed = parseMetadata(text, "m.json");
    expect(parsed.refs).toEqual({ main: { "snapshot-id": BIG, type: "branch" } });
    expect(parsed["metadata-log"]).toEqual([]);
    expect(parsed["sort-orders"]).toEqual([{ "order-id": 0, fields: [] }]);
    expect(parsed["x-future"]).toEqual({ a: 1 });
    const empty = serializeMetadata({ ...created, "current-snapshot-id": -1n });
    expect(currentSnapshot(parseMetadata(empty, "m.json"))).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ["", "INVALID_METADATA", "no metadata of an Iceberg table"],
    ["{}", "INVALID_METADATA", "no format-version"],
    ["null", "INVALID_METADATA", "no format-version"],
    ['{"format-version":1}', "UNSUPPORTED_FORMAT_VERSION", "'format-version' = '2'"],
    ['{"format-version":3}', "UNSUPPORTED_FORMAT_VERSION", "Copy it"],
    ['{"format-version":2}', "INVALID_METADATA", "table-uuid"],
    [serializeMetadata({ ...created, "current-schema-id": 4 }), "INVALID_METADATA", "no schema 4"],
    [
      serializeMetadata({ ...created, "current-snapshot-id": 4n }),
      "INVALID_METADATA",
      "no snapshot 4",
    ],
    [
      `{"format-version":2,"schemas":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
      "INVALID_METADATA",
      "m.json",
    ],
  ])("is not read from %.60s", (text, code, message) => {
    const parse = () => parseMetadata(text, "m.json");
    expect(parse).toThrow(expect.objectContaining({ code }));
    expect(parse).toThrow(message);
  });
});

describe("updates", () => {
  it("make a snapshot the current one, and log it", () => {
    const metadata = committed(5n, 6n);
    expect(currentSnapshot(metadata)?.["snapshot-id"]).toBe(6n);
    expect(metadata["last-sequence-number"]).toBe(2);
    expect(metadata["snapshot-log"].map((entry) => entry["snapshot-id"])).toEqual([5n, 6n]);
    expect(metadata["last-updated-ms"]).toBe(NOW + 2);
    expect(created.snapshots).toEqual([]);
  });

  it("add schemas, specs and orders once, and -1 is the last one", () => {
    const schema = {
      ...currentSchema(created),
      "schema-id": 1,
      fields: currentSchema(created).fields.slice(1),
    };
    const updates: TableUpdate[] = [
      { action: "add-schema", schema },
      { action: "set-current-schema", "schema-id": -1 },
      { action: "add-spec", spec: { "spec-id": 1, fields: [] } },
      { action: "set-default-spec", "spec-id": -1 },
      { action: "add-sort-order", "sort-order": { "order-id": 0, fields: [] } },
      { action: "set-default-sort-order", "sort-order-id": -1 },
    ];
    const once = applyUpdates(created, updates, NOW);
    const twice = applyUpdates(once, updates, NOW);
    for (const metadata of [once, twice]) {
      expect(metadata.schemas.length).toBe(2);
      expect(metadata["partition-specs"].length).toBe(2);
      expect(metadata["sort-orders"].length).toBe(2);
      expect([
        metadata["current-schema-id"],
        metadata["default-spec-id"],
        metadata["default-sort-order-id"],
      ]).toEqual([1, 1, 0]);
      expect(metadata["last-column-id"]).toBe(3);
    }
  });

  it("forget snapshots with their names, and what the log no longer knows", () => {
    const metadata = applyUpdates(
      committed(5n, 6n, 7n),
      [
        { action: "set-snapshot-ref", "ref-name": "old", type: "tag", "snapshot-id": 6n },
        { action: "remove-snapshots", "snapshot-ids": [6n] },
      ],
      NOW + 9,
    );
    expect(metadata.snapshots.map((each) => each["snapshot-id"])).toEqual([5n, 7n]);
    expect(Object.keys(metadata.refs)).toEqual(["main"]);
    expect(metadata["snapshot-log"].map((entry) => entry["snapshot-id"])).toEqual([7n]);
  });

  it("roll back to a snapshot that is there", () => {
    const updates: TableUpdate[] = [
      { action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": 5n },
    ];
    const metadata = applyUpdates(committed(5n, 6n), updates, NOW + 50);
    expect(currentSnapshot(metadata)?.["snapshot-id"]).toBe(5n);
    expect(metadata["snapshot-log"].at(-1)).toEqual({
      "snapshot-id": 5n,
      "timestamp-ms": NOW + 50,
    });
  });

  it("change properties, place, uuid; never the time backwards", () => {
    const metadata = applyUpdates(
      created,
      [
        { action: "set-properties", updates: { a: "1", owner: "me" } },
        { action: "remove-properties", removals: ["a", "none"] },
        { action: "set-location", location: "s3://other" },
        { action: "assign-uuid", uuid: "u" },
        { action: "upgrade-format-version", "format-version": 2 },
        { action: "remove-snapshot-ref", "ref-name": "none" },
      ],
      NOW - 1000,
    );
    expect(metadata.properties).toEqual({ owner: "me" });
    expect([metadata.location, metadata["table-uuid"]]).toEqual(["s3://other", "u"]);
    expect(metadata["last-updated-ms"]).toBe(NOW);
  });

  it.each<[TableUpdate, string]>([
    [{ action: "set-current-schema", "schema-id": 7 }, "no schema 7"],
    [{ action: "set-default-spec", "spec-id": -1 }, "-1 stands for the partition spec added last"],
    [{ action: "add-snapshot", snapshot: snapshot(5n, 9) }, "has a snapshot 5 already"],
    [
      { action: "add-snapshot", snapshot: snapshot(8n, 1) },
      "the sequence number 1 of snapshot 8 is not above 1",
    ],
    [
      { action: "set-snapshot-ref", "ref-name": "t", type: "tag", "snapshot-id": 1n },
      "no snapshot 1 for t",
    ],
    [
      { action: "set-snapshot-ref", "ref-name": "main", type: "tag", "snapshot-id": 5n },
      "main is a branch",
    ],
    [{ action: "upgrade-format-version", "format-version": 3 }, "can't become one of version 3"],
    [{ action: "rename" } as unknown as TableUpdate, 'no update "rename"'],
  ])("are refused: %o", (update, message) => {
    const apply = () => applyUpdates(committed(5n), [update], NOW);
    expect(apply).toThrow(message);
    expect(apply).toThrow(expect.objectContaining({ code: "INVALID_UPDATE" }));
  });

  it("remember the file before, and no more files than the table wants", () => {
    let metadata = applyUpdates(
      created,
      [{ action: "set-properties", updates: { "write.metadata.previous-versions-max": "2" } }],
      NOW,
    );
    for (let i = 0; i < 4; i++)
      metadata = nextMetadata(
        { metadata, metadataLocation: `v${i}` },
        [{ action: "set-location", location: `${i}` }],
        NOW + i,
      );
    expect(metadata["metadata-log"]).toEqual([
      { "metadata-file": "v2", "timestamp-ms": NOW + 1 },
      { "metadata-file": "v3", "timestamp-ms": NOW + 2 },
    ]);
  });
});

describe("requirements", () => {
  const met: TableRequirement[] = [
    { type: "assert-table-uuid", uuid: created["table-uuid"] },
    { type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": 5n },
    { type: "assert-ref-snapshot-id", ref: "other", "snapshot-id": null },
    { type: "assert-last-assigned-field-id", "last-assigned-field-id": 3 },
    { type: "assert-current-schema-id", "current-schema-id": 0 },
    { type: "assert-last-assigned-partition-id", "last-assigned-partition-id": 1002 },
    { type: "assert-default-spec-id", "default-spec-id": 0 },
    { type: "assert-default-sort-order-id", "default-sort-order-id": 1 },
  ];

  it("pass when the table is as they say", () => {
    expect(() => checkRequirements(committed(5n), met)).not.toThrow();
    expect(() => checkRequirements(undefined, [{ type: "assert-create" }])).not.toThrow();
  });

  it.each<[TableRequirement, string]>([
    [{ type: "assert-create" }, "it is there already"],
    [{ type: "assert-table-uuid", uuid: "u" }, "its uuid is f79c3e09"],
    [
      { type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": null },
      "the snapshot of main is 5, not none",
    ],
    [
      { type: "assert-ref-snapshot-id", ref: "t", "snapshot-id": 5n },
      "the snapshot of t is none, not 5",
    ],
    [{ type: "assert-last-assigned-field-id", "last-assigned-field-id": 1 }, "is 3, not 1"],
    [
      { type: "assert-current-schema-id", "current-schema-id": 1 },
      "the current schema is 0, not 1",
    ],
    [
      { type: "assert-last-assigned-partition-id", "last-assigned-partition-id": 1 },
      "is 1002, not 1",
    ],
    [
      { type: "assert-default-spec-id", "default-spec-id": 1 },
      "the default partition spec is 0, not 1",
    ],
    [{ type: "assert-default-sort-order-id", "default-sort-order-id": 0 }, "is 1, not 0"],
  ])("refuse a table that is not as %o says", (requirement, message) => {
    const check = () => checkRequirements(committed(5n), [requirement]);
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ code: "COMMIT_CONFLICT" }));
  });

  it("refuse a table that is gone", () => {
    expect(() => checkRequirements(undefined, met)).toThrow("it is not there");
  });
});
