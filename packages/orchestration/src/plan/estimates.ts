import type { Dataset } from "@cloudapi/core";
import { PRICES } from "@cloudapi/core/internal";
import { compileSparkJob } from "@cloudapi/transform/spark";
import { athenaEstimate } from "./athena-estimate.ts";
import { COMPRESSION, type JudgedEstimate, judged, type PlannedLoad } from "./engine-estimate.ts";

const MIB = 1024 * 1024;
const HOUR = 3600;

/**
 * How fast a vCPU is taken to be: a quarter of what it did when it was measured, as the function reckons with it too. It took 13 MB of CSV
 * in a second of its time with 100,000 rows, 27 MB with a million and 32 MB with ten million, in 157, 191 and 252 MiB.
 */
const BYTES_PER_SECOND = 8 * MIB;
/** Records of nested columns go the general way, which took twice the time of the one of flat ones. */
const NESTED = 0.5;
const LAMBDA = { memoryMb: 1769, seconds: 900, margin: 3, start: 1, concurrency: 10 } as const;
const FARGATE = { vcpus: 1, memoryGb: 2, start: 60 } as const;
/** Assumed: what a DPU of Spark reads in a second, and how long it takes to begin. A compressed file is read by one task as a whole. */
const GLUE = {
  bytesPerSecond: 10 * MIB,
  start: 60,
  leastSeconds: 60,
  most: 299,
  packedBytes: 256 * MIB,
} as const;

/** Every engine with what it would take; those that may not be used say so. */
export function estimates(dataset: Dataset, load: PlannedLoad): JudgedEstimate[] {
  const isFlat = dataset.columns.every(
    ({ type }) => !["struct", "list", "map", "json"].includes(kindOf(type)),
  );
  const speed = BYTES_PER_SECOND * (isFlat ? 1 : NESTED);
  const factor = load.isCompressed ? COMPRESSION : 1;
  return [
    lambda(load, speed / factor),
    fargate(load, speed / factor),
    athenaEstimate(dataset, load),
    glue(load, factor, sparkRefusal(dataset)),
  ].map((each) =>
    load.engines.includes(each.engine)
      ? each
      : { ...each, refusal: "it is not among the engines that may be used", isBlocked: true },
  );
}

function kindOf(type: unknown): string {
  return typeof type === "string" ? type : String((type as { kind?: unknown }).kind);
}

function lambda(load: PlannedLoad, speed: number): JudgedEstimate {
  const { memoryMb, concurrency, start, margin, seconds: most } = LAMBDA;
  const work = load.sizeBytes / speed + load.files * start;
  const largest = load.largestBytes / speed + margin;
  const seconds = Math.max(largest, work / Math.max(1, Math.min(concurrency, load.files)));
  const refusal =
    largest > most
      ? `its largest file takes ${Math.ceil(largest)} s, and a function has ${most}`
      : undefined;
  const estimate = {
    engine: "lambda",
    seconds,
    usd: (work * memoryMb * PRICES.lambda.usd) / 1024 + load.files * PRICES.lambdaRequest.usd,
    settings: { memoryMb, timeoutSeconds: most, concurrency },
    isMeasured: true,
  } as const;
  return judged(estimate, load, refusal);
}

function fargate(load: PlannedLoad, speed: number): JudgedEstimate {
  const { vcpus, memoryGb, start } = FARGATE;
  const seconds = load.sizeBytes / speed + start;
  const perHour = vcpus * PRICES.fargateCpu.usd + memoryGb * PRICES.fargateMemory.usd;
  const estimate = {
    engine: "fargate",
    seconds,
    usd: (Math.max(seconds, 60) / HOUR) * perHour,
    settings: { vcpus, memoryGb },
    isMeasured: true,
  } as const;
  return judged(estimate, load, undefined);
}

/** As many workers as are done in time, but two at least. */
function glue(load: PlannedLoad, factor: number, refusal: string | undefined): JudgedEstimate {
  const { bytesPerSecond, start, leastSeconds, most, packedBytes } = GLUE;
  const oneWorker = (load.sizeBytes * factor) / bytesPerSecond;
  const left = Math.max(1, load.withinMinutes * 60 - start);
  // One of the workers drives the others.
  const workers = Math.min(most, Math.max(2, Math.ceil(oneWorker / left) + 1));
  const seconds = oneWorker / (workers - 1) + start;
  const isPacked = load.isCompressed && load.largestBytes > packedBytes;
  const estimate = {
    engine: "glue",
    seconds,
    usd: (Math.max(seconds, leastSeconds) / HOUR) * workers * PRICES.glue.usd,
    settings: { workerType: "G.1X", workers, script: "compileSparkJob" },
    isMeasured: false,
  } as const;
  return judged(estimate, load, refusal ?? (isPacked ? PACKED : undefined));
}

const PACKED = "its job reads compressed files of at most 256 MiB, each by one task as a whole";

/** Why no Spark job can be compiled of a contract; nothing where one can. */
function sparkRefusal(dataset: Dataset): string | undefined {
  const [first, ...others] = compileSparkJob(dataset).refused;
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `no job can be compiled of ${first.path === "" ? "the record's" : `${first.path}'s`} ${first.rule}${more}`;
}
