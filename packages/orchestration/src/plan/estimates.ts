import type { Dataset } from "@cloudapi/core";
import { ATHENA_LEAST_BYTES, ATHENA_TB_BYTES, PRICES } from "@cloudapi/core/internal";
import { compileSparkJob } from "@cloudapi/transform/spark";

/** A load, checked and with its defaults. */
export interface PlannedLoad {
  readonly sizeBytes: number;
  readonly files: number;
  readonly largestBytes: number;
  readonly isCompressed: boolean;
  readonly withinMinutes: number;
  readonly needsValidation: boolean;
}

/** What an engine would take for a load. */
export interface EngineEstimate {
  readonly engine: "lambda" | "fargate" | "athena" | "glue";
  /** Until all is done. */
  readonly seconds: number;
  readonly usd: number;
  /** Why it won't do; nothing where it will. */
  readonly refusal?: string;
  /** What it would be set to. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** Whether its speed was measured for this project; an assumption otherwise. */
  readonly isMeasured: boolean;
}

const MIB = 1024 * 1024;
const HOUR = 3600;

/**
 * How fast a vCPU is taken to be: a quarter of what it did when it was measured, as the function reckons with it too. It took 13 MB of CSV
 * in a second of its time with 100,000 rows, 27 MB with a million and 32 MB with ten million, in 157, 191 and 252 MiB.
 */
const BYTES_PER_SECOND = 8 * MIB;
/** Records of nested columns go the general way, which took twice the time of the one of flat ones. */
const NESTED = 0.5;
const COMPRESSION = 4;
const LAMBDA = { memoryMb: 1769, seconds: 900, margin: 3, start: 1, concurrency: 10 } as const;
const FARGATE = { vcpus: 1, memoryGb: 2, start: 60 } as const;
/** Assumed: what Athena and a DPU of Spark read in a second, and how long they take to begin. */
const ATHENA = {
  bytesPerSecond: 500 * MIB,
  start: 5,
  partitions: 100,
} as const;
const GLUE = { bytesPerSecond: 10 * MIB, start: 60, leastSeconds: 60, most: 299 } as const;

/** Every engine with what it would take. */
export function estimates(dataset: Dataset, load: PlannedLoad): EngineEstimate[] {
  const isFlat = dataset.columns.every(
    ({ type }) => !["struct", "list", "map", "json"].includes(kindOf(type)),
  );
  const speed = BYTES_PER_SECOND * (isFlat ? 1 : NESTED);
  const factor = load.isCompressed ? COMPRESSION : 1;
  return [
    lambda(load, speed / factor),
    fargate(load, speed / factor),
    athena(load),
    glue(load, factor, sparkRefusal(dataset)),
  ];
}

function kindOf(type: unknown): string {
  return typeof type === "string" ? type : String((type as { kind?: unknown }).kind);
}

function lambda(load: PlannedLoad, speed: number): EngineEstimate {
  const { memoryMb, concurrency, start, margin, seconds: most } = LAMBDA;
  const work = load.sizeBytes / speed + load.files * start;
  const largest = load.largestBytes / speed + margin;
  const seconds = Math.max(largest, work / Math.max(1, Math.min(concurrency, load.files)));
  return {
    engine: "lambda",
    seconds,
    usd: (work * memoryMb * PRICES.lambda.usd) / 1024 + load.files * PRICES.lambdaRequest.usd,
    ...refused(
      largest > most
        ? `its largest file takes ${Math.ceil(largest)} s, and a function has ${most}`
        : tooLate(seconds, load),
    ),
    settings: { memoryMb, timeoutSeconds: most, concurrency },
    isMeasured: true,
  };
}

function fargate(load: PlannedLoad, speed: number): EngineEstimate {
  const { vcpus, memoryGb, start } = FARGATE;
  const seconds = load.sizeBytes / speed + start;
  const perHour = vcpus * PRICES.fargateCpu.usd + memoryGb * PRICES.fargateMemory.usd;
  return {
    engine: "fargate",
    seconds,
    usd: (Math.max(seconds, 60) / HOUR) * perHour,
    ...refused(tooLate(seconds, load)),
    settings: { vcpus, memoryGb },
    isMeasured: true,
  };
}

function athena(load: PlannedLoad): EngineEstimate {
  const { bytesPerSecond, start, partitions } = ATHENA;
  const seconds = load.sizeBytes / bytesPerSecond + start;
  return {
    engine: "athena",
    seconds,
    usd: (Math.max(load.sizeBytes, ATHENA_LEAST_BYTES) / ATHENA_TB_BYTES) * PRICES.athena.usd,
    ...refused(
      load.needsValidation
        ? "its INSERT validates no row: what breaks the contract would be written, or fail the query"
        : tooLate(seconds, load),
    ),
    settings: { partitionsPerInsert: partitions },
    isMeasured: false,
  };
}

/** As many workers as are done in time, but two at least. */
function glue(load: PlannedLoad, factor: number, refusal: string | undefined): EngineEstimate {
  const { bytesPerSecond, start, leastSeconds, most } = GLUE;
  const oneWorker = (load.sizeBytes * factor) / bytesPerSecond;
  const left = Math.max(1, load.withinMinutes * 60 - start);
  // One of the workers drives the others.
  const workers = Math.min(most, Math.max(2, Math.ceil(oneWorker / left) + 1));
  const seconds = oneWorker / (workers - 1) + start;
  return {
    engine: "glue",
    seconds,
    usd: (Math.max(seconds, leastSeconds) / HOUR) * workers * PRICES.glue.usd,
    ...refused(refusal ?? (load.isCompressed ? PACKED : tooLate(seconds, load))),
    settings: { workerType: "G.1X", workers, script: "compileSparkJob" },
    isMeasured: false,
  };
}

const PACKED = "its job reads no compressed files, in which the places of lines can't be told";

/** Why no Spark job can be compiled of a contract; nothing where one can. */
export function sparkRefusal(dataset: Dataset): string | undefined {
  const [first, ...others] = compileSparkJob(dataset).refused;
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `no job can be compiled of ${first.path === "" ? "the record's" : `${first.path}'s`} ${first.rule}${more}`;
}

function tooLate(seconds: number, { withinMinutes }: PlannedLoad): string | undefined {
  if (seconds <= withinMinutes * 60) return undefined;
  return `it takes about ${Math.ceil(seconds / 60)} min, and ${withinMinutes} are given`;
}

function refused(refusal: string | undefined): { readonly refusal?: string } {
  return refusal === undefined ? {} : { refusal };
}
