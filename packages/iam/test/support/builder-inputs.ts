import fc from "fast-check";
import {
  buildApiPolicy,
  buildAthenaReaderPolicy,
  buildCopyPolicy,
  buildDeployerPolicy,
  buildGlueJobPolicy,
  buildIngesterPolicy,
  buildLambdaPolicy,
  buildLoadPolicy,
  buildTaskExecutionPolicy,
  buildTaskSchedulePolicy,
  buildTransformPolicy,
  type PolicyDocument,
} from "../../src/index.ts";

/** A policy of a builder, of which partition, and what it was built of. */
export interface BuiltPolicy {
  readonly builder: string;
  readonly partition: string;
  readonly input: object;
  readonly policy: PolicyDocument;
}

const REGIONS = { aws: "eu-central-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" };
const accountId = "123456789012";
const attachment = "split";

const bucket = fc.stringMatching(/^[a-z][a-z0-9]{2,20}$/);
/** Prefixes with all that a policy would take for a pattern. */
const prefix = fc.stringMatching(/^([a-z0-9=_][a-z0-9=_*?$ {}]{0,8}\/){1,3}$/);
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,15}$/);
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });

function optional<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

/** An input without what is left out. */
function given(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}

function inPartition(partition: keyof typeof REGIONS) {
  const region = REGIONS[partition];
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${service === "iam" ? "" : region}:${accountId}:${resource}`;
  const of = (service: string, kind: string, end = "") =>
    fc.stringMatching(/^[a-z0-9]{4,12}$/).map((id) => arn(service, `${kind}${id}${end}`));
  const key = of("kms", "key/");
  const place = fc.record({ bucket, prefix, kmsKeyArn: optional(key) }).map(given);
  const location = fc.tuple(bucket, prefix).map(([b, p]) => `s3://${b}/${p}`);
  const secret = {
    secretArn: optional(of("secretsmanager", "secret:", "-Ab12Cd")),
    logGroup: optional(fc.constantFrom("/aws/ecs/loader", "/aws/lambda/api")),
  };
  const frame = { region: fc.constant(region), accountId: fc.constant(accountId) };
  const reader = {
    ...frame,
    workGroup: optional(fc.constantFrom("primary", "team-a")),
    database: name,
    tables: fc.array(fc.record({ table: name, location, kmsKeyArn: optional(key) }).map(given), {
      minLength: 1,
      maxLength: 4,
    }),
    outputLocation: optional(location),
    registeredPartitions: fc.boolean(),
  };
  const boundary = of("iam", "policy/");
  const warehouse = fc.oneof(
    of("redshift-serverless", "workgroup/").map((each) => ({ arn: each })),
    of("redshift", "cluster:").map((each) => ({ arn: each, database: "dev" })),
    of("redshift", "cluster:").map((each) => ({ arn: each, database: "dev", dbUser: "loader" })),
  );
  const runs = {
    logGroup: optional(fc.constantFrom("/aws/lambda/load", "/aws/lambda/transform")),
    deadLetterArn: optional(fc.oneof(of("sqs", "dead-"), of("sns", "dead-"))),
    queueArn: optional(of("sqs", "files-")),
  };
  return [
    builder("buildLambdaPolicy", buildLambdaPolicy, {
      bucket,
      prefix,
      quarantine: fc.record({ bucket: bucket.map((b) => `${b}-out`), prefix }),
      topicArn: optional(of("sns", "alerts-")),
      queueArn: optional(of("sqs", "uploads-")),
      kmsKeyArn: optional(key),
      partition: fc.constant(partition),
      accountId: fc.constant(accountId),
      encryptionContext: fc.boolean(),
    }),
    builder("buildTransformPolicy", buildTransformPolicy, {
      ...frame,
      sources: fc.array(place, { maxLength: 3 }),
      destination: place,
      ...runs,
    }),
    builder("buildAthenaReaderPolicy", buildAthenaReaderPolicy, reader),
    builder("buildApiPolicy", buildApiPolicy, {
      ...reader,
      ...secret,
      redshift: optional(warehouse),
      queryHistory: fc.boolean(),
    }),
    builder("buildLoadPolicy", buildLoadPolicy, {
      ...frame,
      ...runs,
      secretArn: secret.secretArn,
      files: place,
      manifests: place,
      redshift: warehouse,
    }),
    builder("buildCopyPolicy", buildCopyPolicy, { ...frame, files: place, manifests: place }),
    builder("buildIngesterPolicy", buildIngesterPolicy, {
      ...frame,
      ...secret,
      targets: fc.array(place, { minLength: 1, maxLength: 3 }),
      database: name,
      tables: optional(names),
      createDatabase: fc.boolean(),
      format: fc.constantFrom("files", "iceberg"),
    }),
    builder("buildTaskExecutionPolicy", buildTaskExecutionPolicy, {
      ...frame,
      secretArn: secret.secretArn,
      logGroup: fc.constant("/aws/ecs/loader"),
      repositoryArn: optional(of("ecr", "repository/")),
    }),
    builder("buildTaskSchedulePolicy", buildTaskSchedulePolicy, {
      ...frame,
      taskDefinitionArn: of("ecs", "task-definition/", ":3"),
      clusterArn: of("ecs", "cluster/"),
      roleArns: fc.array(of("iam", "role/"), { minLength: 1, maxLength: 2 }),
      deadLetterArn: optional(of("sqs", "dead-")),
    }),
    builder("buildGlueJobPolicy", buildGlueJobPolicy, {
      ...frame,
      secretArn: secret.secretArn,
      scriptLocation: fc
        .tuple(location, fc.constantFrom("scripts/", "job.py"))
        .map((parts) => parts.join("")),
      tempLocation: optional(location),
      sources: fc.array(place, { maxLength: 2 }),
      targets: fc.array(place, { maxLength: 2 }),
      database: name,
      readTables: optional(names),
      writeTables: optional(names),
      metrics: fc.boolean(),
    }),
    builder("buildDeployerPolicy", buildDeployerPolicy, {
      ...frame,
      functions: fc.array(
        fc.record({ functionName: name, buckets: fc.array(bucket, { maxLength: 2 }) }),
        { maxLength: 3 },
      ),
      roles: fc.record({
        path: fc.constantFrom("/cloudapi/", "/teams/data/"),
        boundaryArn: boundary,
        services: fc.constant(["glue.amazonaws.com", "lambda.amazonaws.com"]),
      }),
      undeploy: fc.boolean(),
    }),
  ].map((each) => each.map((built): BuiltPolicy => ({ ...built, partition })));
}

function builder(
  title: string,
  build: (input: never) => PolicyDocument,
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
) {
  return fc.record(fields).map((all) => {
    const input = { ...given(all), attachment };
    return { builder: title, input, policy: build(input as never) };
  });
}

/** What each builder gives, for any input that it takes, in every partition. */
export const builtPolicies: fc.Arbitrary<BuiltPolicy> = fc.oneof(
  ...(Object.keys(REGIONS) as (keyof typeof REGIONS)[]).flatMap(inPartition),
);
