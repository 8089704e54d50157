import type { Table, TableInput } from "@aws-sdk/client-glue";
import { currentSchema } from "../metadata/current.ts";
import type { IcebergField } from "../metadata/iceberg-schema.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { glueType } from "./glue-type.ts";

/** Characters that Glue keeps of a column's comment and type. */
const MOST_COMMENT = 255;
const MOST_TYPE = 131_072;

/** What a table of Glue is to say of an Iceberg table. */
export interface GlueEntry {
  readonly name: string;
  readonly metadata: TableMetadata;
  readonly metadataLocation: string;
  /** The table that is there, and is to be changed. */
  readonly table?: Table | undefined;
}

/**
 * The entry of a table: what makes it one of Iceberg, where its metadata is, and its columns for those who look at the catalog.
 * All else that a table has stays.
 */
export function tableInput({ name, metadata, metadataLocation, table }: GlueEntry): TableInput {
  return {
    ...keptOf(table),
    Name: table?.Name ?? name,
    TableType: table?.TableType ?? "EXTERNAL_TABLE",
    Parameters: icebergParameters(table?.Parameters, metadataLocation),
    StorageDescriptor: {
      ...table?.StorageDescriptor,
      Location: metadata.location,
      Columns: glueColumns(metadata),
    },
  };
}

/** The parameters of a table whose metadata is now at another place. */
export function icebergParameters(
  known: Readonly<Record<string, string>> | undefined,
  metadataLocation: string,
): Record<string, string> {
  const previous = known?.["metadata_location"];
  return {
    EXTERNAL: "TRUE",
    ...known,
    table_type: known?.["table_type"] ?? "ICEBERG",
    metadata_location: metadataLocation,
    ...(previous !== undefined && { previous_metadata_location: previous }),
  };
}

/** A column as a catalog shows it. */
interface GlueColumn {
  readonly Name: string;
  readonly Type: string;
  readonly Comment?: string;
  readonly Parameters: Record<string, string>;
}

/** The columns of a table as Glue has them. */
export function glueColumns(metadata: TableMetadata): GlueColumn[] {
  return currentSchema(metadata).fields.map(columnOf);
}

/** What a table has and may be given again: an answer has more than a request takes. */
function keptOf(table: Table | undefined): Partial<TableInput> {
  const { Description, Owner, Retention, PartitionKeys, TargetTable, LastAccessTime } = table ?? {};
  const { ViewOriginalText, ViewExpandedText, LastAnalyzedTime } = table ?? {};
  const kept = {
    Description,
    Owner,
    Retention,
    PartitionKeys,
    TargetTable,
    LastAccessTime,
    LastAnalyzedTime,
    ViewOriginalText,
    ViewExpandedText,
  };
  return Object.fromEntries(
    Object.entries(kept).filter(([, value]) => value !== undefined && value !== null),
  );
}

function columnOf({ id, name, type, required, doc }: IcebergField): GlueColumn {
  return {
    Name: name,
    Type: glueType(type).slice(0, MOST_TYPE),
    ...(typeof doc === "string" && { Comment: commentOf(doc) }),
    Parameters: {
      "iceberg.field.id": String(id),
      "iceberg.field.optional": String(!required),
      "iceberg.field.current": "true",
    },
  };
}

/** Glue refuses a table whose comments have more than one line. */
function commentOf(doc: string): string {
  return doc
    .replaceAll(/\p{Cc}+/gu, " ")
    .slice(0, MOST_COMMENT)
    .toWellFormed();
}
