import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testServer } from "../../../scripts/lib/test-server.ts";
import { buildLambdaPolicy } from "../src/index.ts";
import { builtPolicies } from "./support/builder-inputs.ts";

/** The path of the `parliament` command: a linter of policies that knows every action and condition key. */
const PARLIAMENT = testServer("CLOUDAPI_TEST_PARLIAMENT");
const ARN = (service: string, resource: string) =>
  `arn:aws:${service}:eu-central-1:123456789012:${resource}`;

describe.skipIf(PARLIAMENT === undefined)("parliament (CLOUDAPI_TEST_PARLIAMENT)", () => {
  it.each([
    ["least", { bucket: "logs" }],
    ["wildcards in the prefix", { bucket: "logs", prefix: "a*b?/" }],
    [
      "everything",
      {
        bucket: "logs",
        prefix: "raw/",
        quarantine: { bucket: "out" },
        topicArn: ARN("sns", "alerts"),
        topicKmsKeyArn: ARN("kms", "key/t"),
        logGroup: ARN("logs", "log-group:/aws/lambda/validator"),
        accountId: "123456789012",
        kmsKeyArn: ARN("kms", "key/b"),
        rawKmsKeyArn: ARN("kms", "key/r"),
        queueArn: ARN("sqs", "uploads"),
        queueKmsKeyArn: ARN("kms", "key/q"),
        deadLetterArn: ARN("sqs", "dead"),
      },
    ],
  ])("finds no fault: %s", (_, input) => {
    const { status, stdout } = lint(JSON.stringify(buildLambdaPolicy(input)));
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  // Each builder, in each partition: a fault that one input shows is one of every input's form.
  it.each(fc.sample(builtPolicies, { seed: 7, numRuns: 14 }))(
    "finds no fault in a policy of $builder ($partition)",
    ({ policy }) => {
      expect(lint(JSON.stringify(policy)).stdout).toBe("");
    },
  );

  it("does find a fault, where there is one", () => {
    const Statement = [
      { Effect: "Allow", Action: ["s3:GetObjekt"], Resource: ["arn:aws:s3:::logs/*"] },
    ];
    expect(lint(JSON.stringify({ Version: "2012-10-17", Statement })).status).not.toBe(0);
  });
});

function lint(policy: string) {
  return spawnSync(PARLIAMENT ?? "", [], { input: policy, encoding: "utf8" });
}
