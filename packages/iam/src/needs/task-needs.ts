import type { Need } from "@cloudapi/core/internal";

const IMAGE = { resource: "{repositoryArn}", sid: "PullImage", by: "ecs" } as const;

/** What ECS does to start a task, by the task's execution role. */
export const START_TASK: readonly Need[] = [
  {
    action: "ecr:GetAuthorizationToken",
    resource: "*",
    when: "image",
    sid: "SignInToRegistry",
    for: "signs in to the account's registry, which has no ARN",
    by: "ecs",
  },
  {
    ...IMAGE,
    action: "ecr:BatchCheckLayerAvailability",
    when: "image",
    for: "looks for the image's layers",
  },
  { ...IMAGE, action: "ecr:BatchGetImage", when: "image", for: "reads the image's manifest" },
  { ...IMAGE, action: "ecr:GetDownloadUrlForLayer", when: "image", for: "fetches its layers" },
];

/** What starts a task at times: EventBridge Scheduler, by the role of the schedule. */
export const SCHEDULE_TASK: readonly Need[] = [
  {
    action: "ecs:RunTask",
    resource: "{taskDefinitionArn}",
    conditions: { ArnEquals: { "ecs:cluster": ["{clusterArn}"] } },
    sid: "RunTask",
    for: "starts the task",
    by: "scheduler",
  },
  {
    action: "iam:PassRole",
    resource: "{roleArn}",
    conditions: { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
    sid: "PassRole",
    for: "gives the task its roles",
    by: "scheduler",
  },
  {
    action: "sqs:SendMessage",
    resource: "{deadLetterArn}",
    when: "deadLetters",
    sid: "KeepFailedStarts",
    for: "keeps starts that failed",
    by: "scheduler",
  },
];
