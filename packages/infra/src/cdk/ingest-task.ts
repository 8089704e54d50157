import { RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import type * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import * as ecs from "aws-cdk-lib/aws-ecs";
import * as events from "aws-cdk-lib/aws-events";
import type * as iam from "aws-cdk-lib/aws-iam";
import * as logs from "aws-cdk-lib/aws-logs";
import * as scheduler from "aws-cdk-lib/aws-scheduler";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type * as sqs from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { deadLettersOf } from "./dead-letters.ts";
import { folderOf } from "./folder-of.ts";
import { executionRole, scheduleRole, taskRole } from "./ingest-roles.ts";
import type { IngestTaskProps } from "./ingest-task-props.ts";
import type { KnownBucket } from "./known-bucket.ts";
import { letAlarmsTell, letRulesTell } from "./let-services-tell.ts";
import { simpleAlarm } from "./simple-alarm.ts";
import { skipLogKey } from "./skip-checks.ts";

const CONTAINER = "ingest";
/** Settings of the ingester that the construct has properties for: its roles and its schedule follow those. */
const OWN_SETTINGS = [
  "S3_BUCKET",
  "S3_BUCKET_MS1",
  "S3_BUCKET_MS2",
  "S3_BUCKET_MS3",
  "S3_PREFIX",
  "GLUE_DATABASE",
  "AWS_REGION",
  "INGESTION_INTERVAL",
];
/** A start that failed is tried again so often, and for so long. */
const RETRY = { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 };

/**
 * The ingester as a task of Fargate that a schedule starts: cluster, task definition, log, schedule, and three roles, whose policies are those of
 * `buildIngesterPolicy` (the task), `buildTaskExecutionPolicy` (what starts it) and `buildTaskSchedulePolicy` (the schedule). The topic is told of runs
 * that ended with an error or could not be started.
 *
 * @throws {TypeError} for settings that the construct makes itself, and for a secret whose whole ARN is not known
 *
 * @example
 * ```ts
 * import { App, Stack } from "aws-cdk-lib";
 * import { Repository } from "aws-cdk-lib/aws-ecr";
 * import { Secret } from "aws-cdk-lib/aws-secretsmanager";
 * import { Topic } from "aws-cdk-lib/aws-sns";
 * import { IngestTask, LakeBucket } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Ingest");
 * const task = new IngestTask(stack, "Shop", {
 *   name: "ingest-shop",
 *   repository: Repository.fromRepositoryName(stack, "Images", "cloudapi-ingest"),
 *   tag: "1",
 *   bucket: new LakeBucket(stack, "Lake", { bucketName: "cloudapi-logs-processed" }),
 *   secret: Secret.fromSecretCompleteArn(
 *     stack,
 *     "SignIn",
 *     "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf",
 *   ),
 *   secretFields: { POSTGRES_USER: "username", POSTGRES_PASSWORD: "password" },
 *   environment: { DB_TYPE: "postgres", POSTGRES_HOST: "db.internal", POSTGRES_DATABASE: "shop" },
 *   schedule: "cron(0 1 * * ? *)",
 *   subnetIds: ["subnet-1"],
 *   securityGroupIds: ["sg-1"],
 *   alerts: new Topic(stack, "Alerts"),
 * });
 * console.log(task.taskRole.node.path); // => Ingest/Shop/TaskRole
 * ```
 */
export class IngestTask extends Construct {
  readonly cluster: ecs.CfnCluster;
  readonly taskDefinition: ecs.CfnTaskDefinition;
  /** What the ingester itself may do. */
  readonly taskRole: iam.Role;
  /** What ECS does to start it. */
  readonly executionRole: iam.Role;
  /** What the schedule may do. */
  readonly scheduleRole: iam.Role;
  readonly deadLetters: sqs.Queue;
  readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: IngestTaskProps) {
    super(scope, id);
    const { name } = props;
    checkSecret(id, props.secret);
    this.cluster = new ecs.CfnCluster(this, "Cluster", {
      clusterName: name,
      clusterSettings: [{ name: "containerInsights", value: "enabled" }],
    });
    const logGroup = new logs.LogGroup(this, "Log", {
      logGroupName: `/aws/ecs/${name}`,
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    skipLogKey(logGroup);
    this.taskRole = taskRole(this, props);
    this.executionRole = executionRole(this, props);
    this.taskDefinition = this.#define(props, logGroup);
    this.deadLetters = deadLettersOf(this);
    this.scheduleRole = scheduleRole(this, this);
    this.#schedule(props);
    this.alarm = this.#watch(props);
  }

  #define(props: IngestTaskProps, logGroup: logs.LogGroup): ecs.CfnTaskDefinition {
    const { name, repository, tag, bucket, secret, secretFields, architecture = "X86_64" } = props;
    const task = new ecs.CfnTaskDefinition(this, "Task", {
      family: name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(props.cpu ?? 1024),
      memory: String(props.memoryMb ?? 2048),
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: architecture },
      taskRoleArn: this.taskRole.roleArn,
      executionRoleArn: this.executionRole.roleArn,
      containerDefinitions: [
        {
          name: CONTAINER,
          image: repository.repositoryUriForTagOrDigest(tag),
          essential: true,
          readonlyRootFilesystem: true,
          linuxParameters: { initProcessEnabled: true },
          environment: pairs(this.#environment(props, bucket)),
          secrets: Object.entries(secretFields).map(([variable, field]) => ({
            name: variable,
            valueFrom: `${secret.secretArn}:${field}::`,
          })),
          logConfiguration: {
            logDriver: "awslogs",
            options: {
              "awslogs-group": logGroup.logGroupName,
              "awslogs-region": Stack.of(this).region,
              "awslogs-stream-prefix": CONTAINER,
            },
          },
        },
      ],
    });
    Validations.of(task).acknowledge({
      id: "AwsSolutions-ECS2",
      reason: "What signs in is given as secrets; the rest are names, which are no secret.",
    });
    return task;
  }

  #environment(props: IngestTaskProps, bucket: KnownBucket): Readonly<Record<string, string>> {
    const { environment, secretFields } = props;
    this.#checkNames("secretFields", secretFields, OWN_SETTINGS);
    this.#checkNames("environment", environment, [...OWN_SETTINGS, ...Object.keys(secretFields)]);
    return {
      S3_BUCKET: bucket.bucketName,
      S3_PREFIX: folderOf(props.prefix ?? "tables/"),
      ...(props.databaseName === undefined ? {} : { GLUE_DATABASE: props.databaseName }),
      AWS_REGION: Stack.of(this).region,
      ...environment,
    };
  }

  #checkNames(property: string, given: object, made: readonly string[]): void {
    const twice = Object.keys(given).filter((name) => made.includes(name));
    if (twice.length > 0)
      throw new TypeError(
        `${this.node.id}: ${property} must leave out ${twice.join(", ")}, which the construct sets by its other properties, as its roles and its schedule have it.`,
      );
  }

  #schedule({ name, schedule, timeZone, ...props }: IngestTaskProps): void {
    new scheduler.CfnSchedule(this, "Schedule", {
      name,
      description: "Starts the ingester",
      scheduleExpression: schedule,
      scheduleExpressionTimezone: timeZone ?? "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: this.cluster.attrArn,
        roleArn: this.scheduleRole.roleArn,
        deadLetterConfig: { arn: this.deadLetters.queueArn },
        retryPolicy: RETRY,
        ecsParameters: {
          taskDefinitionArn: this.taskDefinition.ref,
          launchType: "FARGATE",
          taskCount: 1,
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: [...props.subnetIds],
              securityGroups: [...props.securityGroupIds],
              assignPublicIp: props.assignPublicIp === true ? "ENABLED" : "DISABLED",
            },
          },
        },
      },
    });
  }

  /** A run that failed is an event of its cluster; a start that failed is a dead letter. */
  #watch({ alerts }: IngestTaskProps): cloudwatch.Alarm {
    letAlarmsTell(this, alerts);
    letRulesTell(this, alerts);
    new events.CfnRule(this, "Failures", {
      description: "Runs of the ingester that ended with an error, or did not begin",
      eventPattern: {
        source: ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        detail: {
          clusterArn: [this.cluster.attrArn],
          lastStatus: ["STOPPED"],
          $or: [
            { containers: { exitCode: [{ "anything-but": 0 }] } },
            { stopCode: ["TaskFailedToStart"] },
          ],
        },
      },
      targets: [{ id: "alerts", arn: alerts.topicArn }],
    });
    return simpleAlarm(this, "StartsFailed", {
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible(),
      threshold: 0,
      says: "A run of the ingester could not be started: its start is in the queue of dead letters.",
      topic: alerts,
    });
  }
}

/** A policy names a secret by its whole ARN, and so does a task that takes a field of it. */
function checkSecret(id: string, { secretFullArn }: ISecret): void {
  if (secretFullArn !== undefined) return;
  throw new TypeError(
    `${id}: secret must have the whole ARN, as one of Secret.fromSecretCompleteArn has: by a name, or a part of an ARN, a task can't read it.`,
  );
}

function pairs(variables: Readonly<Record<string, string>>) {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}
