import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetTableCommand,
  type GlueClient,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import type { CatalogOptions, TableName } from "../catalog/catalog.ts";
import { isNamed } from "./glue-failure.ts";

/** The catalog whose tables these are. */
export interface GluePlace {
  readonly glue: GlueClient;
  readonly catalogId: string | undefined;
}

/** The table; `undefined` when it or its database is not there. */
export async function getTable(
  { glue, catalogId }: GluePlace,
  { namespace, name }: TableName,
  options: CatalogOptions,
): Promise<Table | undefined> {
  const input = { CatalogId: catalogId, DatabaseName: namespace, Name: name };
  try {
    return (await glue.send(new GetTableCommand(input), sent(options))).Table;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isNamed(error, "EntityNotFoundException")) return undefined;
    throw error;
  }
}

export async function createTable(
  { glue, catalogId }: GluePlace,
  { namespace }: TableName,
  TableInput: TableInput,
): Promise<void> {
  const input = { CatalogId: catalogId, DatabaseName: namespace, TableInput };
  await glue.send(new CreateTableCommand(input));
}

/** Change the table if it is still the version that was read; no old version of it is kept, of which an account may have so many. */
export async function updateTable(
  { glue, catalogId }: GluePlace,
  { namespace }: TableName,
  { VersionId, TableInput }: { readonly VersionId: string; readonly TableInput: TableInput },
): Promise<void> {
  const input = { CatalogId: catalogId, DatabaseName: namespace, TableInput, VersionId };
  await glue.send(new UpdateTableCommand({ ...input, SkipArchive: true }));
}

/** @returns false when there was none */
export async function deleteTable(
  { glue, catalogId }: GluePlace,
  { namespace, name }: TableName,
  options: CatalogOptions,
): Promise<boolean> {
  const input = { CatalogId: catalogId, DatabaseName: namespace, Name: name };
  try {
    await glue.send(new DeleteTableCommand(input), sent(options));
    return true;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (isNamed(error, "EntityNotFoundException")) return false;
    throw error;
  }
}

/** Make a database unless it is there. */
export async function ensureDatabase(
  { glue, catalogId }: GluePlace,
  name: string,
  options: CatalogOptions,
): Promise<void> {
  try {
    await glue.send(new GetDatabaseCommand({ CatalogId: catalogId, Name: name }), sent(options));
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isNamed(error, "EntityNotFoundException")) throw error;
    await createDatabase({ glue, catalogId }, name, options);
  }
}

async function createDatabase(
  { glue, catalogId }: GluePlace,
  name: string,
  options: CatalogOptions,
): Promise<void> {
  const input = { CatalogId: catalogId, DatabaseInput: { Name: name } };
  try {
    await glue.send(new CreateDatabaseCommand(input), sent(options));
  } catch (error) {
    options.signal?.throwIfAborted();
    // Another was quicker.
    if (!isNamed(error, "AlreadyExistsException")) throw error;
  }
}

function sent({ signal }: CatalogOptions): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}
