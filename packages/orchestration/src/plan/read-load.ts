import { checkOptionNames } from "@cloudapi/core/internal";
import type { EngineName, PlannedLoad, SqlVerdict } from "./engine-estimate.ts";

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
  /** In how many partitions of the table its rows are; Athena's INSERT writes to 100. Not looked at when left out. */
  readonly partitions?: number;
  /** The engines that may be used; all when left out. */
  readonly engines?: readonly EngineName[];
  /**
   * What `@cloudapi/athena` says of the contract: the statements of `compileTrinoTransform` that will be run, or what
   * `transformRefusals` lists. Without it, Athena is no choice for rows that have to be validated. The files are lines of JSON.
   */
  readonly sql?: SqlVerdict;
}

export const WHAT = "planTransform";
const ENGINES: readonly EngineName[] = ["lambda", "fargate", "athena", "glue"];
const KNOWN = [
  "sizeBytes",
  "files",
  "largestBytes",
  "isCompressed",
  "withinMinutes",
  "needsValidation",
  "partitions",
  "engines",
  "sql",
] as const satisfies readonly (keyof TransformLoad)[];

/** @throws {TypeError} naming the option at fault */
export function readLoad(load: TransformLoad): PlannedLoad {
  checkOptionNames(WHAT, load, KNOWN);
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
  const { partitions, engines = ENGINES, sql } = load;
  if (partitions !== undefined) whole("partitions", partitions, 1);
  checkEngines(engines);
  if (sql !== undefined) checkSql(sql);
  const checked = { sizeBytes, files, largestBytes, isCompressed, withinMinutes, needsValidation };
  return { ...checked, partitions, engines, sql };
}

function whole(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw new TypeError(`${WHAT}: ${name} must be a whole number of at least ${least}.`);
}

function checkEngines(engines: unknown): void {
  const isList = Array.isArray(engines) && engines.length > 0;
  if (isList && engines.every((name) => ENGINES.includes(name as EngineName))) return;
  throw new TypeError(
    `${WHAT}: engines must be a list of those that may be used, at least one of ${ENGINES.join(", ")}.`,
  );
}

function checkSql(sql: unknown): void {
  const { statements, refusals } = Object(sql) as Readonly<Record<string, unknown>>;
  if (refusals === undefined && isListOf(statements, "sql")) return;
  if (statements === undefined && isListOf(refusals, "rule")) return;
  throw new TypeError(
    `${WHAT}: sql must be { statements } of compileTrinoTransform, or { refusals } of transformRefusals, at least one.`,
  );
}

function isListOf(list: unknown, text: string): boolean {
  if (!Array.isArray(list) || list.length === 0) return false;
  return list.every((each) => typeof (Object(each) as Record<string, unknown>)[text] === "string");
}
