import type { JsonObject, State } from "../asl/asl.ts";
import type { BatchPlan, PlannedFunction, PlannedJob } from "../batch/batch-plan.ts";
import { jobArguments } from "../batch/job.ts";
import { retriesOf } from "../machine/retries.ts";
import { filesWithin } from "../machine/transform-states.ts";
import { format, give, item, put, type States } from "./calls.ts";
import { caughtBy, failureState } from "./failures.ts";
import { sumStates } from "./sum-states.ts";

/** The states that make the day's rows, from `Transform` to `next`. */
export function transformStates(plan: BatchPlan, next: string): States {
  const { transform } = plan;
  const { catchers, states } = caughtBy("Transform");
  return transform.kind === "function"
    ? { ...functionStates(plan, transform, { next, catchers }), ...states }
    : { Transform: jobState(plan, transform, { next, catchers }), ...states };
}

interface Going {
  readonly next: string;
  readonly catchers: JsonObject[];
}

function functionStates(plan: BatchPlan, transform: PlannedFunction, going: Going): States {
  const most = filesWithin(plan, transform);
  const figures = { "files.$": "$.sums.files", ...ROWS, "failed.$": "$.lists.failed" };
  return {
    Transform: mapState(plan, transform, { most, catchers: going.catchers }),
    Lists: put(
      "$.lists",
      {
        "files.$": "$.invocations[*].files",
        "rowsWritten.$": "$.invocations[*].rowsWritten",
        "rowsRejected.$": "$.invocations[*].rowsRejected",
        "failed.$": "States.ArrayLength($.invocations[*].failed)",
        "errors.$": "$.invocations[*].error",
        "causes.$": "$.invocations[*].cause",
      },
      "Sums",
    ),
    ...sumStates({
      name: "Sums",
      lists: {
        files: "$.lists.files",
        rowsWritten: "$.lists.rowsWritten",
        rowsRejected: "$.lists.rowsRejected",
      },
      into: "$.sums",
      next: "HasFailed",
    }),
    HasFailed: {
      Type: "Choice",
      Choices: [{ Variable: "$.lists.failed", NumericGreaterThan: 0, Next: "FiguresOfFailure" }],
      Default: "Figures",
    },
    Figures: put("$.figures", { ...figures, error: "", cause: "" }, "FilesDone"),
    FiguresOfFailure: put(
      "$.figures",
      {
        ...figures,
        "error.$": item("$.lists.errors", 0),
        "cause.$": item("$.lists.causes", 0),
      },
      "FilesDone",
    ),
    ...doneStates(plan, { most, next: going.next }),
  };
}

const ROWS = { "rowsWritten.$": "$.sums.rowsWritten", "rowsRejected.$": "$.sums.rowsRejected" };

function doneStates(
  plan: BatchPlan,
  { most, next }: { readonly most: number | undefined; readonly next: string },
): States {
  const isOver = {
    Variable: "$.figures.files",
    NumericGreaterThan: most ?? 0,
    Next: "OverCeiling",
  };
  const isEmpty = { Variable: "$.figures.files", NumericEquals: 0, Next: "EmptyDay" };
  const cause = `There are more files than the ${most} that costCeilingUsd pays for`;
  return {
    FilesDone: {
      Type: "Choice",
      Choices: [
        { Variable: "$.figures.failed", NumericGreaterThan: 0, Next: "TransformFilesFailed" },
        ...(most === undefined ? [] : [isOver]),
        ...(plan.emptyDay === "pass" ? [] : [isEmpty]),
      ],
      Default: next,
    },
    TransformFilesFailed: failureState("TransformFiles", {
      "error.$": "$.figures.error",
      "cause.$": "$.figures.cause",
    }),
    ...(most === undefined
      ? {}
      : { OverCeiling: failureState("FilesDone", { error: "CostCeiling", cause }) }),
    ...(plan.emptyDay === "pass"
      ? {}
      : {
          EmptyDay: failureState("FilesDone", {
            error: "EmptyDay",
            "cause.$": format(["There is no file under ", ""], "$.prefix"),
          }),
        }),
  };
}

function mapState(
  plan: BatchPlan,
  transform: PlannedFunction,
  { most, catchers }: { readonly most: number | undefined; readonly catchers: JsonObject[] },
): State {
  const { partition, source } = plan;
  return {
    Type: "Map",
    Comment: "Every file of the day, through the function",
    ItemReader: {
      Resource: `arn:${partition}:states:::s3:listObjectsV2`,
      Parameters: { Bucket: source.bucket, "Prefix.$": "$.prefix" },
      ...(most === undefined ? {} : { ReaderConfig: { MaxItems: most + 1 } }),
    },
    ItemSelector: recordOf(source.bucket),
    ItemBatcher: {
      MaxItemsPerBatch: transform.filesPerInvocation,
      BatchInput: { "runId.$": "$.runId" },
    },
    MaxConcurrency: transform.concurrency,
    Label: "Transform",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "TransformFiles",
      States: childStates(plan, transform),
    },
    ResultPath: "$.invocations",
    Catch: catchers,
    Next: "Lists",
  };
}

/**
 * What SNS would send of EventBridge's event about a file. In this event a key stands as it is: no function encodes it as S3's own
 * event has it.
 */
function recordOf(bucket: string): JsonObject {
  const file = "$$.Map.Item.Value";
  const text = (name: string) => `States.JsonToString(${file}.${name})`;
  const head = `{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"${bucket}"},"object":{"key":`;
  return {
    EventSource: "aws:sns",
    EventVersion: "1.0",
    Sns: {
      Type: "Notification",
      "Message.$": format(
        [head, ',"size":', ',"etag":', "}}}"],
        text("Key"),
        text("Size"),
        text("Etag"),
      ),
    },
  };
}

function childStates(plan: BatchPlan, transform: PlannedFunction): States {
  const { partition, region, accountId } = plan;
  return {
    TransformFiles: {
      Type: "Task",
      Resource: `arn:${partition}:states:::lambda:invoke`,
      Parameters: {
        FunctionName: `arn:${partition}:lambda:${region}:${accountId}:function:${transform.function}`,
        Payload: { "Records.$": "$.Items" },
      },
      ResultSelector: {
        "written.$": "$.Payload..rowsWritten",
        "rejected.$": "$.Payload..rowsRejected",
      },
      ResultPath: "$.lists",
      TimeoutSeconds: transform.timeoutSeconds,
      Retry: retriesOf("lambda"),
      Catch: ["States.DataLimitExceeded", "States.ALL"].map((error) => ({
        ErrorEquals: [error],
        ResultPath: "$.caught",
        Next: "FilesFailed",
      })),
      Next: "Written",
    },
    ...sumStates({
      name: "Written",
      lists: { rows: "$.lists.written" },
      into: "$.written",
      next: "Rejected",
    }),
    ...sumStates({
      name: "Rejected",
      lists: { rows: "$.lists.rejected" },
      into: "$.rejected",
      next: "FilesFigures",
    }),
    FilesFigures: give({
      "files.$": "States.ArrayLength($.Items)",
      "rowsWritten.$": "$.written.rows",
      "rowsRejected.$": "$.rejected.rows",
    }),
    FilesFailed: give({ failed: 1, "error.$": "$.caught.Error", "cause.$": "$.caught.Cause" }),
  };
}

function jobState(plan: BatchPlan, job: PlannedJob, { next, catchers }: Going): State {
  const { source, partition } = plan;
  return {
    Type: "Task",
    Comment: "The day's files, by the Glue job",
    Resource: `arn:${partition}:states:::glue:startJobRun.sync`,
    Parameters: {
      JobName: job.glueJob,
      WorkerType: job.workerType,
      NumberOfWorkers: job.workers,
      Timeout: job.timeoutMinutes,
      Arguments: {
        ...jobArguments(plan),
        "--day.$": "$.day",
        "--source.$": format([`s3://${source.bucket}/`, ""], "$.prefix"),
        "--run_id.$": "$.runId",
      },
    },
    ResultSelector: { "jobRunId.$": "$.Id", "seconds.$": "$.ExecutionTime" },
    ResultPath: "$.figures",
    TimeoutSeconds: job.timeoutMinutes * 60 + 600,
    Retry: retriesOf("glue"),
    Catch: catchers,
    Next: next,
  };
}
