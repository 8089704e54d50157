import type { DataType, StructField } from "@cloudapi/core";
import type { FieldIds } from "@cloudapi/transform/internal";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { IcebergField, IcebergType } from "../metadata/iceberg-schema.ts";
import { canWiden } from "./can-widen.ts";
import { icebergPrimitive } from "./iceberg-type.ts";

/**
 * The table's ids of columns, and of what is inside them.
 *
 * @throws {IcebergError} `SCHEMA_MISMATCH` when the table has no such column, or has it of a type that its values are not of
 */
export function fieldIdsOf(
  fields: readonly IcebergField[],
  columns: readonly StructField[],
  above = "",
): FieldIds[] {
  return columns.map(({ name, type, nullable }) => {
    const path = `${above}${name}`;
    const field = fields.find((each) => each.name === name);
    if (field === undefined) throw schemaMismatch(`the table has no column ${path}`);
    checkNull(field.required, nullable, path);
    return idsOf(field.id, field.type, type, path);
  });
}

function idsOf(id: number, inTable: IcebergType, type: DataType, path: string): FieldIds {
  const inside = insideOf(inTable, type, path);
  return inside === undefined ? { id } : { id, inside };
}

function insideOf(inTable: IcebergType, type: DataType, path: string): FieldIds[] | undefined {
  const kind = typeof inTable === "string" ? "primitive" : inTable.type;
  switch (type.kind) {
    case "struct":
      if (typeof inTable === "string" || inTable.type !== "struct") break;
      return fieldIdsOf(inTable.fields, type.fields, `${path}.`);
    case "list": {
      if (typeof inTable === "string" || inTable.type !== "list") break;
      const { "element-id": id, element, "element-required": required } = inTable;
      checkNull(required, type.elementNullable, `${path}[]`);
      return [idsOf(id, element, type.element, `${path}[]`)];
    }
    case "map": {
      if (typeof inTable === "string" || inTable.type !== "map") break;
      const { "key-id": keyId, "value-id": valueId, value, "value-required": required } = inTable;
      checkNull(required, type.valueNullable, `${path}[]`);
      if (inTable.key !== "string")
        throw schemaMismatch(
          `keys of ${path} are text in the contract and ${nameOf(inTable.key)} in the table`,
        );
      return [{ id: keyId }, idsOf(valueId, value, type.value, `${path}[]`)];
    }
    default: {
      const primitive = icebergPrimitive(type);
      if (typeof inTable === "string" && canWiden(primitive, inTable)) return undefined;
      throw schemaMismatch(
        `${path} is ${primitive} in the contract and ${nameOf(inTable)} in the table`,
      );
    }
  }
  throw schemaMismatch(`${path} is a ${type.kind} in the contract and ${kind} in the table`);
}

function nameOf(type: IcebergType): string {
  return typeof type === "string" ? type : type.type;
}

function checkNull(required: boolean, nullable: boolean, path: string): void {
  if (required && nullable)
    throw schemaMismatch(`${path} may be null in the contract and not in the table`);
}

/** @param what where the contract and the table differ */
export function schemaMismatch(what: string): IcebergError {
  return new IcebergError(
    "SCHEMA_MISMATCH",
    `Rows of the contract do not fit the table: ${what}. Let the table follow the contract first (evolveTable), or write to another one.`,
  );
}
