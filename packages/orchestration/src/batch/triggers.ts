import type { JsonObject } from "../asl/asl.ts";
import type { BatchArns } from "../machine/names.ts";
import type { BatchRoles } from "../roles/batch-roles.ts";
import type { BatchPlan } from "./batch-plan.ts";

/** The schedule, as CreateSchedule of EventBridge Scheduler takes it. */
export function scheduleOf(plan: BatchPlan, arns: BatchArns, roles: BatchRoles): JsonObject {
  const { expression, timeZone, flexibleMinutes } = plan.schedule;
  return {
    Name: plan.name,
    Description: `${plan.dataset.name}: starts the run of a day`,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timeZone,
    FlexibleTimeWindow:
      flexibleMinutes === undefined
        ? { Mode: "OFF" }
        : { Mode: "FLEXIBLE", MaximumWindowInMinutes: flexibleMinutes },
    State: "ENABLED",
    Target: {
      Arn: arns.start,
      RoleArn: roles.scheduler.arn,
      Input: `{"time":"<aws.scheduler.scheduled-time>"}`,
      RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
      DeadLetterConfig: { Arn: arns.deadLetters },
    },
  };
}

/** The rule for files that arrive, as PutRule and PutTargets of EventBridge take it; the bucket has to send its events there. */
export function arrivalOf(
  plan: BatchPlan,
  arns: BatchArns,
  roles: BatchRoles,
): JsonObject | undefined {
  const { source, name } = plan;
  if (roles.arrival === undefined) return undefined;
  const pattern = {
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: { bucket: { name: [source.bucket] }, object: { key: [{ prefix: source.prefix }] } },
  };
  return {
    Name: `${name}-arrival`,
    Description: `${plan.dataset.name}: a file has arrived`,
    EventPattern: JSON.stringify(pattern),
    State: "ENABLED",
    Targets: [
      {
        Id: "start",
        Arn: arns.start,
        RoleArn: roles.arrival.arn,
        InputTransformer: {
          InputPathsMap: { key: "$.detail.object.key", etag: "$.detail.object.etag" },
          InputTemplate: `{"key":<key>,"etag":<etag>}`,
        },
        RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
        DeadLetterConfig: { Arn: arns.deadLetters },
      },
    ],
  };
}

/** The queue of what could not be delivered, with the policy by which EventBridge may put events there. */
export function deadLettersOf(plan: BatchPlan, arns: BatchArns): JsonObject {
  const rule = `arn:${plan.partition}:events:${plan.region}:${plan.accountId}:rule/${plan.name}-arrival`;
  return {
    QueueName: `${plan.name}-dead-letters`,
    Attributes: {
      MessageRetentionPeriod: "1209600",
      SqsManagedSseEnabled: "true",
      ...(plan.source.onArrival
        ? {
            Policy: JSON.stringify({
              Version: "2012-10-17",
              Statement: [
                {
                  Sid: "UndeliveredEvents",
                  Effect: "Allow",
                  Principal: { Service: "events.amazonaws.com" },
                  Action: "sqs:SendMessage",
                  Resource: arns.deadLetters,
                  Condition: { ArnEquals: { "aws:SourceArn": rule } },
                },
              ],
            }),
          }
        : {}),
    },
  };
}
