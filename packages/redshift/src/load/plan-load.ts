import { randomUUID } from "node:crypto";
import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { monthsOf } from "../series/build-time-series.ts";
import { type Table, type TableName, tableOf } from "../sql/names.ts";
import { ledgerOf } from "../tables/registry.ts";
import { checkedColumns, checkHistoryNames } from "../tables/table-columns.ts";
import { claimStatements } from "./claim.ts";
import type { LoadFile } from "./load-file.ts";
import { checkMode, type LoadMode } from "./load-mode.ts";
import { modeStatements } from "./modes/mode-statements.ts";
import type { StagedLoad } from "./modes/staged-load.ts";
import { type ManifestFile, stageStatements } from "./stage.ts";

/** What is loaded, where to, and how. */
export interface PlanLoadInput extends TableName {
  readonly files: readonly LoadFile[];
  readonly mode: LoadMode;
  /** The role that Redshift reads with, or `default`. */
  readonly iamRole: string;
  /** Where manifests are written: `s3://bucket/prefix/`. */
  readonly manifests: string;
  /** The months that have a table each, when the table is one of `buildTimeSeries`. */
  readonly months?: readonly string[] | undefined;
  /** Default a random one: each attempt has its own. */
  readonly loadId?: string | undefined;
  /** Default the system's. */
  readonly now?: (() => Date) | undefined;
}

const KNOWN = [
  "schema",
  "table",
  "files",
  "mode",
  "iamRole",
  "manifests",
  "months",
  "loadId",
  "now",
] as const;

/** A load as data: manifests to write, then statements for one transaction. */
export interface LoadPlan {
  readonly loadId: string;
  readonly table: Table;
  readonly manifests: readonly ManifestFile[];
  readonly statements: readonly string[];
  /** The statement that gives one row: what of the load's conditions held. */
  readonly checkAt: number;
  /** The statements that remove rows of the table and add rows to it. */
  readonly removing: readonly number[];
  readonly adding: readonly number[];
  readonly expectedRows: number;
}

/**
 * The load of files as data: the manifests that have to be in S3, and the statements of one transaction. They lock the ledger, stage the rows, claim the
 * files in the ledger (unless one is there already, the table has another contract, rows are missing, or a key comes twice), and bring
 * the rows to the table only where the claim was made. `loadObjects` runs such plans.
 *
 * @throws {TypeError | RangeError} for files, modes, names and places that can't be
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { planLoad } from "@cloudapi/redshift";
 *
 * const file = {
 *   bucket: "lake", key: "api_logs/a.parquet", version: "v1", sizeBytes: 900, rows: 3,
 *   columns: apiLogs.columns.map(({ name }) => name), keyValues: {},
 * };
 * const plan = planLoad(apiLogs, { files: [file], mode: { mode: "append" }, iamRole: "default", manifests: "s3://lake/_manifests/" });
 * console.log(plan.statements[0]); // => 'LOCK TABLE "public"."api_logs__loads"'
 * ```
 */
export function planLoad(dataset: Dataset, input: PlanLoadInput): LoadPlan {
  checkDataset("planLoad", dataset);
  checkOptionNames("planLoad", input, KNOWN);
  const { files, mode, loadId = randomUUID(), now = () => new Date() } = input;
  if (!(files.length > 0)) throw new TypeError("planLoad: files must name at least one file.");
  checkMode("planLoad", dataset, mode);
  const months = readMonths(dataset, input);
  if (mode.mode === "scd2") checkHistoryNames("planLoad", dataset);
  const columns = checkedColumns("planLoad", dataset);
  const table = tableOf("planLoad", dataset, input);
  const stage = `cloudapi_${loadId.replaceAll("-", "").slice(0, 16)}`;
  const staged = stageStatements(dataset, { ...input, stage, columns });
  const load: StagedLoad = { dataset, target: table, stage, mode, months };
  const claim = claimStatements(load, { files, loadId, loadedAt: now() });
  const moved = modeStatements(load);
  const start = [
    `LOCK TABLE ${ledgerOf(table).sql}`,
    ...claim.objects,
    ...staged.statements,
    ...claim.statements,
  ];
  const guarded = [...start, claim.check];
  const at = (effect: "removed" | "added") =>
    moved.statements.flatMap((each, i) => (each.effect === effect ? [guarded.length + i] : []));
  const temporary = [...moved.temporary, ...claim.temporary, stage];
  return Object.freeze({
    loadId,
    table,
    manifests: staged.manifests,
    statements: Object.freeze([
      ...guarded,
      ...moved.statements.map(({ sql }) => sql),
      ...temporary.map((name) => `DROP TABLE ${name}`),
    ]),
    checkAt: start.length,
    removing: at("removed"),
    adding: at("added"),
    expectedRows: files.reduce((sum, { rows }) => sum + rows, 0),
  });
}

function readMonths(
  dataset: Dataset,
  { months, mode }: PlanLoadInput,
): readonly string[] | undefined {
  if (months === undefined) return undefined;
  if (mode.mode === "scd2")
    throw new TypeError("planLoad: a history lies in one table; months are for the other modes.");
  if (dataset.eventTime === undefined)
    throw new TypeError(`planLoad: "${dataset.name}" has no event time to tell months by.`);
  const read = monthsOf("planLoad: months", months);
  if (read.length === 0) throw new TypeError("planLoad: months must name at least one.");
  return read;
}
