import { apiLogs, type Dataset } from "@cloudapi/core";
import {
  App,
  CfnCondition,
  CfnParameter,
  type CfnParameterProps,
  DefaultStackSynthesizer,
  Duration,
  Fn,
  type IStackSynthesizer,
  type Stack,
  Token,
} from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as sns from "aws-cdk-lib/aws-sns";
import { PipelineStack } from "../src/cdk/index.ts";

/** What the template asks of its user, by name. */
const PARAMETERS = {
  NamePrefix: {
    type: "String",
    description: "What the names of buckets and functions begin with",
    default: "cloudapi-logs",
    allowedPattern: "[a-z][a-z0-9-]{1,25}[a-z0-9]",
    constraintDescription: "3 to 27 lower-case letters, digits and dashes, a letter first",
  },
  Stage: {
    type: "String",
    description: "Which of the account's pipelines it is",
    default: "dev",
    allowedValues: ["dev", "prod"],
  },
  CodeBucket: {
    type: "String",
    description: "The bucket with the function's zip, in the region of the stack",
    allowedPattern: "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    constraintDescription: "the name of a bucket",
  },
  ValidatorCodeKey: {
    type: "String",
    description: "The key of the validator's zip: another one for each version of it",
    minLength: 1,
  },
  AlertEmail: {
    type: "String",
    description: "Who is told of alarms by mail; nobody when it is empty",
    default: "",
    allowedPattern: "|[^@\\s]+@[^@\\s]+",
    constraintDescription: "an address, or nothing",
  },
  MaxScannedBytes: {
    type: "Number",
    description: "A query that would read more bytes is cancelled",
    default: 10_000_000_000,
    minValue: 10_000_000,
  },
} as const satisfies Readonly<Record<string, CfnParameterProps>>;

/** Code at a place that parameters say. */
class CodeOfParameters extends lambda.Code {
  readonly isInline = false;

  override bind(): lambda.CodeConfig {
    return {
      s3Location: { bucketName: Fn.ref("CodeBucket"), objectKey: Fn.ref("ValidatorCodeKey") },
    };
  }
}

/** The pipeline of API logs, with parameters, and without anything that only CDK needs. */
export function templateStack(
  app = new App({ analyticsReporting: false, stackTraces: false }),
): PipelineStack {
  const stack = new PipelineStack(app, "Pipeline", {
    description: "CloudAPI: files are uploaded, validated, and can be queried",
    namePrefix: Fn.ref("NamePrefix"),
    stage: Fn.ref("Stage"),
    datasets: [apiLogs as unknown as Dataset],
    validatorCode: new CodeOfParameters(),
    maxScannedBytes: Token.asNumber({ Ref: "MaxScannedBytes" }),
    maxSilence: Duration.hours(24),
    // CDK's own types do not stand our compiler's exactOptionalPropertyTypes.
    synthesizer: new DefaultStackSynthesizer({
      generateBootstrapVersionRule: false,
    }) as unknown as IStackSynthesizer,
  });
  for (const [name, props] of Object.entries(PARAMETERS))
    new CfnParameter(stack, name, props).overrideLogicalId(name);
  subscribe(stack);
  return stack;
}

function subscribe(stack: Stack & { readonly alerts: sns.Topic }): void {
  const isAsked = new CfnCondition(stack, "TellsByMail", {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.ref("AlertEmail"), "")),
  });
  isAsked.overrideLogicalId("TellsByMail");
  const mail = new sns.CfnSubscription(stack, "AlertsByMail", {
    topicArn: stack.alerts.topicArn,
    protocol: "email",
    endpoint: Fn.ref("AlertEmail"),
  });
  mail.cfnOptions.condition = isAsked;
}
