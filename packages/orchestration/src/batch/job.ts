import { compileSparkJob } from "@cloudapi/transform/spark";
import type { JsonObject } from "../asl/asl.ts";
import type { BatchPlan, PlannedJob } from "./batch-plan.ts";

/** A Glue job that was compiled of the contract. */
export interface BatchJob {
  /** Where the script has to lie: `s3://bucket/key`. */
  readonly scriptLocation: string;
  /** The script's text, in Python. */
  readonly script: string;
  /** As CreateJob of Glue takes it, but for the job's own `Role`. */
  readonly input: JsonObject;
}

/**
 * The job that a batch has compiled; `undefined` where it has none, or a script of its own.
 *
 * @throws {TypeError} for a contract that no job can be compiled of, by field and rule
 */
export function jobOf({ dataset, transform }: BatchPlan): BatchJob | undefined {
  if (transform.kind !== "glueJob" || transform.script !== "compiled") return undefined;
  const { script, refused } = compileSparkJob(dataset);
  if (script === undefined) {
    const reasons = refused.map(
      ({ path, rule, reason }) => `${path === "" ? "the record" : path}: ${rule} (${reason})`,
    );
    throw new TypeError(
      `defineBatch: steps.transform.script: no job can be compiled of ${dataset.name}: ${reasons.join("; ")}. Take a function, or a script of your own.`,
    );
  }
  return { scriptLocation: transform.scriptLocation, script, input: createJob(transform) };
}

function createJob(job: PlannedJob): JsonObject {
  return {
    Name: job.glueJob,
    Command: { Name: "glueetl", ScriptLocation: job.scriptLocation, PythonVersion: "3" },
    GlueVersion: "5.0",
    WorkerType: job.workerType,
    NumberOfWorkers: job.workers,
    Timeout: job.timeoutMinutes,
    // The machine starts a job once at a time, and starts it again itself.
    MaxRetries: 0,
    ExecutionProperty: { MaxConcurrentRuns: 10 },
    // Spark's catalog is Glue's only if the job says so, and the script looks a table up only if it is named.
    ...("--table" in job.arguments
      ? { DefaultArguments: { "--enable-glue-datacatalog": "true" } }
      : {}),
  };
}

/** What the script is told beside the day: where the table is, and what a day without files is. */
export function jobArguments({ transform, target, emptyDay }: BatchPlan): Record<string, string> {
  if (transform.kind !== "glueJob") return {};
  if (transform.script === "own") return { ...transform.arguments };
  return {
    "--target": `s3://${target.bucket}/${target.prefix}`,
    "--empty_day": emptyDay,
    ...transform.arguments,
  };
}
