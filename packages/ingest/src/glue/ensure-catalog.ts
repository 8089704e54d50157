import type { GlueClient } from "@aws-sdk/client-glue";
import { type EnsuredTable, ensureDatabase, ensureTable } from "@cloudapi/athena/glue";
import { checkOptionNames } from "@cloudapi/core/internal";
import { tellError } from "../run/failure.ts";
import type { IngestReport } from "../run/ingest-report.ts";
import type { CatalogTable } from "../target/target.ts";
import { catalogTables } from "./catalog-tables.ts";

/** Where tables stand in the catalog. */
export interface CatalogInput {
  readonly database: string;
  /** What the names of tables begin with, such as `ms1_`; default nothing. */
  readonly tablePrefix?: string | undefined;
}

/** What became of a table in the catalog. */
export type CatalogOutcome =
  | { readonly status: "done"; readonly table: string; readonly action: EnsuredTable["action"] }
  | {
      readonly status: "failed";
      readonly table: string;
      readonly code: string;
      readonly message: string;
      readonly error: unknown;
    };

/**
 * Make the tables of a run in the Glue Data Catalog, or alter them to what was written: Parquet with the partition projection of its
 * contract, JSON Lines with that of the date of the load, which no crawler has to find. Tables that have commits are in a catalog already, raw
 * files are in none. A table that can't be made leaves the others.
 *
 * IAM: those of `ensureDatabase` and `ensureTable`.
 *
 * @throws {TypeError} for an unknown field, or a name that Athena would not take
 * @throws {TableError} when the database can't be made
 *
 * @example
 * ```ts
 * import type { GlueClient } from "@aws-sdk/client-glue";
 * import type { IngestReport } from "@cloudapi/ingest";
 * import { ensureCatalog } from "@cloudapi/ingest/glue";
 *
 * async function catalogue(glue: GlueClient, report: IngestReport): Promise<string[]> {
 *   const made = await ensureCatalog(glue, report, { database: "datalake_db", tablePrefix: "ms1_" });
 *   return made.map(({ table, status }) => `${table} ${status}`);
 * }
 * console.log(typeof catalogue); // => "function"
 * ```
 */
export async function ensureCatalog(
  glue: GlueClient,
  report: IngestReport,
  input: CatalogInput,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly CatalogOutcome[]> {
  checkOptionNames("ensureCatalog", input, ["database", "tablePrefix"]);
  checkOptionNames("ensureCatalog", options, ["signal"]);
  const { database, tablePrefix = "" } = input;
  await ensureDatabase(glue, { database }, options);
  const outcomes: CatalogOutcome[] = [];
  for (const done of catalogTables(report)) {
    const table = `${tablePrefix}${done.dataset}`;
    outcomes.push(await ensureOne(glue, done.catalogTable, { database, table }, options));
  }
  return outcomes;
}

async function ensureOne(
  glue: GlueClient,
  { dataset, format, location }: CatalogTable,
  place: { readonly database: string; readonly table: string },
  options: { readonly signal?: AbortSignal },
): Promise<CatalogOutcome> {
  const { table } = place;
  try {
    const { action } = await ensureTable(glue, dataset, { ...place, format, location }, options);
    return { status: "done", table, action };
  } catch (error) {
    options.signal?.throwIfAborted();
    const { code, message } = tellError(error);
    return { status: "failed", table, code, message, error };
  }
}
