import * as z from "zod";
import type { IcebergType } from "./iceberg-schema.ts";

const MAX_DEPTH = 100;

const count = z.int().min(0);
const milliseconds = z.int();
const id = z.int();
const texts = z.record(z.string(), z.string());

/** Whether a value is a type, none deeper than is sensible. */
function isType(value: unknown, depth = 0): value is IcebergType {
  if (typeof value === "string") return value !== "";
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return false;
  const type = value as Readonly<Record<string, unknown>>;
  switch (type["type"]) {
    case "struct":
      return Array.isArray(type["fields"]) && type["fields"].every((each) => isField(each, depth));
    case "list":
      return (
        isId(type["element-id"]) &&
        typeof type["element-required"] === "boolean" &&
        isType(type["element"], depth + 1)
      );
    case "map":
      return (
        isId(type["key-id"]) &&
        isId(type["value-id"]) &&
        typeof type["value-required"] === "boolean" &&
        isType(type["key"], depth + 1) &&
        isType(type["value"], depth + 1)
      );
    default:
      return false;
  }
}

function isField(value: unknown, depth: number): boolean {
  const field = value as Readonly<Record<string, unknown>> | null;
  return (
    typeof field === "object" &&
    isId(field?.["id"]) &&
    typeof field?.["name"] === "string" &&
    typeof field["required"] === "boolean" &&
    isType(field["type"], depth + 1)
  );
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

const field = z.custom<object>((value) => isField(value, 0), {
  error: "expected a field with id, name, required and type",
});

const schema = z.looseObject({
  type: z.literal("struct"),
  "schema-id": id,
  fields: z.array(field),
});

const partitionField = z.looseObject({
  "source-id": id,
  "field-id": id,
  name: z.string(),
  transform: z.string(),
});

const sortField = z.looseObject({
  transform: z.string(),
  "source-id": id,
  direction: z.enum(["asc", "desc"]),
  "null-order": z.enum(["nulls-first", "nulls-last"]),
});

const snapshot = z
  .looseObject({
    "snapshot-id": z.bigint(),
    "parent-snapshot-id": z.bigint().nullish(),
    // Snapshots of a table that was once of version 1 have none.
    "sequence-number": orEmpty(count, 0),
    "timestamp-ms": milliseconds,
    "manifest-list": z.string(),
    summary: orEmpty(texts, {}),
    "schema-id": id.nullish(),
  })
  .transform(withoutNulls);

const ref = z
  .looseObject({ "snapshot-id": z.bigint(), type: z.enum(["branch", "tag"]) })
  .transform(withoutNulls);

const snapshotLogEntry = z.looseObject({ "snapshot-id": z.bigint(), "timestamp-ms": milliseconds });
const metadataLogEntry = z.looseObject({
  "metadata-file": z.string(),
  "timestamp-ms": milliseconds,
});

/** The fields of table metadata that this package reads; others pass. */
export const metadataFields = z.looseObject({
  "format-version": z.literal(2),
  "table-uuid": z.string(),
  location: z.string(),
  "last-sequence-number": count,
  "last-updated-ms": milliseconds,
  "last-column-id": count,
  schemas: z.array(schema).min(1),
  "current-schema-id": id,
  "partition-specs": z
    .array(z.looseObject({ "spec-id": id, fields: z.array(partitionField) }))
    .min(1),
  "default-spec-id": id,
  "last-partition-id": id,
  "sort-orders": z.array(z.looseObject({ "order-id": id, fields: z.array(sortField) })),
  "default-sort-order-id": id,
  properties: orEmpty(texts, {}),
  "current-snapshot-id": z.bigint().nullish(),
  snapshots: orEmpty(z.array(snapshot), []),
  "snapshot-log": orEmpty(z.array(snapshotLogEntry), []),
  "metadata-log": orEmpty(z.array(metadataLogEntry), []),
  refs: orEmpty(z.record(z.string(), ref), {}),
});

/** What may be missing or null, and stands for nothing then. */
function orEmpty<T extends z.ZodType>(type: T, empty: z.output<T>) {
  return type.nullish().transform((value) => value ?? empty);
}

/** Other readers refuse nulls where something may be missing. */
function withoutNulls<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null)) as T;
}
