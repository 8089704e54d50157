import { type JsonObject, jsonata, orEmpty, type State, text } from "../asl/asl.ts";
import type { BatchPlan, PlannedFunction, PlannedJob } from "../batch/batch-plan.ts";
import { worstCost } from "../batch/cost.ts";
import { jobArguments } from "../batch/job.ts";
import { catchAll, failureOf, ownFailure } from "./catch-all.ts";
import { retriesOf } from "./retries.ts";

type States = Record<string, State>;

/** The states that make the day's rows, from `Transform` to `next`. */
export function transformStates(plan: BatchPlan, next: string): States {
  const { transform } = plan;
  return transform.kind === "function"
    ? functionStates(plan, transform, next)
    : { Transform: jobState(plan, transform, next) };
}

/**
 * A function for some files at a time. What fails inside is handed on as a result: the Map's own error would say only that
 * something failed.
 */
function functionStates(plan: BatchPlan, transform: PlannedFunction, next: string): States {
  const most = filesWithin(plan, transform);
  return {
    Transform: {
      Type: "Map",
      Comment: "Every file of the day, through the function",
      ItemReader: {
        Resource: `arn:${plan.partition}:states:::s3:listObjectsV2`,
        Arguments: { Bucket: plan.source.bucket, Prefix: jsonata("$prefix") },
        ...(most === undefined ? {} : { ReaderConfig: { MaxItems: most + 1 } }),
      },
      ItemBatcher: {
        MaxItemsPerBatch: transform.filesPerInvocation,
        BatchInput: { runId: jsonata("$runId") },
      },
      MaxConcurrency: transform.concurrency,
      Label: "Transform",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "TransformFiles",
        States: { TransformFiles: invokeState(plan, transform), FilesFailed: filesFailed() },
      },
      Catch: catchAll("Transform"),
      Assign: { figures: figures() },
      Next: "FilesDone",
    },
    FilesDone: {
      Type: "Choice",
      Choices: [
        {
          Condition: jsonata("$figures.failed > 0"),
          Assign: { failure: failureOf("TransformFiles", "$figures.error", "$figures.cause") },
          Next: "ReportFailure",
        },
        ...(most === undefined ? [] : [overCeiling(most)]),
        ...(plan.emptyDay === "pass" ? [] : [emptyDay()]),
      ],
      Default: next,
    },
  };
}

/** How many files the ceiling of a day's cost pays for. */
export function filesWithin(plan: BatchPlan, transform: PlannedFunction): number | undefined {
  if (plan.costCeilingUsd === undefined) return undefined;
  const invocations = Math.floor(plan.costCeilingUsd / worstCost(plan).usd);
  return Math.min(invocations * transform.filesPerInvocation, 99_999_999);
}

/** No more files are read than the ceiling pays for and one, by which it is known that there were more. */
function overCeiling(most: number): JsonObject {
  const cause = `"There are more files than the ${most} that costCeilingUsd pays for"`;
  return {
    Condition: jsonata(`$figures.files > ${most}`),
    Assign: { failure: ownFailure("FilesDone", "CostCeiling", cause) },
    Next: "ReportFailure",
  };
}

function emptyDay(): JsonObject {
  const cause = `"There is no file under " & $prefix`;
  return {
    Condition: jsonata("$figures.files = 0"),
    Assign: { failure: ownFailure("FilesDone", "EmptyDay", cause) },
    Next: "ReportFailure",
  };
}

/** The event that S3 would send for the files, whose keys stand in it as they do in a form. */
function invokeState(plan: BatchPlan, transform: PlannedFunction): State {
  const { partition, region, accountId, source } = plan;
  const key = `$replace($replace($encodeUrlComponent($file.Key), "%20", "+"), "%2F", "/")`;
  const record = `{
    "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": ${text(region)}, "eventName": "ObjectCreated:Put",
    "eventTime": $now(),
    "s3": { "s3SchemaVersion": "1.0", "bucket": { "name": ${text(source.bucket)}, "arn": ${text(`arn:${partition}:s3:::${source.bucket}`)} },
      "object": { "key": ${key}, "size": $file.Size, "eTag": $replace($string($file.Etag ? $file.Etag : $file.ETag), "\\"", "") } } }`;
  return {
    Type: "Task",
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Arguments: {
      FunctionName: `arn:${partition}:lambda:${region}:${accountId}:function:${transform.function}`,
      Payload: { Records: jsonata(`[$map($states.input.Items, function($file) { ${record} })]`) },
    },
    TimeoutSeconds: transform.timeoutSeconds,
    Retry: retriesOf("lambda"),
    Catch: ["States.DataLimitExceeded", "States.ALL"].map((error) => ({
      ErrorEquals: [error],
      Output: {
        failed: 1,
        error: jsonata("$states.errorOutput.Error"),
        cause: jsonata("$substring($string($states.errorOutput.Cause), 0, 500)"),
      },
      Next: "FilesFailed",
    })),
    Output: {
      files: jsonata("$count($states.input.Items)"),
      rowsWritten: jsonata("$sum([0, $states.result.Payload.**.rowsWritten])"),
      rowsRejected: jsonata("$sum([0, $states.result.Payload.**.rowsRejected])"),
    },
    End: true,
  };
}

function filesFailed(): State {
  return { Type: "Pass", End: true };
}

function figures(): JsonObject {
  const sum = (name: string) => jsonata(`$sum([0, $states.result.${name}])`);
  return {
    files: sum("files"),
    rowsWritten: sum("rowsWritten"),
    rowsRejected: sum("rowsRejected"),
    failed: sum("failed"),
    error: jsonata(orEmpty("[$states.result.error][0]")),
    cause: jsonata(orEmpty("[$states.result.cause][0]")),
  };
}

function jobState(plan: BatchPlan, job: PlannedJob, next: string): State {
  const { source, partition } = plan;
  return {
    Type: "Task",
    Comment: "The day's files, by the Glue job",
    Resource: `arn:${partition}:states:::glue:startJobRun.sync`,
    Arguments: {
      JobName: job.glueJob,
      WorkerType: job.workerType,
      NumberOfWorkers: job.workers,
      Timeout: job.timeoutMinutes,
      Arguments: {
        ...jobArguments(plan),
        "--day": jsonata("$day"),
        "--source": jsonata(`${text(`s3://${source.bucket}/`)} & $prefix`),
        "--run_id": jsonata("$runId"),
      },
    },
    // The job's own time-out comes first, and says so.
    TimeoutSeconds: job.timeoutMinutes * 60 + 600,
    Retry: retriesOf("glue"),
    Catch: catchAll("Transform"),
    Assign: {
      figures: {
        jobRunId: jsonata("$states.result.Id"),
        seconds: jsonata("$states.result.ExecutionTime"),
      },
    },
    Next: next,
  };
}
