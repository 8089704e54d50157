import { TrinoError } from "@cloudapi/athena/internal/analysis";
import {
  type IcebergField,
  type IcebergSchema,
  loadTable,
  type TableChange,
  type TableMetadata,
} from "@cloudapi/iceberg";
import {
  canWiden,
  changeTable,
  currentSchema,
  defaultSpec,
  sameTable,
} from "@cloudapi/iceberg/internal";
import type { CatalogTable } from "../../../catalog/catalog-types.ts";
import {
  icebergPropertyNames,
  icebergTableProperties,
} from "../../../iceberg/athena-properties.ts";
import { fieldsOfColumns } from "../../../iceberg/hive-columns.ts";
import type { Statement } from "../../../syntax/statement/statement.ts";
import type { Opening } from "../../opened-tables.ts";

/** A statement that changes what an Iceberg table's metadata says. */
export type AlterIceberg = Extract<
  Statement,
  {
    kind: "add-columns" | "drop-column" | "change-column" | "set-properties" | "unset-properties";
  }
>;

/** Change an Iceberg table; no file of its rows is touched. */
export async function alterIceberg(
  statement: AlterIceberg,
  { database, name }: CatalogTable,
  { iceberg, signal }: Opening,
): Promise<void> {
  const table = await loadTable(iceberg, { namespace: database, name }, { signal });
  await changeTable(table, (metadata) => changeOf(statement, metadata), { signal });
}

function changeOf(statement: AlterIceberg, metadata: TableMetadata): TableChange {
  const before = currentSchema(metadata);
  let lastId = metadata["last-column-id"];
  const nextId = () => ++lastId;
  switch (statement.kind) {
    case "add-columns": {
      const added = fieldsOfColumns(statement.columns, nextId);
      for (const { name } of added) refuseTaken(before.fields, name);
      return schemaChange(metadata, [...before.fields, ...added]);
    }
    case "drop-column": {
      const dropped = fieldOf(before, statement.column);
      refuseUsed(metadata, dropped);
      if (before.fields.length === 1)
        throw new TrinoError("NOT_SUPPORTED", "Cannot drop the only column in a table");
      return schemaChange(
        metadata,
        before.fields.filter(({ id }) => id !== dropped.id),
      );
    }
    case "change-column":
      return schemaChange(metadata, changedFields(before, statement));
    case "set-properties":
      return {
        requirements: [sameTable(metadata)],
        updates: [
          { action: "set-properties", updates: icebergTableProperties(statement.properties) },
        ],
      };
    case "unset-properties":
      return {
        requirements: [sameTable(metadata)],
        updates: [{ action: "remove-properties", removals: icebergPropertyNames(statement.names) }],
      };
  }
}

function schemaChange(metadata: TableMetadata, fields: readonly IcebergField[]): TableChange {
  const before = currentSchema(metadata);
  const schema = { ...before, "schema-id": before["schema-id"] + 1, fields };
  return {
    requirements: [
      sameTable(metadata),
      { type: "assert-current-schema-id", "current-schema-id": metadata["current-schema-id"] },
      {
        type: "assert-last-assigned-field-id",
        "last-assigned-field-id": metadata["last-column-id"],
      },
    ],
    updates: [
      { action: "add-schema", schema },
      { action: "set-current-schema", "schema-id": -1 },
    ],
  };
}

function fieldOf({ fields }: IcebergSchema, name: string): IcebergField {
  const field = fields.find((each) => each.name.toLowerCase() === name);
  if (field !== undefined) return field;
  throw new TrinoError("COLUMN_NOT_FOUND", `Column '${name}' does not exist`);
}

function refuseTaken(fields: readonly IcebergField[], name: string): void {
  if (fields.some((field) => field.name.toLowerCase() === name))
    throw new TrinoError("COLUMN_ALREADY_EXISTS", `Column '${name}' already exists`);
}

/** A column that rows are partitioned, sorted or told apart by can't go. */
function refuseUsed(metadata: TableMetadata, { id, name }: IcebergField): void {
  const order = metadata["sort-orders"].find(
    (each) => each["order-id"] === metadata["default-sort-order-id"],
  );
  const { "identifier-field-ids": identifiers = [] } = currentSchema(metadata);
  const isUsed =
    identifiers.includes(id) ||
    (order?.fields ?? []).some((field) => field["source-id"] === id) ||
    defaultSpec(metadata).fields.some(
      (field) => field["source-id"] === id && field.transform !== "void",
    );
  if (isUsed)
    throw new TrinoError(
      "NOT_SUPPORTED",
      `Cannot drop the column ${name}: the table is partitioned or sorted by it, or its rows are told apart by it`,
    );
}

type ChangeColumn = Extract<AlterIceberg, { kind: "change-column" }>;

/** The columns with one of them under another name, of a wider type, or at another place. */
function changedFields(schema: IcebergSchema, { column, to, first, after }: ChangeColumn) {
  const field = fieldOf(schema, column);
  const others = schema.fields.filter(({ id }) => id !== field.id);
  if (to.name !== column) refuseTaken(others, to.name);
  const name = to.name === column ? field.name : to.name;
  const changed = { ...field, name, type: changedType(field, to) };
  const described = to.comment === undefined ? changed : { ...changed, doc: to.comment };
  if (first) return [described, ...others];
  if (after === undefined)
    return schema.fields.map((each) => (each.id === field.id ? described : each));
  const before = fieldOf({ ...schema, fields: others }, after);
  return others.flatMap((each) => (each.id === before.id ? [each, described] : [each]));
}

function changedType({ name, type }: IcebergField, to: ChangeColumn["to"]): IcebergField["type"] {
  let id = 0;
  const [wanted] = fieldsOfColumns([to], () => ++id);
  if (typeof type === "string" && typeof wanted?.type === "string") {
    if (canWiden(type, wanted.type)) return wanted.type;
    // Rows keep their instants.
    if (type === "timestamptz" && wanted.type === "timestamp") return type;
  } else if (wanted !== undefined && shapeOf(type) === shapeOf(wanted.type)) return type;
  throw new TrinoError(
    "NOT_SUPPORTED",
    `Cannot change the type of ${name} to ${to.type}: int can become bigint, float double, and a decimal can have more digits before the point`,
  );
}

/** A type with others inside, without their ids. */
function shapeOf(type: IcebergField["type"]): string {
  const isOfShape = (key: string) =>
    !["id", "element-id", "key-id", "value-id", "doc"].includes(key) && !key.endsWith("required");
  return JSON.stringify(type, (key, value: unknown) => (isOfShape(key) ? value : undefined));
}
