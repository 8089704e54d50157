import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { type HandlerLogger, jsonLogger } from "@cloudapi/s3/internal";
import { checkMode } from "../load/load-mode.ts";
import { monthsOf } from "../series/build-time-series.ts";
import { placeLiteral, roleClause } from "../sql/check-role.ts";
import { tableOf } from "../sql/names.ts";
import { checkedColumns, checkHistoryNames } from "../tables/table-columns.ts";
import type { LoadHandlerOptions, PassedLoad } from "./load-handler-options.ts";

/** What names the function in its logs. */
export const SERVICE = "cloudapi-load";

const PASSED = [
  "schema",
  "table",
  "mode",
  "iamRole",
  "manifests",
  "months",
  "acceptContracts",
] as const satisfies readonly (keyof PassedLoad)[];

const KNOWN = [
  "dataset",
  "s3",
  "warehouse",
  "bucket",
  "prefix",
  "keysBegin",
  "maxAttempts",
  "logger",
  ...PASSED,
] as const satisfies readonly (keyof LoadHandlerOptions)[];

/** What a handler works with: checked options, with their defaults. */
export interface LoadSettings
  extends Pick<LoadHandlerOptions, "s3" | "warehouse" | "bucket" | "prefix" | "maxAttempts"> {
  readonly dataset: Dataset;
  readonly keysBegin: string;
  /** Where manifests are written, of which events are left alone. */
  readonly own: { readonly bucket: string; readonly prefix: string };
  readonly passed: PassedLoad;
  readonly logger: HandlerLogger;
}

/**
 * Check a handler's options, those that `loadObjects` takes included, so that a mistake is told when the function starts.
 *
 * @throws {TypeError | RangeError} naming the option, what was expected and what to do
 */
export function readLoadOptions(what: string, options: LoadHandlerOptions): LoadSettings {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`${what}: options must be an object with dataset, s3, warehouse and mode.`);
  checkOptionNames(what, options, KNOWN);
  const { dataset, s3, warehouse, bucket, prefix, maxAttempts, logger } = options;
  checkDataset(what, dataset);
  if (typeof s3?.send !== "function") throw new TypeError(`${what}: s3 must be an S3Client.`);
  if (typeof warehouse?.transaction !== "function")
    throw new TypeError(`${what}: warehouse must be one, such as dataApiWarehouse gives.`);
  if (maxAttempts !== undefined && !(Number.isInteger(maxAttempts) && maxAttempts >= 1))
    throw new RangeError(`${what}: maxAttempts must be an integer of at least 1.`);
  checkText(`${what}: bucket`, bucket);
  checkText(`${what}: prefix`, prefix);
  checkText(`${what}: keysBegin`, options.keysBegin);
  checkLoad(what, dataset, options);
  const own = ownPlace(what, options);
  const passed = Object.fromEntries(
    PASSED.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
  return {
    dataset,
    s3,
    warehouse,
    bucket,
    prefix,
    maxAttempts,
    keysBegin: options.keysBegin ?? prefix ?? "",
    own,
    passed: passed as unknown as PassedLoad,
    logger: logger === false ? jsonLogger(SERVICE, "SILENT") : (logger ?? jsonLogger(SERVICE)),
  };
}

function checkLoad(what: string, dataset: Dataset, options: PassedLoad): void {
  const { mode, iamRole, months, acceptContracts = [] } = options;
  tableOf(what, dataset, options);
  checkedColumns(what, dataset);
  checkMode(what, dataset, mode);
  if (mode.mode === "scd2") checkHistoryNames(what, dataset);
  roleClause(what, iamRole);
  if (months !== undefined && monthsOf(`${what}: months`, months).length === 0)
    throw new TypeError(`${what}: months must name at least one.`);
  if (!Array.isArray(acceptContracts) || acceptContracts.some((hash) => typeof hash !== "string"))
    throw new TypeError(`${what}: acceptContracts must be a list of hashes.`);
}

/** A folder in which nothing is watched: a manifest is no file to load. */
function ownPlace(
  what: string,
  { manifests, bucket, prefix }: LoadHandlerOptions,
): LoadSettings["own"] {
  placeLiteral(`${what}: manifests`, manifests);
  const [, own = "", folder = ""] = /^s3:\/\/([^/]{3,63})\/(.{0,1100})$/.exec(manifests) ?? [];
  if (!folder.endsWith("/"))
    throw new TypeError(
      `${what}: manifests must be a folder like "s3://bucket/_redshift/", not ${JSON.stringify(manifests)}.`,
    );
  const isWatched = (bucket ?? own) === own && prefix?.startsWith(folder) === true;
  if (isWatched)
    throw new TypeError(
      `${what}: the watched prefix ${JSON.stringify(prefix)} lies in the folder of manifests, of which nothing is loaded. Choose another folder, or another bucket.`,
    );
  return { bucket: own, prefix: folder };
}

function checkText(option: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && !value.startsWith("/"))) return;
  throw new TypeError(
    `${option} must be text that doesn't begin with a slash, not ${JSON.stringify(value)}.`,
  );
}
