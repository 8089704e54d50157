import type { DataType, StructField } from "@cloudapi/core";
import { isLeafType } from "@cloudapi/core/internal";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { IcebergStruct, IcebergType } from "../metadata/iceberg-schema.ts";
import { type IcebergValue, icebergValue } from "../values/iceberg-value.ts";
import { applyTransform } from "./apply-transform.ts";
import type { PartitionType, PartitionValueType } from "./partition-type.ts";

/** The values of a partition, in the order of its spec. */
export type PartitionValues = readonly (IcebergValue | null)[];

/** Finds the partition of a validated row. */
export type PartitionOfRow = (row: Readonly<Record<string, unknown>>) => PartitionValues;

/**
 * How rows of columns are partitioned in a table.
 *
 * @throws {IcebergError} `SCHEMA_MISMATCH` when the columns lack one that the table is partitioned by
 */
export function partitionOfRows(
  columns: readonly StructField[],
  schema: IcebergStruct,
  type: PartitionType,
): PartitionOfRow {
  const fields = type.map((field) => valueOfRow(columns, schema, field));
  return (row) => fields.map((value) => value(row));
}

function valueOfRow(
  columns: readonly StructField[],
  schema: IcebergStruct,
  { sourceId, transform, source, name }: PartitionValueType,
): (row: Readonly<Record<string, unknown>>) => IcebergValue | null {
  if (transform.kind === "void") return () => null;
  const names = namesTo(schema, sourceId);
  const leaf = names && leafAt(columns, names);
  if (names === undefined || leaf === undefined)
    throw new IcebergError(
      "SCHEMA_MISMATCH",
      `The table is partitioned by ${name}, which is made of a column that the contract does not have. Add the column to the contract, or partition the table by something else (setPartition).`,
    );
  return (row) => {
    let value: unknown = row;
    for (const each of names) value = (value as Record<string, unknown> | null | undefined)?.[each];
    const is = icebergValue(leaf, value);
    // A column of the contract may be narrower than the table's.
    return applyTransform(transform, source, source.kind === "long" ? asLong(is) : is);
  };
}

function asLong(value: IcebergValue | null): IcebergValue | null {
  return typeof value === "number" ? BigInt(value) : value;
}

/** The names on the way to a field, through structs only. */
function namesTo(struct: IcebergStruct, id: number): string[] | undefined {
  for (const field of struct.fields) {
    if (field.id === id) return [field.name];
    const inside = isStruct(field.type) ? namesTo(field.type, id) : undefined;
    if (inside !== undefined) return [field.name, ...inside];
  }
  return undefined;
}

function isStruct(type: IcebergType): type is IcebergStruct {
  return typeof type !== "string" && type.type === "struct";
}

function leafAt(columns: readonly StructField[], names: readonly string[]) {
  let type: DataType | undefined = { kind: "struct", fields: columns };
  for (const name of names)
    type =
      type?.kind === "struct" ? type.fields.find((field) => field.name === name)?.type : undefined;
  return type !== undefined && isLeafType(type) ? type : undefined;
}
