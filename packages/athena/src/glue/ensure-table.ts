import {
  type Column,
  CreateTableCommand,
  type GlueClient,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { CONTRACT_METADATA, type ContractDiff, type Dataset } from "@cloudapi/core";
import {
  checkDataset,
  checkOptionNames,
  delayMs,
  diffStoredContract,
  shapeOfDataset,
  sleep,
} from "@cloudapi/core/internal";
import { tableLocation } from "../tables/table-location.ts";
import { asInFiles, type CatalogFormat } from "./as-in-files.ts";
import { askCatalog, type CatalogCall, isRefusal } from "./catalog/catalog-failure.ts";
import { kindOf } from "./catalog/described-table.ts";
import { readTable } from "./catalog/read-table.ts";
import type { EnsureTableInput } from "./ensure-table-input.ts";
import { withFormerFields } from "./former-fields.ts";
import { tableContract } from "./table-contract.ts";
import { TableError } from "./table-error.ts";
import { tableInput } from "./table-input.ts";

/** What was done. */
export interface EnsuredTable {
  /** `none`: the table was as the contract has it. */
  readonly action: "created" | "altered" | "none";
  /** What differed from the contract that the table had. */
  readonly diff?: ContractDiff;
}

const INPUT = ["database", "location", "format", "table", "properties"] as const;
/** Someone else may alter the table between reading and writing it, so often. */
const MOST_ATTEMPTS = 8;
const BACK_OFF = { initialDelayMs: 50, maxDelayMs: 2_000, factor: 2 };

/**
 * Make the table of a dataset in the Glue Data Catalog, or alter it to the contract: new columns, wider types, partition
 * projection. Other properties, comments and settings of the table stay. It does nothing when the table is as it should be,
 * so it can be run before every run of a pipeline, and by several at once: a table is only altered in the version that was
 * read. What a table of the new contract would not read right is refused, and nothing is changed.
 *
 * With the format `json` the table is over JSON Lines, and what is text there is text in the table.
 *
 * Columns that the contract no longer has are taken out of the table; the files keep them, and the table remembers their
 * types, so that a column of another type can't come back under such a name. A table that was not made by this function is
 * compared by its columns.
 *
 * IAM: `glue:GetTable`, `glue:CreateTable` and `glue:UpdateTable` on the catalog, the database and the table.
 *
 * @throws {TypeError} {@link RangeError} for a location, name or property that Athena would not take
 * @throws {TableError} `TABLE_WOULD_BREAK` with the diff, `NOT_THE_TABLE`, `TABLE_IN_USE`, `CATALOG_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { ensureTable } from "@cloudapi/athena/glue";
 * import { apiLogs } from "@cloudapi/core";
 *
 * const glue = new GlueClient();
 * const input = { database: "default", table: "ensured", location: "s3://cloudapi-logs-processed/ensured/" };
 * console.log((await ensureTable(glue, apiLogs, input)).action); // => "created"
 * console.log((await ensureTable(glue, apiLogs, input)).action); // => "none"
 * glue.destroy();
 * ```
 */
export async function ensureTable(
  glue: GlueClient,
  dataset: Dataset,
  input: EnsureTableInput,
  options: { readonly signal?: AbortSignal } = {},
): Promise<EnsuredTable> {
  checkDataset("ensureTable", dataset);
  checkOptionNames("ensureTable", input, INPUT);
  checkOptionNames("ensureTable", options, ["signal"]);
  const stored = asInFiles("ensureTable", dataset, input.format);
  const wanted = tableInput(stored, input);
  if (typeof input.database !== "string" || input.database === "")
    throw new TypeError("ensureTable: database must be the name of a database.");
  const place: Place = { glue, input, name: wanted.Name, signal: options.signal };
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    if (attempt > 0) await sleep(delayMs(attempt, BACK_OFF), options.signal);
    const table = await getTable(place);
    const done =
      table === undefined ? await create(place, wanted) : await alter(place, stored, table);
    if (done !== undefined) return done;
  }
  throw new TableError(
    "TABLE_IN_USE",
    `The table ${titleOf(place)} was altered by others each of the ${MOST_ATTEMPTS} times that it was to be altered. Run again when they are done.`,
    { table: titleOf(place) },
  );
}

/** Where a table is, and how to ask for it. */
interface Place {
  readonly glue: GlueClient;
  readonly input: EnsureTableInput;
  readonly name: string;
  readonly signal: AbortSignal | undefined;
}

function titleOf({ input, name }: Place): string {
  return `${input.database}.${name}`;
}

function callOf(place: Place, action: string): CatalogCall {
  return { action, of: "table", table: titleOf(place), signal: place.signal };
}

/** Glue's error may not say whether the table or the database is missing; without a database, creating the table fails. */
async function getTable(place: Place): Promise<Table | undefined> {
  const { glue, input, name } = place;
  return readTable(glue, { database: input.database, table: name, signal: place.signal });
}

/** Nothing when someone else was first. */
async function create(place: Place, TableInput: TableInput): Promise<EnsuredTable | undefined> {
  const command = new CreateTableCommand({ DatabaseName: place.input.database, TableInput });
  try {
    await askCatalog(callOf(place, "glue:CreateTable"), (sent) => place.glue.send(command, sent));
    return Object.freeze({ action: "created" });
  } catch (error) {
    if (isRefusal(error, "AlreadyExistsException")) return undefined;
    throw error;
  }
}

/** Nothing when someone else altered or dropped the table meanwhile. */
async function alter(
  place: Place,
  dataset: Dataset,
  table: Table,
): Promise<EnsuredTable | undefined> {
  checkKind(place, table);
  const contract = tableContract(table, dataset);
  const columns = withFormerFields(contract.columns, contract.former, dataset.columns);
  const diff = diffStoredContract({ ...contract, columns }, shapeOfDataset(dataset));
  const wanted = tableInput(dataset, place.input, { table, contract });
  checkDiff(place, diff, otherKeys(dataset, table, wanted));
  if (isAsWanted(table, wanted)) return Object.freeze({ action: "none" });
  const command = new UpdateTableCommand({
    DatabaseName: place.input.database,
    TableInput: wanted,
    VersionId: table.VersionId,
  });
  try {
    await askCatalog(callOf(place, "glue:UpdateTable"), (sent) => place.glue.send(command, sent));
    return Object.freeze({ action: "altered", diff });
  } catch (error) {
    if (isRefusal(error, ...TOO_LATE)) return undefined;
    throw error;
  }
}

const TOO_LATE = [
  "ConcurrentModificationException",
  "VersionMismatchException",
  "EntityNotFoundException",
];

function checkKind(place: Place, table: Table): void {
  const { StorageDescriptor } = table;
  const { format = "parquet" } = place.input;
  const other = otherKind(table, format, StorageDescriptor?.SerdeInfo?.SerializationLibrary);
  const wanted = tableLocation(place.input.location);
  const found = `${(StorageDescriptor?.Location ?? "").replace(/\/$/, "")}/`;
  const reason =
    other ?? (found === wanted ? undefined : `a table over ${found}, and not over ${wanted}`);
  if (reason === undefined) return;
  throw new TableError(
    "NOT_THE_TABLE",
    `${titleOf(place)} is ${reason}. Nothing was changed. Give the table another name, or drop the one that is there: the objects under an external table stay.`,
    { table: titleOf(place) },
  );
}

function otherKind(table: Table, format: CatalogFormat, serde = ""): string | undefined {
  const kind = kindOf(table);
  if (kind === "view") return "a view";
  if (kind === "iceberg") return "an Iceberg table";
  const isSame = format === "parquet" ? /parquet/i.test(serde) : /json/i.test(serde);
  if (isSame) return undefined;
  return `a table of files other than ${format === "parquet" ? "Parquet" : "JSON Lines"}`;
}

/** @param partitioned how the table is partitioned otherwise than is wanted, if it is */
function checkDiff(place: Place, diff: ContractDiff, partitioned: string | undefined): void {
  const reasons = diff.changes
    .filter(({ verdicts: { files, athena } }) =>
      [files, athena].some(({ verdict }) => verdict === "rewrite" || verdict === "breaks"),
    )
    .map(({ change, verdicts: { files, athena } }) => `${change} (${files.why ?? athena.why})`);
  if (reasons.length === 0 && partitioned !== undefined) reasons.push(partitioned);
  if (reasons.length === 0) return;
  throw new TableError(
    "TABLE_WOULD_BREAK",
    `The table ${titleOf(place)} would not read what is there by the contract ${diff.after.name}: ${reasons.join("; ")}. Nothing was changed. Write the rows again under another location, and make a table there.`,
    { table: titleOf(place), diff },
  );
}

/**
 * How the columns that a table is partitioned by are others than is wanted, if they are. What another type of one that is
 * the contract's means is in the diff.
 */
function otherKeys(
  { partition }: Dataset,
  { PartitionKeys: found = [] }: Table,
  { PartitionKeys: wanted = [] }: TableInput,
): string | undefined {
  const own = new Set(partition?.by?.map(({ column }) => column.toLowerCase()));
  const compared = (keys: readonly Column[]) =>
    keys.map((key) => (own.has(key.Name ?? "") ? key.Name : columnText(key))).join();
  if (compared(found) === compared(wanted)) return undefined;
  const [is, not] = [found, wanted].map((keys) => listed(keys) || "nothing");
  return `it is partitioned by ${is}, not by ${not}`;
}

function columnText({ Name, Type }: Column): string {
  return `${Name} ${Type}`;
}

/** Whether an update would change anything that this function is about. */
function isAsWanted(table: Table, wanted: TableInput): boolean {
  const { Parameters: known = {} } = table;
  const properties = Object.entries(wanted.Parameters ?? {});
  return (
    listed(table.StorageDescriptor?.Columns) === listed(wanted.StorageDescriptor?.Columns) &&
    listed(table.PartitionKeys) === listed(wanted.PartitionKeys) &&
    known[CONTRACT_METADATA.hashProperty] !== undefined &&
    properties.every(([key, value]) => known[key] === value) &&
    Object.keys(known).every((key) => Object.hasOwn(wanted.Parameters ?? {}, key))
  );
}

function listed(columns: readonly Column[] = []): string {
  return columns.map(columnText).join(", ");
}
