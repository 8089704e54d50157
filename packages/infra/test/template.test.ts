import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App } from "aws-cdk-lib";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { templateStack } from "../synth/template-stack.ts";
import { templateText } from "../synth/template-text.ts";
import { nagRules } from "./support/nag-rules.ts";

const folder = resolve(import.meta.dirname, "../../../deploy/cloudformation");
const checkedIn = readFileSync(join(folder, "template.yaml"), "utf8");
const template = parse(checkedIn) as {
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources: Readonly<Record<string, Resource>>;
};

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

// CDK loads its own validator of templates at the first synthesis, which takes a while.
describe("deploy/cloudformation/template.yaml", { timeout: 180_000 }, () => {
  it("is what the constructs give", () => {
    expect(checkedIn).toBe(templateText());
  });

  it.each(["dev", "prod"])("has its parameters for each stage: %s", (stage) => {
    const path = join(folder, `parameters-${stage}.json`);
    const given = JSON.parse(readFileSync(path, "utf8")) as {
      readonly ParameterKey: string;
      readonly ParameterValue: string;
    }[];
    const names = given.map(({ ParameterKey }) => ParameterKey);
    expect(Object.keys(template.Parameters)).toEqual(expect.arrayContaining(names));
    const required = Object.entries(template.Parameters).filter(
      ([, { Default }]) => Default === undefined,
    );
    expect(names).toEqual(expect.arrayContaining(required.map(([name]) => name)));
    expect(given).toContainEqual({ ParameterKey: "Stage", ParameterValue: stage });
  });

  it("keeps buckets and logs when the stack goes", () => {
    const kept = Object.values(template.Resources).filter(({ Type }) =>
      ["AWS::S3::Bucket", "AWS::Logs::LogGroup"].includes(Type),
    );
    expect(kept).toHaveLength(6);
    expect(new Set(kept.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(new Set(["Retain"]));
  });

  it("is small enough to be sent with a request: 51,200 bytes", () => {
    expect(Buffer.byteLength(checkedIn)).toBeLessThanOrEqual(51_200);
  });

  it("has an API, a warehouse and a budget only where they are asked for", () => {
    const conditional = Object.entries(template.Resources)
      .filter(([id]) => /^(Api|Warehouse|Budget)/.test(id))
      .map(([id, { Condition }]) => `${/^[A-Z][a-z]+/.exec(id)?.[0]}: ${Condition}`);
    expect([...new Set(conditional)].toSorted()).toEqual([
      "Api: WithApi",
      "Budget: WithBudget",
      "Warehouse: WithWarehouse",
    ]);
    // What is always there refers to nothing that may be missing.
    const refers = Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined)
      .filter(([, resource]) =>
        /(?:"Ref":"|"Fn::GetAtt":\["|\$\{)(?:Api|Warehouse|Budget)[A-Z0-9]/.test(
          JSON.stringify(resource),
        ),
      );
    expect(refers.map(([id]) => id)).toEqual([]);
  });

  it("has nothing that only CDK knows", () => {
    expect(checkedIn).not.toMatch(/BootstrapVersion|cdk-|Custom::|AWS::CDK::Metadata/);
  });

  it("has names of its own for each stage and each stack", () => {
    const named = Object.entries(template.Resources).flatMap(([id, { Properties = {} }]) =>
      ["BucketName", "FunctionName", "LogGroupName", "Name"]
        .filter((name) => name in Properties)
        .map((name) => ({
          id,
          isOfStage: /"Stage"|\$\{Stage\}/.test(JSON.stringify(Properties[name])),
        })),
    );
    // A permission and a filter name what is named elsewhere, by reference.
    const fixed = named.filter(({ isOfStage }) => !isOfStage).map(({ id }) => id);
    expect(fixed.filter((id) => !/^(Raw|Watch|ApiInvoke)|EventInvokeConfig/.test(id))).toEqual([]);
  });

  it("is clean by cdk-nag, but for objects under a prefix and streams of a log", () => {
    const app = new App({ analyticsReporting: false, stackTraces: false });
    templateStack(app);
    expect(nagRules(app)).toEqual([
      "AwsSolutions-IAM5[Resource::arn::logs:::log-group:/aws/lambda/-api-:*]",
      "AwsSolutions-IAM5[Resource::arn::logs:::log-group:/aws/lambda/-validate-:*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::-processed--/athena-results/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::-processed--/quarantine/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::-processed--/tables/api_logs/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::-raw--/_redshift/*]",
      "AwsSolutions-IAM5[Resource::arn::s3:::-raw--/raw/*]",
    ]);
  });
});
