import { checkOptionNames } from "@cloudapi/core/internal";
import type {
  BatchCatalog,
  BatchCheck,
  BatchSteps,
  FunctionTransform,
  GlueTransform,
} from "./batch-input.ts";
import type { BatchPlan, PlannedFunction, PlannedJob } from "./batch-plan.ts";

const WHAT = "defineBatch: steps";
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;
/** A Map's Items with statements in them have to stay below what a state may hand on. */
const MAX_CHECKS_BYTES = 200_000;
/** Given by the batch itself. */
const OWN_ARGUMENTS = ["--day", "--source", "--run_id"];

/** @throws {TypeError} naming the field at fault */
export function planSteps(
  steps: BatchSteps,
): Pick<BatchPlan, "transform" | "catalog" | "checks" | "approvalHours" | "emptyDay"> {
  checkOptionNames(WHAT, steps, ["transform", "catalog", "checks", "approval", "emptyDay"]);
  const { transform, catalog, checks = [], approval, emptyDay = "fail" } = steps ?? {};
  if (emptyDay !== "fail" && emptyDay !== "pass")
    throw new TypeError(`${WHAT}.emptyDay must be fail or pass.`);
  checkOptionNames(`${WHAT}.approval`, approval, ["timeoutHours"]);
  const approvalHours = approval && (approval.timeoutHours ?? 12);
  if (approvalHours !== undefined) whole(`${WHAT}.approval.timeoutHours`, approvalHours, [1, 720]);
  return {
    transform: planWork(transform),
    catalog: checkCatalog(catalog),
    checks: checkChecks(checks),
    approvalHours,
    emptyDay,
  };
}

function planWork(transform: FunctionTransform | GlueTransform): PlannedFunction | PlannedJob {
  if (typeof transform !== "object" || transform === null)
    throw new TypeError(`${WHAT}.transform must be { function } or { glueJob, scriptLocation }.`);
  return "glueJob" in transform ? planJob(transform) : planFunction(transform);
}

function planFunction(transform: FunctionTransform): PlannedFunction {
  const what = `${WHAT}.transform`;
  checkOptionNames(what, transform, [
    "function",
    "filesPerInvocation",
    "concurrency",
    "timeoutSeconds",
    "memoryMb",
  ]);
  const {
    filesPerInvocation = 10,
    concurrency = 10,
    timeoutSeconds = 900,
    memoryMb = 1024,
  } = transform;
  if (!NAME.test(transform.function))
    throw new TypeError(`${what}.function must be a function's name, not its ARN.`);
  whole(`${what}.filesPerInvocation`, filesPerInvocation, [1, 100]);
  whole(`${what}.concurrency`, concurrency, [1, 1000]);
  whole(`${what}.timeoutSeconds`, timeoutSeconds, [1, 900]);
  whole(`${what}.memoryMb`, memoryMb, [128, 10_240]);
  return {
    kind: "function",
    function: transform.function,
    filesPerInvocation,
    concurrency,
    timeoutSeconds,
    memoryMb,
  };
}

function planJob(job: GlueTransform): PlannedJob {
  const what = `${WHAT}.transform`;
  checkOptionNames(what, job, [
    "glueJob",
    "scriptLocation",
    "script",
    "arguments",
    "workerType",
    "workers",
    "timeoutMinutes",
  ]);
  const { glueJob, scriptLocation, workerType = "G.1X", workers = 2, timeoutMinutes = 60 } = job;
  const { script = "own" } = job;
  if (script !== "own" && script !== "compiled")
    throw new TypeError(`${what}.script must be own or compiled.`);
  if (!/^[\w. /-]{1,255}$/.test(glueJob))
    throw new TypeError(`${what}.glueJob must be a job's name of at most 255 characters.`);
  if (typeof scriptLocation !== "string" || !/^s3:\/\/[^/]+\/.+$/.test(scriptLocation))
    throw new TypeError(`${what}.scriptLocation must be s3://bucket/scripts/job.py.`);
  if (!["G.1X", "G.2X", "G.4X", "G.8X"].includes(workerType))
    throw new TypeError(`${what}.workerType must be G.1X, G.2X, G.4X or G.8X.`);
  whole(`${what}.workers`, workers, [2, 299]);
  whole(`${what}.timeoutMinutes`, timeoutMinutes, [1, 1440]);
  const given = job.arguments ?? {};
  const own = Object.keys(given).find(
    (name) => OWN_ARGUMENTS.includes(name) || !name.startsWith("--"),
  );
  if (own !== undefined)
    throw new TypeError(
      `${what}.arguments can't have ${JSON.stringify(own)}: names begin with --, and ${OWN_ARGUMENTS.join(", ")} are given by the batch.`,
    );
  return {
    kind: "glueJob",
    glueJob,
    scriptLocation,
    script,
    workerType,
    workers,
    timeoutMinutes,
    arguments: { ...given },
  };
}

function checkCatalog(catalog: BatchCatalog | undefined): BatchCatalog | undefined {
  if (catalog === undefined) return undefined;
  const what = `${WHAT}.catalog`;
  checkOptionNames(what, catalog, ["crawler", "timeoutMinutes", "statement"]);
  if ("statement" in catalog) {
    if ("crawler" in catalog)
      throw new TypeError(`${what} takes a crawler or a statement, not both.`);
    sqlText(`${what}.statement`, catalog.statement);
    return { ...catalog };
  }
  if (
    typeof catalog.crawler !== "string" ||
    catalog.crawler.length < 1 ||
    catalog.crawler.length > 255
  )
    throw new TypeError(`${what}.crawler must be a crawler's name of at most 255 characters.`);
  whole(`${what}.timeoutMinutes`, catalog.timeoutMinutes ?? 60, [1, 1440]);
  return { ...catalog };
}

function checkChecks(checks: readonly BatchCheck[]): readonly BatchCheck[] {
  if (!Array.isArray(checks))
    throw new TypeError(`${WHAT}.checks must be a list of { name, sql }.`);
  const names = new Set<string>();
  const copies = checks.map((check: BatchCheck, index) => {
    const what = `${WHAT}.checks[${index}]`;
    checkOptionNames(what, check, ["name", "sql"]);
    if (typeof check.name !== "string" || check.name.length < 1 || check.name.length > 200)
      throw new TypeError(`${what}.name must be a text of 1 to 200 characters.`);
    if (names.has(check.name))
      throw new TypeError(`${what}.name is that of another check: ${JSON.stringify(check.name)}.`);
    names.add(check.name);
    sqlText(`${what}.sql`, check.sql);
    return { name: check.name, sql: check.sql };
  });
  const size = Buffer.byteLength(JSON.stringify(copies));
  if (size > MAX_CHECKS_BYTES)
    throw new TypeError(
      `${WHAT}.checks have ${size} bytes; a state machine hands on ${MAX_CHECKS_BYTES} at most. Make views of long queries.`,
    );
  return copies;
}

function sqlText(what: string, sql: unknown): void {
  if (typeof sql === "string" && sql.trim() !== "" && Buffer.byteLength(sql) <= 100_000) return;
  throw new TypeError(`${what} must be a statement of at most 100,000 bytes.`);
}

function whole(what: string, value: unknown, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return;
  throw new TypeError(`${what} must be a whole number from ${least} to ${most}.`);
}
