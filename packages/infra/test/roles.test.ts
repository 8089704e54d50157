import { buildCheckQueries } from "@cloudapi/athena/checks";
import { apiLogs } from "@cloudapi/core";
import {
  buildApiPolicy,
  buildCopyPolicy,
  buildIngesterPolicy,
  buildLambdaPolicy,
  buildLoadPolicy,
  buildTaskExecutionPolicy,
  buildTaskSchedulePolicy,
  buildTransformPolicy,
} from "@cloudapi/iam";
import { defineBatch } from "@cloudapi/orchestration";
import { describe, expect, it } from "vitest";
import { checkedIn, filledIn, type Resource } from "./support/filled-template.ts";
import { filled } from "./support/synthesized.ts";

const [accountId, region] = ["123456789012", "eu-central-1"];
const frame = { region, accountId, attachment: "inline" } as const;
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${service === "iam" ? "" : region}:${accountId}:${resource}`;
const [raw, lake] = ["raw", "processed"].map((role) => `acme-${role}-dev-${accountId}`) as [
  string,
  string,
];
const dead = arn("sqs", "dead");
const secretArn = arn("secretsmanager", "secret:shop-Ab12Cd");
const workgroupArn = arn("redshift-serverless", "workgroup/0f1e");
const task = arn("ecs", "task-definition/acme-ingest-dev:1");
const cluster = arn("ecs", "cluster/acme-ingest-dev");
const roleArns = ["a-task", "b-execution"].map((name) => arn("iam", `role/${name}`));

/** What parameters are given, and resources are called. */
const VALUES = {
  "AWS::AccountId": accountId,
  "AWS::Region": region,
  "AWS::Partition": "aws",
  NamePrefix: "acme",
  Stage: "dev",
  RepositoryName: "cloudapi-ingest",
  SecretArn: secretArn,
  Alerts: arn("sns", "alerts"),
  "ValidatorDeadLetters.Arn": dead,
  "TransformDeadLetters.Arn": dead,
  "LoadDeadLetters.Arn": dead,
  "IngestDeadLetters.Arn": dead,
  "HouseWorkgroup.Workgroup.WorkgroupArn": workgroupArn,
  IngestTask: task,
  "IngestCluster.Arn": cluster,
  "IngestTaskRole.Arn": roleArns[0] ?? "",
  "IngestExecutionRole.Arn": roleArns[1] ?? "",
};

const { roles, machines } = defineBatch({
  name: "acme-nightly-dev",
  dataset: apiLogs,
  schedule: { expression: "cron(0 2 * * ? *)" },
  source: { bucket: raw, prefix: "raw/" },
  target: { bucket: lake, prefix: "tables/api_logs/" },
  catalog: {
    database: "cloudapi_dev",
    workGroup: "acme-dev",
    outputLocation: `s3://${lake}/athena-results/`,
  },
  steps: {
    transform: { function: "acme-transform-dev", timeoutSeconds: 300 },
    checks: [...buildCheckQueries(apiLogs, { day: "?" })],
  },
  region,
  accountId,
});

/** A document whose lists of texts, which are sets, are in order. */
function inOrder(document: unknown): unknown {
  const text = JSON.stringify(document, (_, value: unknown) =>
    Array.isArray(value) && value.every((each) => typeof each === "string")
      ? value.toSorted()
      : value,
  );
  return filled(JSON.parse(text));
}

/** The policies that are proved for the operations, by the ids of the roles. */
const PROVED: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  "template.yaml": {
    ValidatorRole: buildLambdaPolicy({
      ...frame,
      bucket: raw,
      prefix: "raw/",
      quarantine: { bucket: lake, prefix: "quarantine/" },
      logGroup: "/aws/lambda/acme-validate-dev",
      topicArn: VALUES.Alerts,
      deadLetterArn: dead,
    }),
    TransformRole: buildTransformPolicy({
      ...frame,
      sources: [{ bucket: raw, prefix: "raw/", versions: true, list: true }],
      destination: { bucket: lake, prefix: "tables/api_logs/" },
      logGroup: "/aws/lambda/acme-transform-dev",
      deadLetterArn: dead,
    }),
    ApiRole: buildApiPolicy({
      ...frame,
      workGroup: "acme-dev",
      database: "cloudapi_dev",
      tables: [{ table: "api_logs", location: `s3://${lake}/tables/api_logs/` }],
      outputLocation: `s3://${lake}/athena-results/`,
      registeredPartitions: false,
      queryHistory: true,
      logGroup: "/aws/lambda/acme-api-dev",
    }),
  },
  "nightly.yaml": {
    BatchRolerun: roles.run.policy,
    BatchRolestart: roles.start.policy,
    BatchRolebackfill: roles.backfill.policy,
    BatchRolescheduler: roles.scheduler.policy,
  },
  "ingest.yaml": {
    IngestTaskRole: buildIngesterPolicy({
      ...frame,
      targets: [{ bucket: lake, prefix: "ingest/" }],
      database: "cloudapi_dev",
    }),
    IngestExecutionRole: buildTaskExecutionPolicy({
      ...frame,
      logGroup: "/aws/ecs/acme-ingest-dev",
      repositoryArn: arn("ecr", "repository/cloudapi-ingest"),
      secretArn,
    }),
    IngestScheduleRole: buildTaskSchedulePolicy({
      ...frame,
      taskDefinitionArn: task,
      clusterArn: cluster,
      roleArns,
      deadLetterArn: dead,
    }),
  },
  "warehouse.yaml": {
    HouseCopyRole: buildCopyPolicy({
      ...frame,
      files: { bucket: raw, prefix: "parquet/" },
      manifests: { bucket: raw, prefix: "_redshift/" },
    }),
    LoadRole: buildLoadPolicy({
      ...frame,
      files: { bucket: raw, prefix: "parquet/" },
      manifests: { bucket: raw, prefix: "_redshift/" },
      redshift: { arn: workgroupArn },
      logGroup: "/aws/lambda/acme-load-dev",
      deadLetterArn: dead,
    }),
  },
};

describe.each(Object.entries(PROVED))("the roles of %s", (file, proved) => {
  const { template } = checkedIn(file);
  const found = Object.entries(template.Resources).filter(([, { Type }]) =>
    Type.startsWith("AWS::IAM::"),
  );

  it("are roles alone, none of which nothing is proved for", () => {
    expect(new Set(found.map(([, { Type }]) => Type))).toEqual(new Set(["AWS::IAM::Role"]));
    const ids = found.map(([id]) => id.replace(/[0-9A-F]{8}$/, ""));
    expect(ids.toSorted()).toEqual(Object.keys(proved).toSorted());
  });

  it.each(found)(
    "%s has the very policy that is proved for its operation, and no other",
    (id, role) => {
      const { Policies, ManagedPolicyArns } = role.Properties ?? {};
      expect(ManagedPolicyArns).toBeUndefined();
      expect(Policies).toHaveLength(1);
      const [{ PolicyDocument }] = Policies as [{ readonly PolicyDocument: unknown }];
      const expected = proved[id.replace(/[0-9A-F]{8}$/, "")];
      expect(inOrder(filledIn(PolicyDocument, VALUES))).toEqual(inOrder(expected));
    },
  );

  it.each(found)("%s may be taken by services of the account alone", (_, role) => {
    const trust = JSON.stringify(filledIn(role.Properties?.["AssumeRolePolicyDocument"], VALUES));
    expect(trust).toMatch(/"Service":\[?"[a-z-]+\.amazonaws\.com"/);
    expect(trust).not.toMatch(/"AWS":|"Federated":/);
    expect(trust).toMatch(new RegExp(`"aws:SourceAccount":\\[?"${accountId}"`));
  });
});

describe("nightly.yaml", () => {
  it("has the machines that defineBatch gives for the names of the pipeline", () => {
    const { template } = checkedIn("nightly.yaml");
    const found = Object.values<Resource>(template.Resources)
      .filter(({ Type }) => Type === "AWS::StepFunctions::StateMachine")
      .map(({ Properties }) => filledIn(Properties, VALUES) as Record<string, string>);
    const given = Object.values(machines).map(({ name, roleArn, definition }) => ({
      StateMachineName: name,
      RoleArn: roleArn,
      definition,
    }));
    const read = found.map(({ StateMachineName, RoleArn, DefinitionString = "" }) => ({
      StateMachineName,
      RoleArn,
      definition: JSON.parse(DefinitionString) as unknown,
    }));
    expect(read).toEqual(expect.arrayContaining(given));
    expect(read).toHaveLength(given.length);
  });
});
