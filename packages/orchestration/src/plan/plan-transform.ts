import type { Dataset } from "@cloudapi/core";
import { checkDataset } from "@cloudapi/core/internal";
import { freezeDeep } from "../batch/freeze-deep.ts";
import type { EngineEstimate, EngineName, JudgedEstimate, PlannedLoad } from "./engine-estimate.ts";
import { estimates } from "./estimates.ts";
import { readLoad, type TransformLoad, WHAT } from "./read-load.ts";

/** Which engine a load is for, and why. */
export interface TransformPlan {
  readonly engine: EngineName;
  /** In a sentence or two. */
  readonly why: string;
  /** Every engine, whether it would do, how long it would take and what it would cost. */
  readonly engines: readonly EngineEstimate[];
}

/** What a load may cost more, so that it need not be brought to another engine. */
const NOTHING_USD = 0.1;
/** What is taken where none is done in time: a job can be made larger. */
const PATIENT: readonly EngineName[] = ["glue", "fargate", "athena", "lambda"];

/**
 * Choose what transforms a load: a function (Lambda), the same code on a task of Fargate, Athena's INSERT, or a Spark job of Glue.
 * Of those that are done in time the cheapest, or the first in this order that costs at most ten cents more. All come back with what
 * they would take and cost: by figures that were measured for this project's own engine, by assumptions for the others
 * (`isMeasured`).
 *
 * Athena is one of them where rows need no validation, or where `sql` says what the transform in SQL is compiled to. `engines` says
 * which may be used, such as Athena and Glue where raw lines already lie in S3 and no code is to be run.
 *
 * @throws {TypeError} for what is not a dataset, an unknown option or one that is out of range, and where none of `engines` can do it,
 *   however long it takes
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
  const all = estimates(dataset, planned);
  const able = all.filter(({ refusal }) => refusal === undefined);
  const least = Math.min(...able.map(({ usd }) => usd));
  const chosen = able.find(({ usd }) => usd <= least + NOTHING_USD) ?? left(all, planned);
  const why = whyOf(chosen, all, planned);
  const engines = all.map(shown);
  return freezeDeep({ engine: chosen.engine, why, engines });
}

function shown(judged: JudgedEstimate): EngineEstimate {
  const { isBlocked: _, ...estimate } = judged;
  return estimate;
}

/** What is left where nothing is done in time. */
function left(all: readonly JudgedEstimate[], { engines }: PlannedLoad): JudgedEstimate {
  const late = all.filter(({ isBlocked }) => !isBlocked);
  const [first] = PATIENT.flatMap((name) => late.filter(({ engine }) => engine === name));
  if (first !== undefined) return first;
  const refusals = all
    .filter(({ engine }) => engines.includes(engine))
    .map(({ engine, refusal }) => `${engine}: ${refusal}.`);
  throw new TypeError(
    `${WHAT}: none of the engines that may be used can do it. ${refusals.join(" ")} Allow another one.`,
  );
}

function whyOf(
  chosen: JudgedEstimate,
  all: readonly JudgedEstimate[],
  { withinMinutes, engines }: PlannedLoad,
): string {
  const others = all.filter(({ engine }) => engine !== chosen.engine && engines.includes(engine));
  const refused = others.flatMap(({ engine, refusal }) =>
    refusal === undefined ? [] : [`Not ${engine}: ${refusal}.`],
  );
  const dearer = others
    .filter(({ refusal }) => refusal === undefined)
    .map(({ engine, usd }) => `; ${engine} would cost ${dollars(usd)}`);
  const is =
    chosen.refusal === undefined
      ? `${chosen.engine} is done within ${withinMinutes} min, and none costs $${NOTHING_USD.toFixed(2)} less: about ${dollars(chosen.usd)} and ${minutes(chosen.seconds)}`
      : `Nothing is done within ${withinMinutes} min; ${chosen.engine} ${chosen.engine === "glue" ? "can be made larger" : "needs more time"}: ${chosen.refusal}`;
  const note = chosen.note === undefined ? [] : [`Of ${chosen.engine}: ${chosen.note}.`];
  return [`${is}${dearer.join("")}.`, ...note, ...refused].join(" ");
}

function dollars(usd: number): string {
  return `$${usd < 0.01 ? usd.toFixed(5) : usd.toFixed(2)}`;
}

function minutes(seconds: number): string {
  return seconds < 120 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
