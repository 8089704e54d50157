import { apiLogs, type Dataset } from "@cloudapi/core";
import {
  App,
  CfnCondition,
  CfnOutput,
  CfnParameter,
  type CfnParameterProps,
  CfnResource,
  DefaultStackSynthesizer,
  Duration,
  Fn,
  type IStackSynthesizer,
  type Stack,
  Token,
} from "aws-cdk-lib";
import * as lambda from "aws-cdk-lib/aws-lambda";
import * as sns from "aws-cdk-lib/aws-sns";
import type { IConstruct } from "constructs";
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
  ApiCodeKey: {
    type: "String",
    description: "The key of the API's zip: another one for each version of it; or none",
    default: "none",
    minLength: 1,
  },
  ApiKeys: {
    type: "String",
    description:
      "Who may ask the API: name:sha256 of each key, with commas between them; whoever signs requests by IAM when it is empty",
    default: "",
    allowedPattern: "|[^:,\\s]{1,64}:[0-9a-fA-F]{64}(,[^:,\\s]{1,64}:[0-9a-fA-F]{64}){0,49}",
    constraintDescription: "name:sha256 of each key, never a key itself",
  },
  WarehouseCapacity: {
    type: "Number",
    description: "Redshift processing units of a warehouse; none when it is 0",
    default: "0",
    allowedValues: ["0", "4", "8", "16", "24", "32"],
  },
  MonthlyBudgetUsd: {
    type: "Number",
    description:
      "US dollars a month for the account, of which the alerts tell; nothing when it is 0",
    default: 0,
    minValue: 0,
  },
} as const satisfies Readonly<Record<string, CfnParameterProps>>;

type ParameterName = keyof typeof PARAMETERS;

/** Code at a place that parameters say. */
class CodeOfParameters extends lambda.Code {
  readonly isInline = false;
  readonly #key: ParameterName;

  constructor(key: ParameterName) {
    super();
    this.#key = key;
  }

  override bind(): lambda.CodeConfig {
    return { s3Location: { bucketName: Fn.ref("CodeBucket"), objectKey: Fn.ref(this.#key) } };
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
    validatorCode: new CodeOfParameters("ValidatorCodeKey"),
    maxScannedBytes: Token.asNumber({ Ref: "MaxScannedBytes" }),
    maxSilence: Duration.hours(24),
    api: { code: new CodeOfParameters("ApiCodeKey"), dashboard: true },
    warehouse: { baseCapacity: Token.asNumber({ Ref: "WarehouseCapacity" }) },
    monthlyBudgetUsd: Token.asNumber({ Ref: "MonthlyBudgetUsd" }),
    // CDK's own types do not stand our compiler's exactOptionalPropertyTypes.
    synthesizer: new DefaultStackSynthesizer({
      generateBootstrapVersionRule: false,
    }) as unknown as IStackSynthesizer,
  });
  for (const [name, props] of Object.entries(PARAMETERS))
    new CfnParameter(stack, name, props).overrideLogicalId(name);
  subscribe(stack);
  chooseParts(stack);
  return stack;
}

/** What is there only where its parameter asks for it. */
function chooseParts(stack: PipelineStack): void {
  const { api, warehouse, budget } = stack;
  if (api === undefined || warehouse === undefined || budget === undefined) return;
  onlyWith(api, unlessIs(stack, "WithApi", { parameter: "ApiCodeKey", value: "none" }));
  onlyWith(
    warehouse,
    unlessIs(stack, "WithWarehouse", { parameter: "WarehouseCapacity", value: "0" }),
  );
  onlyWith(budget, unlessIs(stack, "WithBudget", { parameter: "MonthlyBudgetUsd", value: "0" }));
  const byKeys = unlessIs(stack, "ApiByKeys", { parameter: "ApiKeys", value: "" });
  const chosen = (yes: unknown, no: unknown) => ({ "Fn::If": [byKeys.logicalId, yes, no] });
  const route = api.node.findChild("Route") as CfnResource;
  route.addPropertyOverride("AuthorizationType", chosen("NONE", "AWS_IAM"));
  const variables = {
    CLOUDAPI_LAMBDA_AUTH: chosen("keys", "iam"),
    CLOUDAPI_LAMBDA_KEYS: chosen({ Ref: "ApiKeys" }, { Ref: "AWS::NoValue" }),
  };
  for (const [name, value] of Object.entries(variables))
    (api.function.node.defaultChild as CfnResource).addPropertyOverride(
      `Environment.Variables.${name}`,
      value,
    );
  new CfnOutput(stack, "ApiUrl", { value: api.url, condition: conditionOf(stack, "WithApi") });
}

function unlessIs(
  stack: Stack,
  id: string,
  { parameter, value }: { readonly parameter: ParameterName; readonly value: string },
): CfnCondition {
  const condition = new CfnCondition(stack, id, {
    expression: Fn.conditionNot(Fn.conditionEquals(Fn.ref(parameter), value)),
  });
  condition.overrideLogicalId(id);
  return condition;
}

function conditionOf(stack: Stack, id: string): CfnCondition {
  return stack.node.findChild(id) as CfnCondition;
}

function onlyWith(part: IConstruct, condition: CfnCondition): void {
  for (const each of part.node.findAll())
    if (CfnResource.isCfnResource(each)) each.cfnOptions.condition = condition;
}

function subscribe(stack: Stack & { readonly alerts: sns.Topic }): void {
  const isAsked = unlessIs(stack, "TellsByMail", { parameter: "AlertEmail", value: "" });
  const mail = new sns.CfnSubscription(stack, "AlertsByMail", {
    topicArn: stack.alerts.topicArn,
    protocol: "email",
    endpoint: Fn.ref("AlertEmail"),
  });
  mail.cfnOptions.condition = isAsked;
}
