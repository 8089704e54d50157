import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import { freezeDeep } from "../batch/freeze-deep.ts";
import { type EngineEstimate, estimates, type PlannedLoad, sparkRefusal } from "./estimates.ts";

/** What is to be transformed. */
export interface TransformLoad {
  /** Of all files together. */
  readonly sizeBytes: number;
  readonly files: number;
  /** Of the largest file; the average of all when left out. */
  readonly largestBytes?: number;
  /** Whether the files are compressed, so that there is about four times as much to read; false when left out. */
  readonly isCompressed?: boolean;
  /** Within how many minutes it must be done; 60 when left out. */
  readonly withinMinutes?: number;
  /** Whether rows may break the contract, so that they have to be validated; true when left out. */
  readonly needsValidation?: boolean;
}

/** Which engine a load is for, and why. */
export interface TransformPlan {
  readonly engine: EngineEstimate["engine"];
  /** In a sentence or two. */
  readonly why: string;
  /** Every engine, whether it would do, how long it would take and what it would cost. */
  readonly engines: readonly EngineEstimate[];
}

const WHAT = "planTransform";
/** What a load may cost more, so that it need not be brought to another engine. */
const NOTHING_USD = 0.1;

/**
 * Choose what transforms a load: a function (Lambda), the same code on a task of Fargate, Athena's INSERT, or a Spark job of Glue.
 * Of those that are done in time the cheapest, or the first in this order that costs at most ten cents more. All come back with what
 * they would take and cost: by figures that were measured for this project's own engine, by assumptions for the others
 * (`isMeasured`).
 *
 * @throws {TypeError} for what is not a dataset, an unknown option or one that is out of range
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { planTransform } from "@cloudapi/orchestration";
 *
 * const day = planTransform(apiLogs, { sizeBytes: 500_000_000, files: 40 });
 * console.log(day.engine); // => "lambda"
 * const archive = planTransform(apiLogs, { sizeBytes: 40_000_000_000, files: 1, withinMinutes: 180 });
 * console.log(archive.engine); // => "fargate"
 * ```
 */
export function planTransform(dataset: Dataset, load: TransformLoad): TransformPlan {
  checkDataset(WHAT, dataset);
  const planned = readLoad(load);
  const engines = estimates(dataset, planned);
  const able = engines.filter(({ refusal }) => refusal === undefined);
  const least = Math.min(...able.map(({ usd }) => usd));
  const chosen = able.find(({ usd }) => usd <= least + NOTHING_USD) ?? left(dataset, engines);
  if (chosen === undefined) throw new TypeError(`${WHAT}: there is no engine.`);
  const others = able.filter((each) => each !== chosen);
  const why = whyOf(chosen, others, planned, engines);
  return freezeDeep({ engine: chosen.engine, why, engines });
}

/** What is left where nothing will do: a job can be made larger, but not be compiled of every contract. */
function left(dataset: Dataset, engines: readonly EngineEstimate[]): EngineEstimate | undefined {
  const name = sparkRefusal(dataset) === undefined ? "glue" : "fargate";
  return engines.find(({ engine }) => engine === name);
}

function readLoad(load: TransformLoad): PlannedLoad {
  checkOptionNames(WHAT, load, [
    "sizeBytes",
    "files",
    "largestBytes",
    "isCompressed",
    "withinMinutes",
    "needsValidation",
  ]);
  const { sizeBytes, files, isCompressed = false, needsValidation = true } = load;
  whole("sizeBytes", sizeBytes, 0);
  whole("files", files, sizeBytes > 0 ? 1 : 0);
  const { largestBytes = Math.ceil(sizeBytes / Math.max(files, 1)), withinMinutes = 60 } = load;
  whole("largestBytes", largestBytes, Math.ceil(sizeBytes / Math.max(files, 1)));
  if (largestBytes > sizeBytes)
    throw new TypeError(`${WHAT}: largestBytes must be at most sizeBytes, which is of all files.`);
  whole("withinMinutes", withinMinutes, 1);
  for (const [name, value] of Object.entries({ isCompressed, needsValidation }))
    if (typeof value !== "boolean") throw new TypeError(`${WHAT}: ${name} must be true or false.`);
  return { sizeBytes, files, largestBytes, isCompressed, withinMinutes, needsValidation };
}

function whole(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw new TypeError(`${WHAT}: ${name} must be a whole number of at least ${least}.`);
}

function whyOf(
  chosen: EngineEstimate,
  others: readonly EngineEstimate[],
  { withinMinutes }: PlannedLoad,
  engines: readonly EngineEstimate[],
): string {
  const refused = engines
    .filter(({ engine, refusal }) => refusal !== undefined && engine !== chosen.engine)
    .map(({ engine, refusal }) => `Not ${engine}: ${refusal}.`);
  const dearer = others.map(({ engine, usd }) => `${engine} would cost ${dollars(usd)}`);
  const is =
    chosen.refusal === undefined
      ? `${chosen.engine} is done within ${withinMinutes} min, and none costs $${NOTHING_USD.toFixed(2)} less: about ${dollars(chosen.usd)} and ${minutes(chosen.seconds)}`
      : `Nothing is done within ${withinMinutes} min; ${chosen.engine} ${chosen.engine === "glue" ? "can be made larger" : "needs more time"}: ${chosen.refusal}`;
  return [`${is}${others.length === 0 ? "" : `; ${dearer.join(", ")}`}.`, ...refused].join(" ");
}

function dollars(usd: number): string {
  return `$${usd < 0.01 ? usd.toFixed(5) : usd.toFixed(2)}`;
}

function minutes(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
