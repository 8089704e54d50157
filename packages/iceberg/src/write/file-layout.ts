import type { Dataset } from "@cloudapi/core";
import type { FileLayout } from "@cloudapi/transform/internal";
import type { IcebergSchema } from "../metadata/iceberg-schema.ts";
import { fieldIdsOf, schemaMismatch } from "../schema/field-ids-of.ts";
import { fileSchema } from "../schema/file-schema.ts";

/**
 * How files of a dataset's rows are laid out for a table: the dataset's columns, under the ids that the table has for them.
 *
 * @throws {IcebergError} `SCHEMA_MISMATCH` when the table has no place for a column, or needs one that the dataset doesn't have
 */
export function fileLayout(dataset: Dataset, { fields }: IcebergSchema): FileLayout {
  const names = new Set(dataset.columns.map(({ name }) => name));
  const missing = fields.find(({ name, required }) => required && !names.has(name));
  if (missing !== undefined)
    throw schemaMismatch(`the table requires ${missing.name}, which the contract doesn't have`);
  const { columns } = dataset;
  const fieldIds = fieldIdsOf(fields, columns);
  const schema = JSON.stringify({ "schema-id": 0, ...fileSchema(columns, fieldIds) });
  return { columns, fieldIds, keyValues: { "iceberg.schema": schema } };
}
