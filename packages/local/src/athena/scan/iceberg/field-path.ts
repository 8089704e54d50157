import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { IcebergField, IcebergStruct, TableMetadata } from "@cloudapi/iceberg";
import { schemasOf } from "@cloudapi/iceberg/internal";
import type { FieldPath } from "./value-of-field.ts";

/** A field with the structs around it, as the newest schema has it that has it: deletes may compare a column that was dropped. */
export function fieldPath(metadata: TableMetadata, id: number): FieldPath {
  for (const schema of schemasOf(metadata)) {
    const path = pathIn(schema, id);
    if (path !== undefined) return path;
  }
  throw new TrinoError(
    "ICEBERG_INVALID_METADATA",
    `Equality deletes compare the field ${id}, which the table never had`,
  );
}

function pathIn({ fields }: IcebergStruct, id: number): IcebergField[] | undefined {
  for (const field of fields) {
    if (field.id === id) return [field];
    const { type } = field;
    const inside =
      typeof type !== "string" && type.type === "struct" ? pathIn(type, id) : undefined;
    if (inside !== undefined) return [field, ...inside];
  }
  return undefined;
}
