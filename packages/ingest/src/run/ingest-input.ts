import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import type { LossReport } from "../loss/loss-report.ts";
import type { Source } from "../source/source.ts";
import type { IngestMode, IngestTarget, LoadOptions } from "../target/target.ts";
import type { IngestProgress } from "./ingest-report.ts";

/** What is read, and where it goes. */
export interface IngestInput extends PlanInput {
  readonly target: IngestTarget;
  /** What becomes of the rows that are there; default `full`. */
  readonly mode?: IngestMode | undefined;
  /** For `incremental` and `merge`: how a table's new rows are told, by the table's name. */
  readonly cursors?: Readonly<Record<string, CursorRule>> | undefined;
  /** Whether columns may be read whose types lose something; or which, as `table.column`. Default false. */
  readonly allowLoss?: boolean | readonly string[] | undefined;
}

/** What is looked at. */
export interface PlanInput {
  readonly source: Source;
  /** Tables to read, a name or `schema.name`; default all. */
  readonly tables?: readonly string[] | undefined;
  /** Contracts of your own, by the table's name; default what the table's columns propose. */
  readonly datasets?: Readonly<Record<string, Dataset>> | undefined;
  /** Columns that are left out, by the table's name. */
  readonly omitColumns?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** How the new rows of a table are told from those that are in the lake. */
export interface CursorRule {
  /** A column that grows with each change, such as `updated_at` or an identity; without nulls. */
  readonly column: string;
  /** The columns that tell rows apart; default the table's key. */
  readonly key?: readonly string[] | undefined;
  /**
   * For rows that are committed later than others with a higher value: milliseconds, of a column of times. `incremental` leaves rows
   * so young to the next run, `merge` reads them again. Default 0.
   */
  readonly lagMs?: number | undefined;
  /** The same for a column of integers: how far values may be behind the highest. Default 0. */
  readonly lag?: number | undefined;
  /** With `merge`: a column that says that a row is deleted, by any value but null, false and 0, also of decimals and texts; such rows are taken out. */
  readonly deleted?: string | undefined;
}

/** How a run goes. */
export interface IngestOptions extends Omit<LoadOptions, "onProgress"> {
  /** The time of the load, which keys have the date of; default now. */
  readonly loadTime?: Date | undefined;
  /**
   * How many tables are read side by side, all as of one moment, by as many connections of the pool; default 1. PostgreSQL has snapshots that connections share; MySQL
   * has none without locks, and it and MongoDB read one table after the other.
   */
  readonly concurrency?: number | undefined;
  /** About how many bytes of rows are read at a time; default 256 KiB. */
  readonly batchBytes?: number | undefined;
  /** With `merge`: about how many bytes of changes are merged at a time; default 64 MiB. */
  readonly mergeBytes?: number | undefined;
  /** Called with what becomes of types, before the first row is read; awaited. */
  readonly onLoss?: ((report: LossReport) => void | Promise<void>) | undefined;
  /** Called as rows are written, and when a table is done or has failed. */
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
}

/** The same with defaults. */
export interface IngestSettings extends IngestInput {
  readonly mode: IngestMode;
  readonly cursors: Readonly<Record<string, CursorRule>>;
  readonly loadTime: Date;
  readonly concurrency: number;
  readonly batchBytes: number;
  readonly mergeBytes: number | undefined;
  readonly options: IngestOptions;
}

const PLAN = ["source", "tables", "datasets", "omitColumns"] as const;
const INPUT = [...PLAN, "target", "mode", "cursors", "allowLoss"] as const;
const OPTIONS = [
  "loadTime",
  "concurrency",
  "batchBytes",
  "mergeBytes",
  "onLoss",
  "onProgress",
  "maxRejectedRatio",
  "allowFewerRows",
  "maxRejections",
  "maxObjects",
  "maxOpenPartitions",
  "quarantine",
  "signal",
] as const;
const RULE = ["column", "key", "lagMs", "lag", "deleted"] as const;
const BATCH_BYTES = 256 * 1024;
/** Keys have years of four digits. */
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Check the input and fill in the defaults. */
export function readInput(input: IngestInput, options: IngestOptions): IngestSettings {
  checkOptionNames("ingest", input, INPUT);
  checkOptionNames("ingest", options, OPTIONS);
  checkPlanInput("ingest", input);
  const { target, mode = "full", cursors = {} } = input;
  if (typeof (target as unknown as Partial<IngestTarget> | undefined)?.write !== "function")
    throw new TypeError(
      "ingest: target must be an ndjsonTarget, a parquetTarget, a rawTarget or a tableTarget.",
    );
  if (!target.modes.includes(mode))
    throw new TypeError(
      `ingest: mode must be one of ${target.modes.join(", ")} with a target of ${target.kind}, not ${String(mode)}.`,
    );
  for (const [table, rule] of Object.entries(cursors)) checkRule(table, rule);
  const { loadTime = new Date(), concurrency = 1, mergeBytes } = options;
  const { batchBytes = BATCH_BYTES } = options;
  if (!(loadTime instanceof Date) || !(loadTime.getTime() >= 0 && loadTime.getTime() <= LATEST_MS))
    throw new TypeError("ingest: loadTime must be a Date of the years 1970 to 9999.");
  for (const [name, value] of Object.entries({
    concurrency,
    batchBytes,
    mergeBytes: mergeBytes ?? 1,
    maxObjects: options.maxObjects ?? 1,
    maxOpenPartitions: options.maxOpenPartitions ?? 1,
  }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`ingest: ${name} must be a positive integer, not ${String(value)}.`);
  checkAllowLoss(input.allowLoss);
  return { ...input, mode, cursors, loadTime, concurrency, batchBytes, mergeBytes, options };
}

/** Check what a plan takes. */
export function checkPlanInput(
  what: string,
  { source, tables, datasets = {}, omitColumns = {} }: PlanInput,
): void {
  if (typeof (source as unknown as Partial<Source> | undefined)?.discover !== "function")
    throw new TypeError(
      `${what}: source must be a mySqlSource, a postgresSource or a mongoSource.`,
    );
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(source.name))
    throw new TypeError(
      `${what}: the source's name stands in keys: lower-case letters, digits, _ and -, at most 63, not "${source.name}".`,
    );
  if (tables !== undefined && (!isTexts(tables) || tables.length === 0))
    throw new TypeError(`${what}: tables must be a list of names; leave it out for all tables.`);
  for (const dataset of Object.values(datasets)) checkDataset(what, dataset);
  for (const [table, columns] of Object.entries(omitColumns))
    if (!isTexts(columns))
      throw new TypeError(`${what}: omitColumns of ${table} must be a list of names.`);
}

function checkRule(table: string, rule: CursorRule): void {
  const what = `ingest: the cursor of ${table}`;
  checkOptionNames(what, rule, RULE);
  const { column, key = [], lagMs = 0, lag = 0, deleted = "" } = rule;
  if (typeof column !== "string" || column === "")
    throw new TypeError(`${what}: column must be the name of a column.`);
  if (!isTexts(key) || typeof deleted !== "string")
    throw new TypeError(`${what}: key must be a list of names, and deleted a name.`);
  for (const value of [lagMs, lag])
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(
        `${what}: a lag must be an integer of at least 0, not ${String(value)}.`,
      );
}

function checkAllowLoss(allowLoss: unknown = false): void {
  if (typeof allowLoss === "boolean" || isTexts(allowLoss)) return;
  throw new TypeError('ingest: allowLoss must be true, false or a list such as ["orders.total"].');
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
