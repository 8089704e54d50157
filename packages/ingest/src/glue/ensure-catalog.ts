import { GetTableCommand, type GlueClient } from "@aws-sdk/client-glue";
import { type EnsuredTable, ensureDatabase, ensureTable } from "@cloudapi/athena/glue";
import type { Dataset } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { tellError } from "../run/failure.ts";
import type { IngestReport } from "../run/ingest-report.ts";
import type { CatalogTable, DatedTable } from "../target/target.ts";
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
 * files are in none. Years that the table in the catalog has already stay, whatever the run loaded. A table that can't be made leaves the others.
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
  { dataset: ofLoads, format, location, dated }: CatalogTable,
  place: TablePlace,
  options: { readonly signal?: AbortSignal },
): Promise<CatalogOutcome> {
  const { table } = place;
  try {
    const dataset = dated === undefined ? ofLoads : await overAll(glue, dated, { place, options });
    const { action } = await ensureTable(glue, dataset, { ...place, format, location }, options);
    return { status: "done", table, action };
  } catch (error) {
    options.signal?.throwIfAborted();
    const { code, message } = tellError(error);
    return { status: "failed", table, code, message, error };
  }
}

interface TablePlace {
  readonly database: string;
  readonly table: string;
}

/** The dataset over the years of loads and those of the table that is there: who queries it would lose these. */
async function overAll(
  glue: GlueClient,
  { dates, datasetOver }: DatedTable,
  {
    place: { database, table },
    options,
  }: { readonly place: TablePlace; readonly options: { readonly signal?: AbortSignal } },
): Promise<Dataset> {
  const command = new GetTableCommand({ DatabaseName: database, Name: table });
  const sent = options.signal === undefined ? {} : { abortSignal: options.signal };
  // That there is none, or that nobody may ask, is told by what comes after.
  const found = await glue.send(command, sent).catch(() => undefined);
  const years = (found?.Table?.Parameters?.[YEARS] ?? "").split(",").filter(isYear);
  const [first = dates.first, latest = dates.latest] = [
    [dates.first, ...years].toSorted()[0],
    [dates.latest, ...years].toSorted().at(-1),
  ];
  return datasetOver({ first, latest });
}

const YEARS = "projection.year.values";

function isYear(text: string): boolean {
  return /^\d{4}$/.test(text);
}
