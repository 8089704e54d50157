import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { compileContract, type SparkContract } from "./compile-contract.ts";
import { readFiles } from "./read-files.ts";
import type { SparkRefusal } from "./refusal.ts";

/** What a job is told when it runs; each can be given on its command line as well. */
export interface SparkJobOptions {
  /** A folder of raw files, such as `s3://raw/2025/01/15/`; the batch gives it. */
  readonly source?: string;
  /** A file that lists files, one on a line, in place of `source`. */
  readonly inputs?: string;
  /** The table's folder. */
  readonly target?: string;
  /** Where rejected rows go; `_quarantine/` in the table's folder when left out. */
  readonly quarantine?: string;
  /**
   * `replace-sources` (the default): the rows of the same source's run before are replaced. `overwrite-partitions`: whatever
   * is in the partitions that the rows have is replaced, Spark's dynamic partition overwrite.
   */
  readonly write?: "replace-sources" | "overwrite-partitions";
  /** A name: only files that are new since the last run under it are read, and their rows are added. */
  readonly bookmark?: string;
  /** `database.table` of the catalog, whose contract hash is compared before and noted after. */
  readonly table?: string;
  /** The share of rows that may be rejected, 0 to 1; 1 when left out. */
  readonly maxRejectedRatio?: number;
}

/** A Spark job that does what `transform` does. */
export interface SparkJob {
  /** The PySpark script; absent where something is refused. */
  readonly script: string | undefined;
  /** Its arguments by their names, as a Glue job takes them. */
  readonly args: Readonly<Record<string, string>>;
  /** What of the contract the job could not do exactly; empty where there is a script. */
  readonly refused: readonly SparkRefusal[];
}

const WHAT = "compileSparkJob";
const ARGUMENTS = {
  source: "--source",
  inputs: "--inputs",
  target: "--target",
  quarantine: "--quarantine",
  write: "--write",
  bookmark: "--bookmark",
  table: "--table",
  maxRejectedRatio: "--max_rejected_ratio",
} as const satisfies Record<keyof SparkJobOptions, string>;

/**
 * Compile a contract to a PySpark script that reads JSON Lines, validates them, and writes the rows to a partitioned Parquet table and
 * what is rejected beside it: the same rows and the same issue codes as `transform` has. It runs as a Glue 5 job and with
 * `spark-submit` of Spark 3.5.
 *
 * What can't be done exactly, such as a check by a function, is listed in `refused`, and there is no script then.
 *
 * @throws {TypeError} for what is not a dataset, an unknown option or one that is not as it has to be
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { compileSparkJob } from "@cloudapi/transform/spark";
 *
 * const { script, args, refused } = compileSparkJob(apiLogs, { target: "s3://lake/api_logs/" });
 * console.log(refused.length, args["--target"]); // => 0 s3://lake/api_logs/
 * console.log(script?.includes(apiLogs.contractHash)); // => true
 * ```
 */
export function compileSparkJob(dataset: Dataset, options: SparkJobOptions = {}): SparkJob {
  checkDataset(WHAT, dataset);
  checkOptionNames(WHAT, options, Object.keys(ARGUMENTS));
  const args = argumentsOf(options);
  const { contract, refused } = compileContract(dataset);
  if (refused.length > 0) return { script: undefined, args, refused };
  return { script: scriptOf(contract), args, refused };
}

function argumentsOf(options: SparkJobOptions): Record<string, string> {
  const { write, bookmark, maxRejectedRatio, ...texts } = options;
  for (const [name, value] of Object.entries(texts))
    if (value !== undefined && (typeof value !== "string" || value === ""))
      throw new TypeError(`${WHAT}: ${name} must be a text that is not empty.`);
  if (write !== undefined && write !== "replace-sources" && write !== "overwrite-partitions")
    throw new TypeError(`${WHAT}: write must be replace-sources or overwrite-partitions.`);
  if (bookmark !== undefined && !/^[\w-]{1,64}$/.test(bookmark))
    throw new TypeError(`${WHAT}: bookmark must be letters, digits, hyphens and underscores.`);
  if (maxRejectedRatio !== undefined && !(maxRejectedRatio >= 0 && maxRejectedRatio <= 1))
    throw new TypeError(`${WHAT}: maxRejectedRatio must be a number from 0 to 1.`);
  if (texts.source !== undefined && texts.inputs !== undefined)
    throw new TypeError(`${WHAT}: pass source or inputs, not both.`);
  return Object.fromEntries(
    Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [ARGUMENTS[name as keyof SparkJobOptions], String(value)]),
  );
}

function scriptOf(contract: SparkContract): string {
  const [head = "", ...parts] = Object.values(readFiles());
  return [about(contract), head, dataPart(contract), ...parts].join("\n\n");
}

function about({ name, hash }: SparkContract): string {
  return `"""Raw lines to the table ${name}: a Spark job (Glue 5, or spark-submit of Spark 3.5) compiled by CloudAPI.

The contract ${hash} is the data below; what follows it is the same in every job.
Don't change either here: change the contract, and compile it again.
"""`;
}

/** JSON has no three quotes in a row, and every character of it is ASCII. */
function dataPart(contract: SparkContract): string {
  const json = JSON.stringify(contract, undefined, 1).replaceAll(
    /[^\n -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `CONTRACT = json.loads(r"""\n${json}\n""")\n`;
}
