import type { S3Client } from "@aws-sdk/client-s3";
import type { Dataset } from "@cloudapi/core";
import { isCloudApiError } from "@cloudapi/core";
import {
  checkDataset,
  checkOptionNames,
  delayMs,
  forEachConcurrently,
  sleep,
} from "@cloudapi/core/internal";
import { RedshiftError } from "../errors/redshift-error.ts";
import { type TableName, tableOf } from "../sql/names.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";
import { type InspectOptions, inspectObject, type LoadObject } from "./inspect-object.ts";
import { contractFailure, failedCheck, readCheck } from "./load-check.ts";
import { type LoadFile, uriOf } from "./load-file.ts";
import type { LoadMode } from "./load-mode.ts";
import { type LoadPlan, planLoad } from "./plan-load.ts";
import { fileId, loadedFiles } from "./read-ledger.ts";
import { writeManifests } from "./write-manifests.ts";

/** What is loaded, where to, and how. */
export interface LoadObjectsInput
  extends TableName,
    Pick<InspectOptions, "prefix" | "acceptContracts"> {
  readonly objects: readonly LoadObject[];
  readonly mode: LoadMode;
  /** The role that Redshift reads with, or `default`. */
  readonly iamRole: string;
  /** Where manifests are written: `s3://bucket/prefix/`. */
  readonly manifests: string;
  /** The months that have a table each, when the table is one of `buildTimeSeries`. */
  readonly months?: readonly string[] | undefined;
}

/** Options of a load. */
export interface LoadOptions {
  /** Aborting cancels the statement that runs; nothing of it stays. */
  readonly signal?: AbortSignal | undefined;
  /** How often a load is begun that another one crossed, or that was not reached; default 8. */
  readonly maxAttempts?: number | undefined;
}

/** What a load did. `loaded` and `already` are all that it was given. */
export interface LoadReport {
  /** The load's id in the ledger; `undefined` when all was loaded before. */
  readonly loadId: string | undefined;
  /** Objects that this load brought, as `s3://bucket/key`. */
  readonly loaded: readonly string[];
  /** Objects that were there before, by the same version. */
  readonly already: readonly string[];
  /** Rows of the objects that were brought. */
  readonly rowsRead: number;
  /** Rows that the table has no longer, and that it has now. */
  readonly rowsRemoved: number;
  readonly rowsAdded: number;
  readonly attempts: number;
}

const KNOWN = [
  "schema",
  "table",
  "objects",
  "mode",
  "iamRole",
  "manifests",
  "months",
  "prefix",
  "acceptContracts",
] as const satisfies (keyof LoadObjectsInput)[];

/**
 * Load Parquet files into a dataset's table, each version of each object once: the files are claimed in the table's ledger in the same
 * transaction. What was loaded before is left out, so that late, doubled and repeated events change nothing; a load that died is done again.
 *
 * IAM: `s3:GetObject` on the objects and `s3:ListBucket` on their bucket, so that S3 tells of those that are gone, `s3:PutObject` on the manifests, with KMS keys `kms:Decrypt` and
 * `kms:GenerateDataKey` on them, and what the warehouse needs, such as `dataApiWarehouse`. The role that Redshift reads with needs what `buildCopy` says.
 *
 * @throws {RedshiftError} `CONTRACT_MISMATCH`, `COLUMN_MISMATCH`, `NOT_PARQUET`, `DUPLICATE_KEYS`, `ROWS_MISSING`, `OUTSIDE_MONTHS`, `NOT_REGISTERED`, or as the
 *   statements fail; nothing is loaded then
 * @throws {TypeError | RangeError} for input that can't be
 *
 * @example
 * ```ts no-run: needs a warehouse
 * import { S3Client } from "@aws-sdk/client-s3";
 * import { apiLogs } from "@cloudapi/core";
 * import { loadObjects, type Warehouse } from "@cloudapi/redshift";
 *
 * async function load(warehouse: Warehouse): Promise<void> {
 *   const report = await loadObjects({ s3: new S3Client(), warehouse }, apiLogs, {
 *     objects: [{ bucket: "lake", key: "api_logs/year=2025/month=01/day=15/a.parquet" }],
 *     mode: { mode: "append" },
 *     iamRole: "arn:aws:iam::123456789012:role/redshift-load",
 *     manifests: "s3://lake/_redshift/",
 *   });
 *   console.log(report.rowsAdded, report.already);
 * }
 * ```
 */
export async function loadObjects(
  clients: { readonly s3: S3Client; readonly warehouse: Warehouse },
  dataset: Dataset,
  input: LoadObjectsInput,
  options: LoadOptions = {},
): Promise<LoadReport> {
  checkDataset("loadObjects", dataset);
  checkOptionNames("loadObjects: clients", clients, ["s3", "warehouse"]);
  checkOptionNames("loadObjects", input, KNOWN);
  checkOptionNames("loadObjects", options, ["signal", "maxAttempts"]);
  const maxAttempts = readAttempts(options.maxAttempts);
  const files = await inspectAll(clients.s3, dataset, input, options.signal);
  const load: Load = { ...clients, dataset, input, files, signal: options.signal };
  for (let attempt = 1; ; attempt++) {
    try {
      const report = await tryLoad(load);
      if (report !== undefined) return { ...report, attempts: attempt };
    } catch (error) {
      if (!isRetryable(error) || attempt >= maxAttempts) throw error;
    }
    if (attempt >= maxAttempts) throw crossed(maxAttempts);
    await sleep(delayMs(attempt, BACK_OFF), options.signal);
  }
}

const BACK_OFF = { initialDelayMs: 100, maxDelayMs: 10_000, factor: 2 } as const;
const INSPECTED_AT_ONCE = 8;

function readAttempts(maxAttempts: number = 8): number {
  if (Number.isInteger(maxAttempts) && maxAttempts >= 1) return maxAttempts;
  throw new RangeError(
    `loadObjects: maxAttempts must be an integer of at least 1, not ${maxAttempts}.`,
  );
}

interface Load {
  readonly s3: S3Client;
  readonly warehouse: Warehouse;
  readonly dataset: Dataset;
  readonly input: LoadObjectsInput;
  readonly files: readonly LoadFile[];
  readonly signal: AbortSignal | undefined;
}

async function inspectAll(
  s3: S3Client,
  dataset: Dataset,
  { objects, prefix, acceptContracts }: LoadObjectsInput,
  signal: AbortSignal | undefined,
): Promise<readonly LoadFile[]> {
  if (!Array.isArray(objects) || objects.length === 0)
    throw new TypeError("loadObjects: objects must name at least one object.");
  const named = [...new Map((objects as LoadObject[]).map((each) => [uriOf(each), each])).values()];
  const files: LoadFile[] = [];
  const pace = { concurrency: INSPECTED_AT_ONCE, signal };
  await forEachConcurrently(named.entries(), pace, async ([i, object]) => {
    files[i] = await inspectObject(s3, dataset, object, { prefix, acceptContracts, signal });
  });
  return files;
}

/** One attempt; `undefined` when another load took some of the files meanwhile. */
async function tryLoad(load: Load): Promise<Omit<LoadReport, "attempts"> | undefined> {
  const { s3, warehouse, dataset, input, files, signal } = load;
  const table = tableOf("loadObjects", dataset, input);
  const done = await loadedFiles(warehouse, table, files, { signal });
  const isDone = ({ bucket, key, version }: LoadFile) => done.has(fileId(bucket, key, version));
  const left = files.filter((file) => !isDone(file));
  const already = files.filter(isDone).map(uriOf);
  if (left.length === 0)
    return { loadId: undefined, loaded: [], already, rowsRead: 0, rowsRemoved: 0, rowsAdded: 0 };
  const mismatch = await contractFailure({ table, dataset, warehouse, signal });
  if (mismatch !== undefined) throw mismatch;
  const { objects: _, prefix: _p, acceptContracts: _a, ...rest } = input;
  const plan = planLoad(dataset, { ...rest, files: left });
  await writeManifests(s3, plan.manifests, signal);
  const { statements, checkAt } = plan;
  const outcome = await warehouse.transaction({ statements, resultOf: checkAt }, { signal });
  const check = readCheck(outcome.result);
  if (check.already > 0) return undefined;
  const failure = await failedCheck(check, { plan, dataset, warehouse, signal });
  if (failure !== undefined) throw failure;
  const rowsOf = (places: LoadPlan["adding"]) =>
    places.reduce((sum, i) => sum + (outcome.statements[i]?.rows ?? 0), 0);
  return {
    loadId: plan.loadId,
    loaded: left.map(uriOf),
    already,
    rowsRead: plan.expectedRows,
    rowsRemoved: rowsOf(plan.removing),
    rowsAdded: rowsOf(plan.adding),
  };
}

function isRetryable(error: unknown): boolean {
  return isCloudApiError(error) && (error as RedshiftError).retryable === true;
}

function crossed(attempts: number): RedshiftError {
  return new RedshiftError(
    "SERIALIZATION_CONFLICT",
    `Other loads took some of the files in each of ${attempts} attempts. Run again: what is loaded is left out.`,
    { retryable: true },
  );
}
