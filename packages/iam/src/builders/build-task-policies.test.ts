import { describe, expect, it } from "vitest";
import { evaluatePolicies } from "../evaluation/evaluate-policies.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { buildTaskExecutionPolicy, buildTaskSchedulePolicy } from "./build-task-policies.ts";

const accountId = "123456789012";
const region = "eu-central-1";

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${service === "iam" ? "" : region}:${accountId}:${resource}`;
}

function decide(
  policy: PolicyDocument,
  [action, resource, context = {}]: readonly [string, string, Record<string, string>?],
) {
  const principal = `arn:aws:sts::${accountId}:assumed-role/task/session`;
  return evaluatePolicies({
    identity: [policy],
    request: { principal, action, resource, context },
  }).decision;
}

const image = arn("ecr", "repository/cloudapi-ingest");
const secretArn = arn("secretsmanager", "secret:shop-Ab12Cd");
const task = arn("ecs", "task-definition/ingest:3");
const cluster = arn("ecs", "cluster/ingest");
const role = arn("iam", "role/ingest");

describe("buildTaskExecutionPolicy", () => {
  const base = { region, accountId, logGroup: "/aws/ecs/ingest" };

  it("pulls one image, reads one secret, writes one log, and nothing beside", () => {
    const policy = buildTaskExecutionPolicy({ ...base, repositoryArn: image, secretArn });
    const log = arn("logs", "log-group:/aws/ecs/ingest:log-stream:a");
    for (const request of [
      ["ecr:GetAuthorizationToken", "*"],
      ["ecr:BatchGetImage", image],
      ["ecr:GetDownloadUrlForLayer", image],
      ["secretsmanager:GetSecretValue", secretArn],
      ["logs:PutLogEvents", log],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("allow");
    for (const request of [
      ["ecr:BatchGetImage", arn("ecr", "repository/other")],
      ["ecr:PutImage", image],
      ["secretsmanager:GetSecretValue", arn("secretsmanager", "secret:other-Ab12Cd")],
      ["logs:PutLogEvents", arn("logs", "log-group:/aws/ecs/other:log-stream:a")],
      ["s3:GetObject", "arn:aws:s3:::lake/a"],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("implicitDeny");
  });

  it("asks nothing of ECR for a public image", () => {
    expect(JSON.stringify(buildTaskExecutionPolicy(base))).not.toContain("ecr:");
  });

  it.each<[string, object, string]>([
    ["an image for a repository", { repositoryArn: `${image}:latest` }, "repositoryArn must be"],
    ["part of a secret's ARN", { secretArn: arn("secretsmanager", "secret:shop") }, "secretArn"],
    ["no log", { logGroup: undefined }, "give logGroup"],
    ["an unknown option", { image }, 'unknown option "image"'],
  ])("refuses %s", (_, change, message) => {
    expect(() => buildTaskExecutionPolicy({ ...base, ...change } as never)).toThrow(message);
  });
});

describe("buildTaskSchedulePolicy", () => {
  const base = { taskDefinitionArn: task, clusterArn: cluster, roleArns: [role] };

  it("starts one task on one cluster with its own roles", () => {
    const deadLetterArn = arn("sqs", "dead");
    const policy = buildTaskSchedulePolicy({ ...base, deadLetterArn });
    const there = { "ecs:cluster": cluster };
    const toTasks = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
    for (const request of [
      ["ecs:RunTask", task, there],
      ["iam:PassRole", role, toTasks],
      ["sqs:SendMessage", deadLetterArn],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("allow");
    for (const request of [
      ["ecs:RunTask", task, { "ecs:cluster": arn("ecs", "cluster/other") }],
      ["ecs:RunTask", arn("ecs", "task-definition/ingest:4"), there],
      ["iam:PassRole", arn("iam", "role/admin"), toTasks],
      ["iam:PassRole", role, { "iam:PassedToService": "lambda.amazonaws.com" }],
      ["ecs:StopTask", task, there],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("implicitDeny");
  });

  it.each<[string, object, string]>([
    [
      "a family without its revision",
      { taskDefinitionArn: arn("ecs", "task-definition/ingest") },
      "taskDefinitionArn must be",
    ],
    ["a cluster's name", { clusterArn: "ingest" }, "clusterArn must be"],
    ["no role", { roleArns: [] }, "roleArns must be a list"],
    ["a topic of dead letters", { deadLetterArn: arn("sns", "dead") }, "deadLetterArn must be"],
  ])("refuses %s", (_, change, message) => {
    expect(() => buildTaskSchedulePolicy({ ...base, ...change } as never)).toThrow(message);
  });
});
