import {
  CreateDatabaseCommand,
  type Database,
  type DatabaseInput,
  GetDatabaseCommand,
  type GlueClient,
  UpdateDatabaseCommand,
} from "@aws-sdk/client-glue";
import { checkAthenaName } from "../../tables/athena-name.ts";
import { askCatalog, isRefusal } from "./catalog-failure.ts";
import { type CatalogOptions, checkPlace } from "./check-place.ts";

/** The database to be there. */
export interface EnsureDatabaseInput {
  readonly database: string;
  readonly description?: string;
  /** Where tables of statements that name no place are put: `s3://bucket/prefix/`. */
  readonly location?: string;
  /** Further properties; those that the database has and that are not named here stay. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** What was done. */
export interface EnsuredDatabase {
  /** `none`: the database was as it should be. */
  readonly action: "created" | "altered" | "none";
}

/**
 * Make a database in the Glue Data Catalog, or alter what is said of it: description, location and properties, as far as they
 * are given. It does nothing when the database is as it should be, so it can be run before every run of a pipeline.
 *
 * IAM: `glue:GetDatabase`, `glue:CreateDatabase` and `glue:UpdateDatabase` on the catalog and the database.
 *
 * @throws {TypeError} {@link RangeError} for a name that Athena would not take
 * @throws {TableError} `CATALOG_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { ensureDatabase } from "@cloudapi/athena/glue";
 *
 * const glue = new GlueClient();
 * const input = { database: "ensured_logs", description: "Requests by day" };
 * console.log(await ensureDatabase(glue, input)); // => { action: "created" }
 * console.log(await ensureDatabase(glue, input)); // => { action: "none" }
 * glue.destroy();
 * ```
 */
export async function ensureDatabase(
  glue: GlueClient,
  input: EnsureDatabaseInput,
  options: CatalogOptions = {},
): Promise<EnsuredDatabase> {
  checkPlace("ensureDatabase", input, {
    required: ["database"],
    optional: ["description", "location", "properties"],
    options,
  });
  checkAthenaName("ensureDatabase: database", input.database);
  const { signal } = options;
  const known = await getDatabase(glue, input.database, signal);
  if (known === undefined && (await create(glue, input, signal))) return done("created");
  const found = known ?? (await getDatabase(glue, input.database, signal)) ?? {};
  const wanted = databaseInput(input, found);
  if (isAsWanted(found, wanted)) return done("none");
  const call = {
    action: "glue:UpdateDatabase",
    of: "database",
    table: input.database,
    signal,
  } as const;
  const command = new UpdateDatabaseCommand({ Name: input.database, DatabaseInput: wanted });
  await askCatalog(call, (sent) => glue.send(command, sent));
  return done("altered");
}

function done(action: EnsuredDatabase["action"]): EnsuredDatabase {
  return Object.freeze({ action });
}

async function getDatabase(
  glue: GlueClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Database | undefined> {
  const call = { action: "glue:GetDatabase", of: "database", table: name, signal } as const;
  const command = new GetDatabaseCommand({ Name: name });
  try {
    return (await askCatalog(call, (sent) => glue.send(command, sent))).Database;
  } catch (error) {
    if (isRefusal(error, "EntityNotFoundException")) return undefined;
    throw error;
  }
}

/** Whether it was made; otherwise someone else was first. */
async function create(
  glue: GlueClient,
  input: EnsureDatabaseInput,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { database: table } = input;
  const call = { action: "glue:CreateDatabase", of: "database", table, signal } as const;
  const command = new CreateDatabaseCommand({ DatabaseInput: databaseInput(input, {}) });
  try {
    await askCatalog(call, (sent) => glue.send(command, sent));
    return true;
  } catch (error) {
    if (isRefusal(error, "AlreadyExistsException")) return false;
    throw error;
  }
}

/** The database as the catalog is given it, with what it has beside. */
function databaseInput(input: EnsureDatabaseInput, known: Partial<Database>): DatabaseInput {
  const { description = known.Description, location = known.LocationUri, properties } = input;
  const { CreateTableDefaultPermissions: permissions, Parameters } = known;
  return {
    Name: input.database,
    ...(description !== undefined && { Description: description }),
    ...(location !== undefined && { LocationUri: location }),
    ...(permissions !== undefined && { CreateTableDefaultPermissions: permissions }),
    Parameters: { ...Parameters, ...properties },
  };
}

function isAsWanted(known: Partial<Database>, wanted: DatabaseInput): boolean {
  return (
    known.Description === wanted.Description &&
    known.LocationUri === wanted.LocationUri &&
    Object.entries(wanted.Parameters ?? {}).every(
      ([name, value]) => known.Parameters?.[name] === value,
    )
  );
}
