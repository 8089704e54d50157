import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { App } from "aws-cdk-lib";
import { describe, expect, it } from "vitest";
import { TEMPLATES, templateText } from "../synth/template-text.ts";
import { checkedIn } from "./support/filled-template.ts";
import { nagRules } from "./support/nag-rules.ts";

const folder = resolve(import.meta.dirname, "../../../deploy/cloudformation");
const { template } = checkedIn("template.yaml");

/** What cdk-nag finds in each, resources with a star (`AwsSolutions-IAM5`): objects under a prefix, streams of a log, and what has no name. */
const NAG: Readonly<Record<string, readonly string[]>> = {
  "template.yaml": [
    "arn::logs:::log-group:/aws/lambda/-api-:*",
    "arn::logs:::log-group:/aws/lambda/-transform-:*",
    "arn::logs:::log-group:/aws/lambda/-validate-:*",
    "arn::s3:::-processed--/athena-results/*",
    "arn::s3:::-processed--/quarantine/*",
    "arn::s3:::-processed--/tables/api_logs/*",
    "arn::s3:::-raw--/raw/*",
  ],
  "nightly.yaml": [
    "arn:aws:s3:::zzprefix-processed-zzstage-909090909090/athena-results/*",
    "arn:aws:s3:::zzprefix-processed-zzstage-909090909090/tables/api_logs/*",
    "arn:aws:s3:::zzprefix-processed-zzstage-909090909090/tables/api_logs/_failures/*",
    "arn:aws:states:zz-place-1:909090909090:execution:zzprefix-nightly-zzstage-backfill/*",
    "arn:aws:states:zz-place-1:909090909090:execution:zzprefix-nightly-zzstage/*",
    "arn:aws:states:zz-place-1:909090909090:execution:zzprefix-nightly-zzstage:*",
  ],
  "ingest.yaml": [
    // A registry of ECR has no ARN.
    "*",
    "arn::glue:::table/cloudapi_/*",
    "arn::logs:::log-group:/aws/ecs/-ingest-:*",
    "arn::s3:::-processed--/ingest/*",
  ],
  "warehouse.yaml": [
    // The Data API knows no resource for statements; a condition says that they are one's own.
    "*",
    "arn::logs:::log-group:/aws/lambda/-load-:*",
    "arn::s3:::-raw--/_redshift/*",
    "arn::s3:::-raw--/parquet/*",
  ],
};

/** More than this is not sent with a request: such a template has to lie in a bucket. */
const MOST_BYTES_INLINE = 51_200;

// CDK loads its own validator of templates at the first synthesis, which takes a while.
describe.each(Object.entries(TEMPLATES))("%s", { timeout: 180_000 }, (file, templateOf) => {
  const { text, template: each } = checkedIn(file);

  it("is what the constructs give", () => {
    expect(text).toBe(templateText(templateOf));
  });

  it("keeps what holds data when the stack goes, unless it was only just made", () => {
    const kept = Object.values(each.Resources).filter(({ Type }) =>
      /^AWS::(S3::Bucket|Logs::LogGroup|RedshiftServerless::.*)$/.test(Type),
    );
    for (const { DeletionPolicy, UpdateReplacePolicy } of kept)
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(["RetainExceptOnCreate", "Retain"]);
    const others = Object.values(each.Resources).filter((one) => !kept.includes(one));
    expect(others.filter(({ DeletionPolicy = "Delete" }) => DeletionPolicy !== "Delete")).toEqual(
      [],
    );
  });

  it("has nothing that only CDK knows, and nothing that stands for a name", () => {
    expect(text).not.toMatch(/BootstrapVersion|cdk-|Custom::|AWS::CDK::Metadata/);
    expect(text).not.toMatch(/zzprefix|zzstage|zz-place|909090909090|placeholder|\b0{12}\b/);
  });

  it("is small enough for CloudFormation: 1 MB in a bucket, and 51,200 bytes in a request", () => {
    const isInline = Buffer.byteLength(text) <= MOST_BYTES_INLINE;
    // docs/deploy.md says of nightly.yaml alone that it needs a bucket.
    expect(isInline).toBe(file !== "nightly.yaml");
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  });

  it("has nothing that YAML 1.1 would read otherwise, as CloudFormation does", () => {
    expect(text).not.toMatch(/: (?:on|off|yes|no|y|n)$/im);
  });

  it("is clean by cdk-nag, but for what has no narrower name", () => {
    const app = new App({ analyticsReporting: false, stackTraces: false });
    templateOf(app);
    expect(nagRules(app)).toEqual(
      NAG[file]?.map((resource) => `AwsSolutions-IAM5[Resource::${resource}]`),
    );
  });
});

describe("template.yaml", () => {
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

  it("has the transforming function, an API and a budget only where they are asked for", () => {
    const conditional = Object.entries(template.Resources)
      .filter(([id]) => /^(Api|Transform|Budget)/.test(id))
      .map(([id, { Condition }]) => `${/^[A-Z][a-z]+/.exec(id)?.[0]}: ${Condition}`);
    expect([...new Set(conditional)].toSorted()).toEqual([
      "Api: WithApi",
      "Budget: WithBudget",
      "Transform: WithTransform",
    ]);
    // What is always there refers to nothing that may be missing.
    const refers = Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined)
      .filter(([, resource]) =>
        /(?:"Ref":"|"Fn::GetAtt":\["|\$\{)(?:Api[A-Z]|Transform[A-Z]|Budget)[A-Za-z0-9]/.test(
          JSON.stringify(resource),
        ),
      );
    expect(refers.map(([id]) => id)).toEqual([]);
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
    expect(
      fixed.filter((id) => !/^(Raw|Watch|ApiInvoke|TransformInvoke)|EventInvokeConfig/.test(id)),
    ).toEqual([]);
  });
});
