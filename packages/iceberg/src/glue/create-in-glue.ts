import type { LoadedTable, TableName } from "../catalog/catalog.ts";
import { tableTitle } from "../catalog/check-table-name.ts";
import { tableExists } from "../catalog/table-faults.ts";
import { writeMetadata } from "../catalog/write-metadata.ts";
import { IcebergError } from "../errors/iceberg-error.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import type { TableStorage } from "../storage/table-storage.ts";
import { glueFailure, isNamed, mayHaveWorked } from "./glue-failure.ts";
import { createTable, type GluePlace, getTable } from "./glue-tables.ts";
import { tableInput } from "./table-input.ts";

/** A table that is to be made. */
interface NewTable {
  readonly place: GluePlace;
  readonly name: TableName;
  readonly metadata: TableMetadata;
  readonly storage: TableStorage;
}

/** Write the first metadata, then make the table that points to it. */
export async function createInGlue(table: NewTable): Promise<LoadedTable> {
  const { place, name, metadata, storage } = table;
  const location = await writeMetadata(storage, metadata, {});
  const entry = { name: name.name, metadata, metadataLocation: location };
  try {
    await createTable(place, name, tableInput(entry));
  } catch (error) {
    await settle(table, location, error);
  }
  return { name, metadata, metadataLocation: location, storage, version: undefined };
}

/** Where the answer was lost the SDK asked again, and was told that the table is there: it is ours if it has our metadata. */
async function settle(
  { place, name, storage }: NewTable,
  location: string,
  error: unknown,
): Promise<void> {
  const title = tableTitle(name);
  const there = await getTable(place, name, {}).catch(() => "unknown" as const);
  if (there !== "unknown" && there?.Parameters?.["metadata_location"] === location) return;
  const mayCome = there === undefined && !isNamed(error, "EntityNotFoundException");
  if ((there === "unknown" || mayCome) && mayHaveWorked(error)) {
    throw new IcebergError(
      "COMMIT_STATE_UNKNOWN",
      `The table ${title} may have been created: Glue's answer was lost. Load it to see.`,
      { cause: error, table: title, leftFiles: [location] },
    );
  }
  await storage.remove([location]).catch(() => undefined);
  if (isNamed(error, "AlreadyExistsException")) throw tableExists(name, error);
  if (isNamed(error, "EntityNotFoundException")) {
    throw new IcebergError(
      "NO_SUCH_NAMESPACE",
      `Cannot create ${title}: Glue has no database ${name.namespace}. Create it with ensureNamespace, or with CREATE DATABASE.`,
      { cause: error, table: title },
    );
  }
  throw glueFailure(error, { doing: "create", title, action: "glue:CreateTable" });
}
