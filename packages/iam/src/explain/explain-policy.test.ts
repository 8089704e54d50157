import { expect, it } from "vitest";
import { buildAthenaReaderPolicy } from "../builders/build-athena-reader-policy.ts";
import { buildTransformPolicy } from "../builders/build-transform-policy.ts";
import { buildLambdaPolicy } from "../lambda-policy/build-lambda-policy.ts";
import { explainPolicy } from "./explain-policy.ts";

const accountId = "123456789012";
const region = "eu-central-1";
const key = `arn:aws:kms:${region}:${accountId}:key/k`;

it.each([
  [
    "createValidationHandler",
    buildLambdaPolicy({
      bucket: "raw",
      prefix: "a*/",
      quarantine: { bucket: "lake" },
      topicArn: `arn:aws:sns:${region}:${accountId}:alerts`,
      logGroup: `arn:aws:logs:${region}:${accountId}:log-group:/aws/lambda/v`,
      accountId,
      kmsKeyArn: key,
    }),
  ],
  [
    "query",
    buildAthenaReaderPolicy({
      region,
      accountId,
      database: "logs",
      tables: [{ table: "t", location: "s3://lake/t/", kmsKeyArn: key }],
      outputLocation: "s3://results/team/",
    }),
  ],
] as const)("knows what each action of the policy of %s is for", (operation, policy) => {
  const { statements, text, issues } = explainPolicy(policy, { operations: [operation] });
  expect(issues).toEqual([]);
  const unexplained = statements.flatMap(({ actions }) =>
    actions.filter(({ neededBy }) => neededBy.length === 0),
  );
  expect(unexplained).toEqual([]);
  expect(text).toContain(`only if the account that owns the resource is ${accountId}`);
});

it("says what nobody needs, and reads text that IAM hands out", () => {
  const policy = buildTransformPolicy({ destination: { bucket: "lake", prefix: "t/" } });
  const Statement = [
    ...policy.Statement,
    { Sid: "Wide", Effect: "Allow", Action: "iam:*", Resource: "*" },
    { Effect: "Deny", NotAction: "s3:*", NotResource: "arn:aws:s3:::lake/*" },
  ];
  const { text } = explainPolicy(encodeURIComponent(JSON.stringify({ ...policy, Statement })), {
    operations: ["s3Sink"],
  });
  expect(text.split("\n\n")).toEqual([
    [
      "ListTable: allows, on arn:aws:s3:::lake",
      "  s3:ListBucket: s3Sink finds the manifests, and tells which are not there yet",
      "  only if the prefix that is listed is like t/*",
    ].join("\n"),
    [
      "WriteTable: allows, on arn:aws:s3:::lake/t/*",
      "  s3:AbortMultipartUpload: s3Sink removes the parts of an upload that failed",
      "  s3:DeleteObject: s3Sink removes what an earlier run of the same file wrote",
      "  s3:GetObject: s3Sink reads manifests before they are replaced",
      "  s3:ListMultipartUploadParts: s3Sink sees that no part has stayed",
      "  s3:PutObject: s3Sink writes data, rejected rows and manifests",
    ].join("\n"),
    "Wide: allows, on *\n  iam:*: no operation of CloudAPI needs it",
    "Statement 4: denies, on everything but arn:aws:s3:::lake/*\n  everything but s3:*",
  ]);
});

it("refuses an operation that there is none of, and tells what can't be read", () => {
  expect(() => explainPolicy({}, { operations: ["s3Sinc" as never] })).toThrow("not s3Sinc");
  expect(explainPolicy("{")).toMatchObject({ statements: [] });
});

it("takes no operation for the reason of all but some resources, and says whether a key is there", () => {
  const { statements } = explainPolicy({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Action: "s3:GetObject",
      NotResource: "arn:aws:s3:::lake/t/*",
      Condition: { Null: { "aws:SourceVpc": "true", "s3:prefix": "false" } },
    },
  });
  expect(statements).toMatchObject([
    {
      actions: [{ neededBy: [] }],
      conditions: ["only if aws:SourceVpc is absent", "only if the prefix that is listed is given"],
    },
  ]);
});
