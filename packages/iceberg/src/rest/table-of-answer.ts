import type { LoadedTable, TableName } from "../catalog/catalog.ts";
import { tableTitle } from "../catalog/check-table-name.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import { readMetadata } from "../metadata/parse-metadata.ts";
import type { TableStorage } from "../storage/table-storage.ts";

/** A table for which a storage is wanted. */
export interface TablePlace {
  readonly name: TableName;
  readonly location: string;
  /** What the catalog says of access to the files, credentials among it; it is given to nobody else. */
  readonly config: Readonly<Record<string, string>>;
}

/** Gives the storage of a table's files. */
export type StorageOfTable = (table: TablePlace) => TableStorage | Promise<TableStorage>;

/** What a catalog answers for a table. */
interface TableAnswer {
  readonly metadata?: unknown;
  readonly "metadata-location"?: unknown;
  readonly config?: unknown;
}

/** The table of an answer. */
export async function tableOfAnswer(
  answer: unknown,
  name: TableName,
  storageOf: StorageOfTable,
): Promise<LoadedTable> {
  const { metadata: value, "metadata-location": place, config } = Object(answer) as TableAnswer;
  const title = tableTitle(name);
  if (value === undefined) {
    throw new IcebergError(
      "INVALID_METADATA",
      `The catalog answered for ${title} without metadata. Check that the uri is that of an Iceberg REST catalog.`,
      { table: title },
    );
  }
  const metadata = readMetadata(value, `the metadata of ${title}`);
  const { location } = metadata;
  const texts = Object.entries(Object(config) as Readonly<Record<string, unknown>>).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const storage = await storageOf({ name, location, config: Object.fromEntries(texts) });
  const metadataLocation = typeof place === "string" ? place : "";
  return { name, metadata, metadataLocation, storage, version: undefined };
}
