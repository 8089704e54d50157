import { apiLogs } from "@cloudapi/core";
import { describe, expect, it } from "vitest";
import { evaluatePolicies } from "../evaluation/evaluate-policies.ts";
import { buildLambdaPolicy } from "../lambda-policy/build-lambda-policy.ts";
import type { PolicyDocument } from "../policy/policy-document.ts";
import { buildApiPolicy } from "./build-api-policy.ts";
import { buildDeployerPolicy } from "./build-deployer-policy.ts";
import { buildGlueJobPolicy } from "./build-glue-job-policy.ts";
import { buildIngesterPolicy } from "./build-ingester-policy.ts";
import { buildPermissionBoundary } from "./build-permission-boundary.ts";
import { buildTransformPolicy } from "./build-transform-policy.ts";

const accountId = "123456789012";
const region = "eu-central-1";
const frame = { region, accountId };
const principal = `arn:aws:sts::${accountId}:assumed-role/own/session`;

function arn(service: string, resource: string, of = region): string {
  return `arn:aws:${service}:${of}:${accountId}:${resource}`;
}

function decide(
  policy: PolicyDocument,
  [action, resource, context = {}]: readonly [string, string, Record<string, string>?],
) {
  const own = { "aws:ResourceAccount": accountId, "aws:userid": "AROAEXAMPLE:session", ...context };
  const request = { principal, action, resource, context: own };
  return evaluatePolicies({ identity: [policy], request }).decision;
}

describe("buildIngesterPolicy", () => {
  const input = {
    ...frame,
    targets: [{ bucket: "lake", prefix: "shop" }],
    database: "datalake_db",
    tables: ["ms1_users", apiLogs],
    secretArn: arn("secretsmanager", "secret:shop-Ab12Cd"),
    secretKmsKeyArn: arn("kms", "key/secrets"),
    logGroup: "/aws/ecs/loader",
  };

  it("writes below its targets, registers its tables and reads its secret, and nothing beside", () => {
    const policy = buildIngesterPolicy(input);
    const table = (name: string) => arn("glue", `table/datalake_db/${name}`);
    const byKey = { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` };
    for (const request of [
      ["s3:PutObject", "arn:aws:s3:::lake/shop/ms1_users/data.json"],
      ["s3:ListBucket", "arn:aws:s3:::lake", { "s3:prefix": "shop/ms1_users/" }],
      ["glue:CreateTable", table("ms1_users")],
      ["glue:BatchCreatePartition", table("api_logs")],
      ["glue:CreateDatabase", arn("glue", "database/datalake_db")],
      ["secretsmanager:GetSecretValue", input.secretArn],
      ["logs:PutLogEvents", arn("logs", "log-group:/aws/ecs/loader:log-stream:a")],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("allow");
    for (const request of [
      ["s3:PutObject", "arn:aws:s3:::lake/shopping/x"],
      ["s3:ListBucket", "arn:aws:s3:::lake", { "s3:prefix": "" }],
      ["glue:CreateTable", table("ms1_orders")],
      ["glue:DeleteTable", table("ms1_users")],
      ["secretsmanager:PutSecretValue", input.secretArn],
      ["secretsmanager:GetSecretValue", arn("secretsmanager", "secret:other-Ab12Cd")],
      ["kms:Decrypt", input.secretKmsKeyArn],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("implicitDeny");
    const key = policy.Statement.find(({ Sid }) => Sid === "ReadSecretUnderKey");
    expect(key?.Condition?.["StringEquals"]).toEqual({
      "kms:ViaService": [byKey["kms:ViaService"]],
    });
  });

  it("takes any table of the database where none is named, and may leave the catalog alone", () => {
    const { tables: _, ...any } = input;
    const table = ["glue:UpdateTable", arn("glue", "table/datalake_db/new")] as const;
    expect(decide(buildIngesterPolicy(any), table)).toBe("allow");
    const other = ["glue:UpdateTable", arn("glue", "table/other/new")] as const;
    expect(decide(buildIngesterPolicy(any), other)).toBe("implicitDeny");
    const { database: __, ...none } = any;
    expect(JSON.stringify(buildIngesterPolicy(none))).not.toContain("glue:");
  });

  it("commits to Iceberg tables where they are such", () => {
    const actions = (format: "files" | "iceberg") =>
      buildIngesterPolicy({ ...input, format }).Statement.flatMap(({ Action }) => Action);
    expect(actions("files")).toContain("glue:BatchCreatePartition");
    expect(actions("iceberg")).not.toContain("glue:BatchCreatePartition");
    expect(actions("iceberg")).toContain("glue:UpdateTable");
  });

  it.each<[string, object, string]>([
    ["no targets", { targets: [] }, "at least one { bucket, prefix }"],
    ["a wildcard table", { tables: ["ms1_*"] }, "tables[0] must be 1 to 255 lower-case"],
    ["a secret's short ARN", { secretArn: arn("secretsmanager", "secret:shop") }, "the whole ARN"],
    ["a key without a secret", { secretArn: undefined }, "give secretArn, too"],
    ["tables of no database", { database: undefined }, "give database"],
    ["another format", { format: "orc" }, "format must be files or iceberg"],
    ["an option that there is none of", { table: "a" }, 'unknown option "table"'],
    ["another partition", { partition: "aws-cn" }, "several partitions (aws, aws-cn)"],
  ])("refuses %s", (_, change, message) => {
    expect(() => buildIngesterPolicy({ ...input, ...change } as never)).toThrow(message);
  });
});

describe("buildGlueJobPolicy", () => {
  const input = {
    ...frame,
    scriptLocation: "s3://jobs/scripts/nightly.py",
    tempLocation: "s3://jobs/temp/",
    sources: [{ bucket: "raw", prefix: "in/" }],
    targets: [{ bucket: "lake", prefix: "logs/" }],
    database: "logs",
    readTables: ["raw_logs"],
    writeTables: ["api_logs"],
  };

  it("runs one script over its sources, targets and tables", () => {
    const policy = buildGlueJobPolicy(input);
    const table = (name: string) => arn("glue", `table/logs/${name}`);
    for (const request of [
      ["s3:GetObject", "arn:aws:s3:::jobs/scripts/nightly.py"],
      ["s3:DeleteObject", "arn:aws:s3:::jobs/temp/a"],
      ["s3:PutObject", "arn:aws:s3:::lake/logs/a"],
      ["glue:GetTable", table("raw_logs")],
      ["glue:UpdateTable", table("api_logs")],
      ["glue:GetDatabase", arn("glue", "database/default")],
      ["logs:CreateLogGroup", arn("logs", "log-group:/aws-glue/jobs/output")],
      ["logs:CreateLogGroup", arn("logs", "log-group:/aws-glue/jobs/output:log-stream:")],
      ["logs:PutLogEvents", arn("logs", "log-group:/aws-glue/jobs/logs-v2:log-stream:jr_1")],
      ["logs:PutLogEvents", arn("logs", "log-group:/aws-glue/jobs/error:log-stream:jr_1")],
      ["cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "Glue" }],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("allow");
    for (const request of [
      ["s3:PutObject", "arn:aws:s3:::jobs/scripts/nightly.py"],
      ["s3:GetObject", "arn:aws:s3:::jobs/scripts/other.py"],
      ["s3:DeleteObject", "arn:aws:s3:::raw/in/a"],
      ["glue:UpdateTable", table("raw_logs")],
      ["glue:DeleteTable", table("api_logs")],
      ["logs:CreateLogGroup", arn("logs", "log-group:/aws-glue/jobs/other:log-stream:")],
      ["cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "AWS/Lambda" }],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("implicitDeny");
  });

  it.each<[string, object, string]>([
    ["no script", { scriptLocation: undefined }, "scriptLocation must be s3://bucket/prefix/"],
    ["a bucket", { scriptLocation: "s3://jobs" }, "not the whole bucket"],
    ["a bucket with its slash", { scriptLocation: "s3://jobs/" }, "not the whole bucket"],
    ["a path for the temporary folder", { tempLocation: "/tmp" }, "tempLocation must be s3://"],
    ["tables of no database", { database: undefined }, "give database"],
    ["metrics in words", { metrics: "no" }, "metrics must be true or false"],
    ["a bucket with a wildcard", { sources: [{ bucket: "r*" }] }, "sources[0].bucket must be"],
  ])("refuses %s", (_, change, message) => {
    expect(() => buildGlueJobPolicy({ ...input, ...change } as never)).toThrow(message);
  });
});

describe("buildApiPolicy", () => {
  const workgroup = arn("redshift-serverless", "workgroup/0f1e");
  const cluster = arn("redshift", "cluster:house");
  const input = {
    ...frame,
    workGroup: "api",
    database: "logs",
    tables: [{ dataset: apiLogs, location: "s3://lake/api_logs/" }],
    outputLocation: "s3://results/api/",
    logGroup: "/aws/lambda/api",
  };
  const owner = "redshift-data:statement-owner-iam-userid";

  it("asks one warehouse, and follows its own statements alone", () => {
    const policy = buildApiPolicy({ ...input, redshift: { arn: workgroup } });
    const describe_ = "redshift-data:DescribeStatement";
    expect(decide(policy, ["redshift-data:ExecuteStatement", workgroup])).toBe("allow");
    expect(decide(policy, ["redshift-serverless:GetCredentials", workgroup])).toBe("allow");
    expect(decide(policy, [describe_, "*", { [owner]: "AROAEXAMPLE:session" }])).toBe("allow");
    expect(decide(policy, [describe_, "*", { [owner]: "AROAOTHER:session" }])).toBe("implicitDeny");
    expect(decide(policy, ["redshift-data:ExecuteStatement", `${workgroup}0`])).toBe(
      "implicitDeny",
    );
    expect(decide(policy, ["s3:GetObject", "arn:aws:s3:::lake/api_logs/a"])).toBe("allow");
    expect(decide(policy, ["s3:PutObject", "arn:aws:s3:::lake/api_logs/a"])).toBe("implicitDeny");
  });

  it("signs in to one database of a cluster", () => {
    const policy = buildApiPolicy({ ...input, redshift: { arn: cluster, database: "dev" } });
    const sign = "redshift:GetClusterCredentialsWithIAM";
    expect(decide(policy, [sign, arn("redshift", "dbname:house/dev")])).toBe("allow");
    expect(decide(policy, [sign, arn("redshift", "dbname:house/prod")])).toBe("implicitDeny");
  });

  it.each<[string, object, string]>([
    ["an ARN of another service", { arn: arn("s3", "x") }, "work group of Redshift Serverless"],
    ["no ARN", {}, "redshift.arn must be"],
    ["a cluster without its database", { arn: cluster }, "redshift.database is for"],
    ["a wildcard database", { arn: cluster, database: "*" }, "redshift.database must be a name"],
  ])("refuses %s", (_, redshift, message) => {
    expect(() => buildApiPolicy({ ...input, redshift } as never)).toThrow(message);
  });
});

describe("buildDeployerPolicy", () => {
  const boundaryArn = arn("iam", "policy/boundary", "");
  const roles = { path: "/cloudapi/", boundaryArn, services: ["lambda.amazonaws.com"] };
  const role = arn("iam", "role/cloudapi/validator", "");
  const functions = [{ functionName: "validate", buckets: ["raw"] }];

  it("makes roles under the boundary alone, and passes them to the named services", () => {
    const policy = buildDeployerPolicy({ ...frame, functions, roles });
    const bound = { "iam:PermissionsBoundary": boundaryArn };
    const toLambda = { "iam:PassedToService": "lambda.amazonaws.com" };
    for (const request of [
      ["iam:CreateRole", role, bound],
      ["iam:PutRolePolicy", role, bound],
      ["iam:PassRole", role, toLambda],
      ["lambda:UpdateFunctionCode", arn("lambda", "function:validate")],
      ["s3:PutBucketNotification", "arn:aws:s3:::raw"],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("allow");
    for (const request of [
      ["iam:CreateRole", role],
      ["iam:PutRolePolicy", role, { "iam:PermissionsBoundary": `${boundaryArn}-other` }],
      ["iam:DeleteRolePermissionsBoundary", role, bound],
      ["iam:PutRolePermissionsBoundary", role, bound],
      ["iam:CreatePolicyVersion", boundaryArn],
      ["iam:CreateRole", arn("iam", "role/admin", ""), bound],
      ["iam:PassRole", role, { "iam:PassedToService": "ec2.amazonaws.com" }],
      ["lambda:DeleteFunction", arn("lambda", "function:validate")],
      ["lambda:UpdateFunctionCode", arn("lambda", "function:validate-2")],
    ] as const)
      expect(decide(policy, request), request[0]).toBe("implicitDeny");
  });

  it("passes one role, and removes functions where it is to", () => {
    const own = [{ functionName: "validate", roleArn: role, buckets: ["raw"] }];
    const policy = buildDeployerPolicy({ ...frame, functions: own, undeploy: true });
    const toLambda = { "iam:PassedToService": "lambda.amazonaws.com" };
    expect(decide(policy, ["iam:PassRole", role, toLambda])).toBe("allow");
    expect(decide(policy, ["iam:PassRole", `${role}2`, toLambda])).toBe("implicitDeny");
    expect(decide(policy, ["lambda:DeleteFunction", arn("lambda", "function:validate")])).toBe(
      "allow",
    );
  });

  it.each<[string, object, string]>([
    ["nothing to deploy", {}, "give functions or roles"],
    ["a function whose role nobody knows", { functions }, "needs roleArn"],
    ["every role", { roles: { ...roles, path: "/" } }, "roles.path must be a path like /cloudapi/"],
    ["a wildcard path", { roles: { ...roles, path: "/c*/" } }, "roles.path must be a path"],
    ["no boundary", { roles: { ...roles, boundaryArn: undefined } }, "roles.boundaryArn must be"],
    ["a role for a boundary", { roles: { ...roles, boundaryArn: role } }, "a managed policy"],
    ["any service", { roles: { ...roles, services: ["*"] } }, "roles.services must be names"],
    [
      "roles that Lambda may not have",
      { functions, roles: { ...roles, services: ["glue.amazonaws.com"] } },
      "functions[0] needs roleArn, the role that it runs as, or lambda.amazonaws.com",
    ],
    [
      "one bucket",
      { functions: [{ functionName: "v", buckets: null }], roles },
      "functions[0].buckets must be a list",
    ],
    ["removal in words", { functions, roles, undeploy: "no" }, "undeploy must be true or false"],
    ["a wildcard function", { functions: [{ functionName: "v*" }], roles }, "functionName must be"],
  ])("refuses %s", (_, input, message) => {
    expect(() => buildDeployerPolicy({ ...frame, ...input } as never)).toThrow(message);
  });
});

describe("buildPermissionBoundary", () => {
  const validator = buildLambdaPolicy({ bucket: "raw", prefix: "raw/" });
  const nightly = buildTransformPolicy({ destination: { bucket: "lake", prefix: "logs/" } });

  it("lets roles have what the policies allow, whatever is attached later", () => {
    const boundary = buildPermissionBoundary({ policies: [validator, nightly] });
    const everything = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "*", Resource: "*" },
    };
    const bounded = (action: string, resource: string) =>
      evaluatePolicies({
        identity: [everything],
        boundary,
        request: { principal, action, resource },
      }).decision;
    expect(bounded("s3:GetObject", "arn:aws:s3:::raw/raw/a")).toBe("allow");
    expect(bounded("s3:DeleteObject", "arn:aws:s3:::lake/logs/a")).toBe("allow");
    expect(bounded("s3:DeleteObject", "arn:aws:s3:::raw/raw/a")).toBe("implicitDeny");
    expect(bounded("iam:PutRolePolicy", arn("iam", "role/own", ""))).toBe("implicitDeny");
  });

  it.each<[string, unknown, string]>([
    ["no policies", { policies: [] }, "at least one policy"],
    [
      "nothing for a policy",
      { policies: [null] },
      "policies[0] must be a policy of one of the builders",
    ],
    ["something else", { policies: ["{}"] }, "policies[0] must be a policy of one of the builders"],
    [
      "a denial",
      { policies: [{ ...validator, Statement: [{ ...validator.Statement[0], Effect: "Deny" }] }] },
      "that only allows",
    ],
  ])("refuses %s", (_, input, message) => {
    expect(() => buildPermissionBoundary(input as never)).toThrow(message);
  });

  it("is one policy, which has a limit", () => {
    const sources = Array.from({ length: 200 }, (_, n) => ({
      bucket: "raw",
      prefix: `customers-of-the-shop/${n}/`,
    }));
    const destination = { bucket: "lake", prefix: "t/" };
    const large = buildTransformPolicy({ sources, destination, attachment: "split" });
    expect(() => buildPermissionBoundary({ policies: [large] })).toThrow("a role has one boundary");
  });
});
