import { type App, CfnMapping, CfnOutput, Fn, Stack, Token } from "aws-cdk-lib";
import * as ecr from "aws-cdk-lib/aws-ecr";
import type { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import * as secretsmanager from "aws-cdk-lib/aws-secretsmanager";
import { alertsTopic } from "../src/cdk/alerts-topic.ts";
import { IngestTask } from "../src/cdk/index.ts";
import { askFor, type Parameters, SHARED, scheduleParameters } from "./parameters.ts";
import { acknowledge, bucketOfPipeline, plainSynthesizer, subscribe } from "./template-parts.ts";

const { NamePrefix, Stage, AlertEmail } = SHARED;
const NAME = "[A-Za-z0-9_.-]{1,253}";

const PARAMETERS = {
  NamePrefix,
  Stage,
  RepositoryName: {
    type: "String",
    description:
      "The repository of ECR with the image of the Dockerfile, in the region of the stack",
    default: "cloudapi-ingest",
    allowedPattern: "[a-z0-9][a-z0-9._/-]{1,255}",
    constraintDescription: "the name of a repository",
  },
  ImageTag: {
    type: "String",
    description: "Which image of it: another tag for each version",
    allowedPattern: "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}",
    constraintDescription: "a tag",
  },
  DatabaseType: {
    type: "String",
    description: "What is read",
    allowedValues: ["mongo", "mysql", "postgres"],
  },
  DatabaseHost: {
    type: "String",
    description: "The server's name or address alone",
    allowedPattern: NAME,
    constraintDescription: "a name, without a port",
  },
  DatabaseName: {
    type: "String",
    description: "The database of the server",
    minLength: 1,
  },
  SecretArn: {
    type: "String",
    description:
      "The secret with how to sign in, a JSON object with username and password: its whole ARN",
    allowedPattern:
      "arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}",
    constraintDescription: "the whole ARN of a secret, with the six characters at its end",
  },
  ...scheduleParameters("cron(0 1 * * ? *)"),
  SubnetIds: {
    type: "List<AWS::EC2::Subnet::Id>",
    description:
      "Where it runs: with a way to the database, S3, ECR, Secrets Manager and CloudWatch Logs",
  },
  SecurityGroupIds: {
    type: "List<AWS::EC2::SecurityGroup::Id>",
    description: "The security groups of the task",
  },
  AssignPublicIp: {
    type: "String",
    description: "Whether it has an address of its own in the internet, for public subnets",
    default: "DISABLED",
    allowedValues: ["DISABLED", "ENABLED"],
  },
  AlertEmail,
} as const satisfies Parameters;

/** The ingester as a task that a schedule starts: it writes to the lake of the pipeline's stack. */
export function ingestTemplate(app: App): Stack {
  const stack = new Stack(app, "Ingest", {
    description: "CloudAPI: a database is loaded into the pipeline's lake at times",
    synthesizer: plainSynthesizer(),
  });
  askFor(stack, PARAMETERS);
  acknowledge(stack, "W2509", "An ARN is no secret: what lies there is.");
  acknowledge(stack, "W9052", "CDK checks as much as it has time for; cfn-lint checks all of it.");
  const { secretFields, environment } = settings(stack);
  const alerts = alertsTopic(stack, "Alerts");
  const task = new IngestTask(stack, "Ingest", {
    name: `${Fn.ref("NamePrefix")}-ingest-${Fn.ref("Stage")}`,
    repository: ecr.Repository.fromRepositoryName(stack, "Images", Fn.ref("RepositoryName")),
    tag: Fn.ref("ImageTag"),
    bucket: { bucketName: bucketOfPipeline(stack, "processed"), encryptionKey: undefined },
    prefix: "ingest/",
    databaseName: `cloudapi_${Fn.ref("Stage")}`,
    secret: secretsmanager.Secret.fromSecretCompleteArn(stack, "SignIn", Fn.ref("SecretArn")),
    secretFields,
    environment,
    schedule: Fn.ref("Schedule"),
    timeZone: Fn.ref("TimeZone"),
    subnetIds: Token.asList({ Ref: "SubnetIds" }),
    securityGroupIds: Token.asList({ Ref: "SecurityGroupIds" }),
    alerts,
  });
  const schedule = task.node.findChild("Schedule") as CfnSchedule;
  const network = "Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration";
  for (const [property, parameter] of [
    ["Subnets", "SubnetIds"],
    ["SecurityGroups", "SecurityGroupIds"],
    ["AssignPublicIp", "AssignPublicIp"],
  ])
    schedule.addPropertyOverride(`${network}.${property}`, { Ref: parameter });
  subscribe(stack, { AlertsByMail: alerts });
  new CfnOutput(stack, "ClusterName", { value: task.cluster.ref });
  new CfnOutput(stack, "TaskDefinitionArn", { value: task.taskDefinition.ref });
  return stack;
}

/** The ingester's variables have the name of the database's kind before them. */
function settings(stack: Stack) {
  const kinds = new CfnMapping(stack, "Databases", {
    mapping: {
      mongo: { Variables: "MONGO" },
      mysql: { Variables: "MYSQL" },
      postgres: { Variables: "POSTGRES" },
    },
  });
  kinds.overrideLogicalId("Databases");
  const variable = (name: string) =>
    `${kinds.findInMap(Fn.ref("DatabaseType"), "Variables")}_${name}`;
  return {
    secretFields: { [variable("USER")]: "username", [variable("PASSWORD")]: "password" },
    environment: {
      DB_TYPE: Fn.ref("DatabaseType"),
      [variable("HOST")]: Fn.ref("DatabaseHost"),
      [variable("DATABASE")]: Fn.ref("DatabaseName"),
    },
  };
}
