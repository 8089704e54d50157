import type { BatchPlan } from "../batch/batch-plan.ts";

/** The ARNs of what a batch consists of. */
export interface BatchArns {
  readonly run: string;
  readonly start: string;
  readonly backfill: string;
  readonly success: string;
  readonly failure: string;
  readonly deadLetters: string;
  readonly deadLettersUrl: string;
}

/** The ARNs that follow from a batch's name. */
export function arnsOf({
  name,
  region,
  accountId,
  partition,
}: Pick<BatchPlan, "name" | "region" | "accountId" | "partition">): BatchArns {
  const machine = (suffix: string) =>
    `arn:${partition}:states:${region}:${accountId}:stateMachine:${name}${suffix}`;
  const topic = (suffix: string) => `arn:${partition}:sns:${region}:${accountId}:${name}-${suffix}`;
  const domain = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return {
    run: machine(""),
    start: machine("-start"),
    backfill: machine("-backfill"),
    success: topic("success"),
    failure: topic("failure"),
    deadLetters: `arn:${partition}:sqs:${region}:${accountId}:${name}-dead-letters`,
    deadLettersUrl: `https://sqs.${region}.${domain}/${accountId}/${name}-dead-letters`,
  };
}
