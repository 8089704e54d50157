import { buildAthenaReaderPolicy, type PolicyDocument, type PolicyStatement } from "@cloudapi/iam";
import type { BatchPlan } from "../batch/batch-plan.ts";
import type { BatchArns } from "../machine/names.ts";
import { FAILURES } from "../machine/report-states.ts";
import { policyOf, type Rights } from "./statements.ts";

/** What the machine of a day may do: a statement for each state, and what its queries need. */
export function runPolicy(plan: BatchPlan, arns: BatchArns): PolicyDocument {
  const { bucket, prefix } = plan.target;
  const rights: Rights[] = [
    ...transformRights(plan, arns),
    ...catalogRights(plan),
    ...(plan.checks.length === 0 && !hasStatement(plan) ? [] : queryRights(plan)),
    {
      state: "KeepReport",
      actions: ["s3:PutObject"],
      resources: [`arn:${plan.partition}:s3:::${bucket}/${prefix}${FAILURES}*`],
    },
    { state: "Tell", actions: ["sns:Publish"], resources: [arns.success, arns.failure] },
    { state: "KeepMessage", actions: ["sqs:SendMessage"], resources: [arns.deadLetters] },
  ];
  return policyOf(rights, readerStatements(plan));
}

function hasStatement({ catalog }: BatchPlan): boolean {
  return catalog !== undefined && "statement" in catalog;
}

function transformRights(plan: BatchPlan, arns: BatchArns): Rights[] {
  const { transform, partition, region, accountId, source } = plan;
  if (transform.kind === "glueJob")
    return [
      {
        state: "Transform",
        actions: ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
        resources: [`arn:${partition}:glue:${region}:${accountId}:job/${transform.glueJob}`],
      },
    ];
  const name = `arn:${partition}:lambda:${region}:${accountId}:function:${transform.function}`;
  return [
    { state: "TransformFiles", actions: ["lambda:InvokeFunction"], resources: [name] },
    {
      state: "TransformList",
      actions: ["s3:ListBucket"],
      resources: [`arn:${partition}:s3:::${source.bucket}`],
      conditions: { StringLike: { "s3:prefix": [`${source.prefix}*`] } },
    },
    ...mapRights(arns.run),
  ];
}

/** What a distributed Map needs of the machine that it is in. */
export function mapRights(machine: string): Rights[] {
  const executions = machine.replace(":stateMachine:", ":execution:");
  return [
    { state: "MapStart", actions: ["states:StartExecution"], resources: [machine] },
    {
      state: "MapWatch",
      actions: ["states:DescribeExecution", "states:StopExecution"],
      resources: [`${executions}/*`],
    },
  ];
}

function catalogRights({ catalog, partition, region, accountId }: BatchPlan): Rights[] {
  if (catalog === undefined || "statement" in catalog) return [];
  return [
    {
      state: "Catalog",
      actions: ["glue:StartCrawler", "glue:GetCrawler"],
      resources: [`arn:${partition}:glue:${region}:${accountId}:crawler/${catalog.crawler}`],
    },
  ];
}

/** Beside what a reader needs: a statement of the catalog adds partitions, and a run that is stopped stops its query. */
function queryRights(plan: BatchPlan): Rights[] {
  const { partition, region, accountId, database, workGroup, dataset } = plan;
  const glue = `arn:${partition}:glue:${region}:${accountId}`;
  const stop: Rights = {
    state: "StopQuery",
    actions: ["athena:StopQueryExecution"],
    resources: [`arn:${partition}:athena:${region}:${accountId}:workgroup/${workGroup}`],
  };
  if (!hasStatement(plan)) return [stop];
  return [
    stop,
    {
      state: "Catalog",
      actions: [
        "glue:BatchCreatePartition",
        "glue:BatchGetPartition",
        "glue:GetPartition",
        "glue:GetPartitions",
        "glue:CreatePartition",
        "glue:UpdatePartition",
        "glue:UpdateTable",
      ],
      resources: [
        `${glue}:catalog`,
        `${glue}:database/${database}`,
        `${glue}:table/${database}/${dataset.name}`,
      ],
    },
  ];
}

function readerStatements(plan: BatchPlan): readonly PolicyStatement[] {
  if (plan.checks.length === 0 && !hasStatement(plan)) return [];
  const { region, accountId, workGroup, database, dataset, target, outputLocation } = plan;
  return buildAthenaReaderPolicy({
    region,
    accountId,
    workGroup,
    database,
    tables: [{ dataset, location: `s3://${target.bucket}/${target.prefix}` }],
    outputLocation,
  }).Statement;
}
