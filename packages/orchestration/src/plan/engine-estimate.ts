/** What can transform a load. */
export type EngineName = "lambda" | "fargate" | "athena" | "glue";

/** What an engine would take for a load. */
export interface EngineEstimate {
  readonly engine: EngineName;
  /** Until all is done. */
  readonly seconds: number;
  readonly usd: number;
  /** Why it won't do; nothing where it will. */
  readonly refusal?: string;
  /** What is to be known of it before it is taken. */
  readonly note?: string;
  /** What it would be set to, and where its limits are. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** Whether its speed was measured for this project; an assumption otherwise. */
  readonly isMeasured: boolean;
}

/** What the compiler of the transform in SQL said of a contract: its statements, or what it refused. */
export type SqlVerdict =
  | { readonly statements: readonly { readonly sql: string }[] }
  | { readonly refusals: readonly SqlRefusal[] };

/** Something of a contract that SQL can't say, as `transformRefusals` of `@cloudapi/athena` lists it. */
export interface SqlRefusal {
  /** `undefined` for what concerns all of the contract. */
  readonly field: string | undefined;
  readonly rule: string;
}

/** A load, checked and with its defaults. */
export interface PlannedLoad {
  readonly sizeBytes: number;
  readonly files: number;
  readonly largestBytes: number;
  readonly isCompressed: boolean;
  readonly withinMinutes: number;
  readonly needsValidation: boolean;
  /** Partitions of the table that the rows are of; nothing where that isn't known. */
  readonly partitions: number | undefined;
  readonly engines: readonly EngineName[];
  readonly sql: SqlVerdict | undefined;
}

/** An estimate, and whether no time would help an engine that refuses. */
export interface JudgedEstimate extends EngineEstimate {
  readonly isBlocked: boolean;
}

/** How many times as much there is to read in compressed files. */
export const COMPRESSION = 4;

/** The first of an engine's refusals, or that it is late; nothing of either where it will do. */
export function judged(
  estimate: EngineEstimate,
  { withinMinutes }: PlannedLoad,
  refusal: string | undefined,
): JudgedEstimate {
  if (refusal !== undefined) return { ...estimate, refusal, isBlocked: true };
  if (estimate.seconds <= withinMinutes * 60) return { ...estimate, isBlocked: false };
  const late = `it takes about ${Math.ceil(estimate.seconds / 60)} min, and ${withinMinutes} are given`;
  return { ...estimate, refusal: late, isBlocked: false };
}
