import { currentSchema } from "./current.ts";
import type { IcebergSchema } from "./iceberg-schema.ts";
import type { TableMetadata } from "./table-metadata.ts";

/** The schemas of a table, the current one first and earlier ones behind it: a spec may be of a column that was dropped. */
export function schemasOf(metadata: TableMetadata): IcebergSchema[] {
  return [currentSchema(metadata), ...metadata.schemas.toReversed()];
}
