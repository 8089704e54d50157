import { type Dataset, isCloudApiError } from "@cloudapi/core";
import { checkOptionNames } from "@cloudapi/core/internal";
import { contractCode } from "../contract/contract-code.ts";
import { datasetName, proposeDataset } from "../contract/propose-dataset.ts";
import { IngestError } from "../errors/ingest-error.ts";
import { type LossReport, lossReport, tableLoss } from "../loss/loss-report.ts";
import { planRows, type RowPlan } from "../rows/canonical-rows.ts";
import { fullName, type SourceTable } from "../source/source-table.ts";
import type { IngestTarget } from "../target/target.ts";
import { checkNames, type NamingInput } from "./check-names.ts";
import { checkPlanInput, type PlanInput } from "./ingest-input.ts";

/** What a run would do: contracts, and what becomes of types. */
export interface IngestPlan {
  readonly tables: readonly PlannedTable[];
  /** Tables that can't be read, with why. */
  readonly failed: readonly { readonly table: string; readonly error: unknown }[];
  readonly loss: LossReport;
}

/** A table with the contract that its rows are checked against. */
export interface PlannedTable {
  readonly table: SourceTable;
  readonly dataset: Dataset;
  /** The contract as code, where it is proposed. */
  readonly code: string | undefined;
  readonly rows: RowPlan;
  readonly omitColumns: readonly string[];
}

/** How a target wants rows. */
export type TargetForm = Pick<IngestTarget, "bytes" | "reservedNames">;

const FORM: TargetForm = { bytes: "base64", reservedNames: [] };

/**
 * Look at a source without reading a row of its tables: the contract of each, as code that can be kept and edited, and what
 * becomes of each column.
 *
 * @throws {TypeError} for an unknown option
 * @throws {IngestError} `UNKNOWN_NAMES` for tables and columns that options name and the source has not; when it can't be reached: `CONNECTION_REFUSED`, `LOGIN_REFUSED`, `TLS_REQUIRED`, `TLS_FAILED`
 *
 * @example
 * ```ts
 * import { formatLossReport, planIngest, type Source } from "@cloudapi/ingest";
 *
 * async function show(source: Source): Promise<void> {
 *   const plan = await planIngest({ source });
 *   console.log(formatLossReport(plan.loss));
 *   for (const { code } of plan.tables) console.log(code);
 * }
 * console.log(typeof show); // => "function"
 * ```
 */
export async function planIngest(
  input: PlanInput & { readonly target?: IngestTarget | undefined },
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<IngestPlan> {
  checkOptionNames("planIngest", input, ["source", "tables", "datasets", "omitColumns", "target"]);
  checkOptionNames("planIngest", options, ["signal"]);
  checkPlanInput("planIngest", input);
  return planTables(input, input.target ?? FORM, options.signal);
}

/** Discover tables and settle on the contract of each; what is wrong with one leaves the others. */
export async function planTables(
  input: PlanInput & NamingInput,
  form: TargetForm,
  signal: AbortSignal | undefined,
): Promise<IngestPlan> {
  const found = await discoverTables(input, signal);
  await checkNames(input, found, signal);
  const failed = [...found.failed];
  const tables: PlannedTable[] = [];
  for (const table of found.tables) {
    try {
      tables.push(planTable(table, input, form));
    } catch (error) {
      failed.push({ table: table.name, error });
    }
  }
  const collisions = collidingNames(tables);
  for (const each of tables.filter(({ dataset }) => collisions.has(dataset.name)))
    failed.push({ table: each.table.name, error: collision(each) });
  const planned = tables.filter(({ dataset }) => !collisions.has(dataset.name));
  return { tables: planned, failed, loss: lossReport(planned.map(lossOf)) };
}

interface Found {
  readonly tables: readonly SourceTable[];
  readonly failed: readonly { readonly table: string; readonly error: unknown }[];
}

const OF_ONE_TABLE = ["NO_SUCH_TABLE", "SOURCE_ACCESS_DENIED", "TABLE_CHANGED"];

/** All at once; and one after the other when something is wrong with one of them. */
async function discoverTables(
  { source, tables }: PlanInput,
  signal: AbortSignal | undefined,
): Promise<Found> {
  try {
    return { tables: await source.discover({ tables, signal }), failed: [] };
  } catch (error) {
    const isOfOne = OF_ONE_TABLE.some((code) => isCloudApiError(error, code));
    if (!isOfOne || tables === undefined) throw error;
  }
  const found: SourceTable[] = [];
  const failed: { table: string; error: unknown }[] = [];
  for (const table of tables) {
    try {
      found.push(...(await source.discover({ tables: [table], signal })));
    } catch (error) {
      if (!OF_ONE_TABLE.some((code) => isCloudApiError(error, code))) throw error;
      failed.push({ table, error });
    }
  }
  return { tables: found, failed };
}

function planTable(
  table: SourceTable,
  { datasets = {}, omitColumns = {} }: PlanInput,
  { bytes, reservedNames }: TargetForm,
): PlannedTable {
  const omitted = ofTable(omitColumns, table) ?? [];
  checkOmitted(table, omitted);
  const own = ofTable(datasets, table);
  const proposal = { omitColumns: omitted, reservedNames };
  const dataset = own ?? proposeDataset(table, proposal);
  return {
    table,
    dataset,
    code: own === undefined ? contractCode(table, proposal) : undefined,
    rows: planRows(table, dataset, { bytes, omitColumns: omitted }),
    omitColumns: omitted,
  };
}

/** What is said of a table under its name, or under `schema.name`. */
export function ofTable<T>(
  values: Readonly<Record<string, T>>,
  { name, schema }: SourceTable,
): T | undefined {
  const full = `${schema}.${name}`;
  if (schema !== undefined && Object.hasOwn(values, full)) return values[full];
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function checkOmitted({ name, columns }: SourceTable, omitted: readonly string[]): void {
  const missing = omitted.find((column) => !columns.some((each) => each.name === column));
  if (missing === undefined) return;
  throw new IngestError(
    "CONTRACT_MISMATCH",
    `omitColumns names "${missing}", which the table "${name}" has not. Take it out of omitColumns.`,
    { table: name, column: missing },
  );
}

function lossOf({ table, dataset, rows, omitColumns }: PlannedTable) {
  const names = new Map(
    [...rows.used].map((from) => [
      from,
      dataset.columns.find(({ name }) => name === from || dataset.alias[name]?.includes(from))
        ?.name ?? from,
    ]),
  );
  return tableLoss(table, dataset.name, names, omitColumns);
}

function collidingNames(tables: readonly PlannedTable[]): ReadonlySet<string> {
  const byName = Map.groupBy(tables, ({ dataset }) => dataset.name);
  return new Set([...byName].filter(([, each]) => each.length > 1).map(([name]) => name));
}

function collision({ table, dataset }: PlannedTable): IngestError {
  const full = fullName(table);
  return new IngestError(
    "NAMES_COLLIDE",
    `The table "${full}" would be "${dataset.name}" in the lake, and so would another (${datasetName(table.name)}). Give one of them a contract with another name: datasets: { "${full}": proposeDataset(table, { name: "…" }) }, or read one of them.`,
    { table: table.name },
  );
}
