import {
  buildIngesterPolicy,
  buildTaskExecutionPolicy,
  buildTaskSchedulePolicy,
  buildTrustPolicy,
} from "@cloudapi/iam";
import { Stack } from "aws-cdk-lib";
import type * as ecs from "aws-cdk-lib/aws-ecs";
import type * as iam from "aws-cdk-lib/aws-iam";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { folderOf } from "./folder-of.ts";
import type { IngestTaskProps } from "./ingest-task-props.ts";
import { Placeholders } from "./placeholders.ts";
import { roleOf } from "./role-of.ts";

const TASKS = "ecs-tasks.amazonaws.com";

/** What the ingester itself may do. */
export function taskRole(
  scope: Construct,
  { bucket, prefix, databaseName }: IngestTaskProps,
): iam.Role {
  const names = new Placeholders(Stack.of(scope));
  return roleOf(scope, {
    id: "TaskRole",
    description: "What the ingester needs, and nothing else",
    names,
    trust: buildTrustPolicy({ service: TASKS, accountId: names.accountId }),
    policy: buildIngesterPolicy({
      ...names.frame,
      targets: [names.place(bucket, folderOf(prefix ?? "tables/"))],
      ...(databaseName === undefined ? {} : { database: names.catalogName(databaseName) }),
    }),
  });
}

/** What ECS does to start it. */
export function executionRole(
  scope: Construct,
  { name, repository, secret }: IngestTaskProps,
): iam.Role {
  const names = new Placeholders(Stack.of(scope));
  const keyArn = secret.encryptionKey?.keyArn;
  return roleOf(scope, {
    id: "ExecutionRole",
    description: "What ECS needs to start the ingester, and nothing else",
    names,
    trust: buildTrustPolicy({ service: TASKS, accountId: names.accountId }),
    policy: buildTaskExecutionPolicy({
      ...names.frame,
      logGroup: `/aws/ecs/${names.name(name)}`,
      repositoryArn: names.arn(repository.repositoryArn, "repository"),
      secretArn: names.arn(secret.secretArn, "secret"),
      ...(keyArn === undefined ? {} : { secretKmsKeyArn: names.arn(keyArn, "key") }),
    }),
  });
}

/** What the schedule starts. */
interface Started {
  readonly cluster: ecs.CfnCluster;
  readonly taskDefinition: ecs.CfnTaskDefinition;
  readonly taskRole: iam.Role;
  readonly executionRole: iam.Role;
  readonly deadLetters: sqs.Queue;
}

/** What the schedule may do. */
export function scheduleRole(scope: Construct, task: Started): iam.Role {
  const names = new Placeholders(Stack.of(scope));
  const { partition, region, account } = Stack.of(scope);
  const group = `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`;
  return roleOf(scope, {
    id: "ScheduleRole",
    description: "What starts the ingester needs, and nothing else",
    names,
    trust: buildTrustPolicy({
      service: "scheduler.amazonaws.com",
      accountId: names.accountId,
      sourceArn: names.arn(group, "scheduleGroup"),
    }),
    policy: buildTaskSchedulePolicy({
      ...names.frame,
      taskDefinitionArn: names.arn(task.taskDefinition.ref, "taskDefinition"),
      clusterArn: names.arn(task.cluster.attrArn, "cluster"),
      roleArns: [task.taskRole, task.executionRole].map((role) => names.arn(role.roleArn, "role")),
      deadLetterArn: names.arn(task.deadLetters.queueArn, "queue"),
    }),
  });
}
