import { describe, expect, it } from "vitest";
import { buildPolicy, type OperationUse } from "./build-policy.ts";

const account = { region: "eu-central-1", accountId: "123456789012" };
const workGroup = "arn:aws:redshift-serverless:eu-central-1:123456789012:workgroup/0f1e2d3c";
const cluster = "arn:aws:redshift:eu-central-1:123456789012:cluster:analytics";
const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:dw-Ab12Cd";
const files = { bucket: "lake", prefix: "raw/", manifestLocation: "s3://lake/_redshift/" };

function build(use: OperationUse, frame: object = {}) {
  return buildPolicy({ operations: [use], ...account, ...frame });
}

function actionsOf(use: OperationUse): string[] {
  return build(use).Statement.flatMap(({ Action }) => Action);
}

describe("a warehouse", () => {
  it("is signed in to as its kind, its user or its secret says, and in no other way", () => {
    const signIn = (use: Omit<OperationUse, "operation">) =>
      actionsOf({ operation: "dataApiWarehouse", ...use }).filter(
        (action) => !action.startsWith("redshift-data:"),
      );
    expect(signIn({ redshiftArn: workGroup })).toEqual(["redshift-serverless:GetCredentials"]);
    const database = { redshiftArn: cluster, redshiftDatabase: "dev" };
    expect(signIn(database)).toEqual(["redshift:GetClusterCredentialsWithIAM"]);
    expect(signIn({ ...database, redshiftUser: "app" })).toEqual([
      "redshift:GetClusterCredentials",
    ]);
    expect(signIn({ redshiftArn: workGroup, secretArn })).toEqual([
      "secretsmanager:GetSecretValue",
    ]);
  });

  it.each([
    ["no warehouse", {}, "needs redshiftArn"],
    ["the ARN of another service", { redshiftArn: secretArn }, "work group of Redshift"],
    ["a wildcard", { redshiftArn: `${cluster}*` }, "redshiftArn"],
    [
      "a cluster without its database",
      { redshiftArn: cluster },
      "redshiftDatabase is for the ARN of a cluster",
    ],
    [
      "a work group's database",
      { redshiftArn: workGroup, redshiftDatabase: "d" },
      "a work group has none",
    ],
    ["a wildcard user", { redshiftArn: cluster, redshiftDatabase: "d", redshiftUser: "*" }, "name"],
    ["a secret's name", { redshiftArn: workGroup, secretArn: "dw" }, "whole ARN of a secret"],
    ["what is of no use", { redshiftArn: workGroup, tableBucket: "tables" }, "is of no use to"],
    [
      "a warehouse of another partition",
      { redshiftArn: workGroup.replace("aws", "aws-cn") },
      "several partitions (aws, aws-cn)|region eu-central-1",
    ],
  ])("refuses %s", (_, use, message) => {
    const [first = "", second = first] = message.split("|");
    const found = () => build({ operation: "dataApiWarehouse", ...use });
    expect(found).toThrow(TypeError);
    expect(found).toThrow(new RegExp([first, second].map(escaped).join("|")));
  });
});

it("a load needs a place for its manifests, and a handler has a builder of its own", () => {
  const { manifestLocation: _, ...place } = files;
  expect(() => build({ operation: "loadObjects", ...place, redshiftArn: workGroup })).toThrow(
    "needs manifestLocation; give it",
  );
  expect(() =>
    build({ operation: "createLoadHandler", ...files, redshiftArn: workGroup } as never),
  ).toThrow("operation must be");
});

describe("a table bucket", () => {
  it("is named in the partition of its region, its tables by namespace and name", () => {
    const use = {
      operation: "s3TablesCatalog",
      tableBucket: "tables",
      database: "logs",
      table: "api_logs",
    } as const;
    const policy = buildPolicy({
      operations: [use],
      region: "us-gov-west-1",
      accountId: "123456789012",
    });
    const data = policy.Statement.find(({ Action }) => Action.includes("s3tables:PutTableData"));
    expect(data).toMatchObject({
      Resource: ["arn:aws-us-gov:s3tables:us-gov-west-1:123456789012:bucket/tables/table/*"],
      Condition: {
        StringEquals: { "s3tables:namespace": ["logs"], "s3tables:tableName": ["api_logs"] },
      },
    });
    expect(policy.Statement.flatMap(({ Action }) => Action)).not.toContain("s3tables:DeleteTable");
  });

  it("must have a name that there can be, and no key", () => {
    const use = { operation: "s3TablesCatalog", database: "logs", table: "t" } as const;
    expect(() => build({ ...use, tableBucket: "Tables*" })).toThrow("name of a table bucket");
    expect(() => build(use)).toThrow("needs tableBucket; give it");
    const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/k";
    expect(() => build({ ...use, tableBucket: "tables", kmsKeyArn })).toThrow("bucket");
  });
});

describe("a region", () => {
  it.each([
    ["cn-north-1", "aws"],
    ["eu-central-1", "aws-cn"],
    ["us-gov-west-1", "aws-cn"],
    ["us-east-1", "aws-us-gov"],
  ])("%s is not one of %s", (region, partition) => {
    const use = { operation: "describeTable", database: "logs", table: "t" } as const;
    expect(() => build(use, { region, partition })).toThrow(`is not one of the partition`);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[()|.]/g, String.raw`\$&`);
}
