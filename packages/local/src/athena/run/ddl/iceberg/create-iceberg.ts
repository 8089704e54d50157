import { TrinoError } from "@cloudapi/athena/internal/analysis";
import type { TableMetadata } from "@cloudapi/iceberg";
import { createMetadata, tableFolder } from "@cloudapi/iceberg/internal";
import { icebergTableProperties } from "../../../iceberg/athena-properties.ts";
import { fieldsOfColumns } from "../../../iceberg/hive-columns.ts";
import { partitionTerm } from "../../../iceberg/partition-terms.ts";
import { parseS3Location } from "../../../scan/objects/s3-location.ts";
import type { CreateIceberg } from "../../../syntax/statement/parse-create-iceberg.ts";
import type { Opening } from "../../opened-tables.ts";

/** Make an Iceberg table without rows. */
export async function createIceberg(
  statement: CreateIceberg,
  database: string,
  { iceberg, signal }: Opening,
): Promise<void> {
  const { location, properties, table } = statement;
  if (properties["table_type"]?.toLowerCase() !== "iceberg")
    throw new TrinoError(
      "SYNTAX_ERROR",
      "mismatched input 'TABLE'. Expecting: 'EXTERNAL' (or TBLPROPERTIES ('table_type' = 'ICEBERG'))",
    );
  if (location === undefined)
    throw new TrinoError(
      "INVALID_TABLE_PROPERTY",
      "Table location can not be null or empty: LOCATION 's3://bucket/prefix/'",
    );
  parseS3Location(location);
  const metadata = newMetadata(statement, location);
  await iceberg.create({ namespace: database, name: table.name }, metadata, { signal });
}

function newMetadata(
  { columns, partition, properties, comment }: CreateIceberg,
  location: string,
): TableMetadata {
  const known = icebergTableProperties(properties);
  try {
    return createMetadata(
      {
        columns: (nextId) => fieldsOfColumns(columns, nextId),
        location: tableFolder({ location }),
        partition: partition.map(partitionTerm),
        properties: { ...known, ...(comment !== undefined && { comment }) },
      },
      Date.now(),
    );
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TrinoError("INVALID_TABLE_PROPERTY", error.message);
  }
}
