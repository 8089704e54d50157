import { IcebergError } from "../errors/iceberg-error.ts";
import type { IcebergStruct } from "../metadata/iceberg-schema.ts";
import type { PartitionSpec } from "../metadata/partition-spec.ts";
import { fieldsById } from "../schema/fields-by-id.ts";
import { type PrimitiveType, parsePrimitive } from "../values/primitive-type.ts";
import { parseTransform, resultType, type Transform } from "./transform.ts";

/** The values of a partition: what each field of a spec is made from, and its type. */
export type PartitionType = readonly PartitionValueType[];

/** What a field of a spec is made from, and the type of its values. */
export interface PartitionValueType {
  readonly fieldId: number;
  readonly sourceId: number;
  readonly name: string;
  readonly transform: Transform;
  /** The column's type. */
  readonly source: PrimitiveType;
  /** The value's type. */
  readonly type: PrimitiveType;
}

/**
 * The types of the values of a spec.
 *
 * @param schemas the current schema first, then earlier ones, which may have columns that were dropped
 * @throws {IcebergError} `UNSUPPORTED_TABLE` for a transform that is not known, or a column of a later version's type
 */
export function partitionType(
  spec: PartitionSpec,
  schemas: readonly IcebergStruct[],
): PartitionType {
  const columns = schemas.map(fieldsById);
  return spec.fields.map(({ "field-id": fieldId, "source-id": sourceId, name, ...field }) => {
    const transform = parseTransform(field.transform);
    if (transform === undefined)
      throw unsupported(`partition field ${name} has the transform ${field.transform}`);
    const found = columns.map((fields) => fields.get(sourceId)).find((each) => each !== undefined);
    // Of a column that no schema has any more, only the void transform is left.
    const typeName = found?.type ?? "int";
    const source = typeof typeName === "string" ? parsePrimitive(typeName) : undefined;
    if (source === undefined)
      throw unsupported(`partition field ${name} is made from a column of a type that isn't read`);
    return { fieldId, sourceId, name, transform, source, type: resultType(transform, source) };
  });
}

function unsupported(what: string): IcebergError {
  return new IcebergError(
    "UNSUPPORTED_TABLE",
    `The table can't be used, since its ${what}, which this version does not know. Use the engine that made it.`,
  );
}
