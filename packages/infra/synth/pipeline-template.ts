import { apiLogs, type Dataset } from "@cloudapi/core";
import {
  type App,
  CfnOutput,
  type CfnResource,
  Duration,
  Fn,
  type Stack,
  Token,
} from "aws-cdk-lib";
import { PipelineStack } from "../src/cdk/index.ts";
import {
  askFor,
  CodeOfParameters,
  onlyWith,
  type Parameters,
  SHARED,
  unlessIs,
} from "./parameters.ts";
import { plainSynthesizer, subscribe } from "./template-parts.ts";

const { NamePrefix, Stage, CodeBucket, AlertEmail } = SHARED;

/** What the template asks of its user, by name. */
const PARAMETERS = {
  NamePrefix,
  Stage,
  CodeBucket,
  ValidatorCodeKey: {
    type: "String",
    description: "The key of the validator's zip: another one for each version of it",
    minLength: 1,
  },
  AlertEmail,
  MaxScannedBytes: {
    type: "Number",
    description: "A query that would read more bytes is cancelled",
    default: 10_000_000_000,
    minValue: 10_000_000,
  },
  TransformCodeKey: {
    type: "String",
    description:
      "The key of the zip of the function that transforms files to Parquet: another one for each version of it; or none",
    default: "none",
    minLength: 1,
  },
  TransformOnArrival: {
    type: "String",
    description:
      "Whether each file is transformed as it arrives; a nightly batch does it otherwise",
    default: "yes",
    allowedValues: ["yes", "no"],
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
  MonthlyBudgetUsd: {
    type: "Number",
    description:
      "US dollars a month for the account, of which the alerts tell; nothing when it is 0",
    default: 0,
    minValue: 0,
  },
} as const satisfies Parameters;

/** The pipeline of API logs, with parameters, and without anything that only CDK needs. */
export function pipelineTemplate(app: App): Stack {
  const dataset = apiLogs as unknown as Dataset;
  const stack = new PipelineStack(app, "Pipeline", {
    description: "CloudAPI: files are uploaded, validated, and can be queried",
    namePrefix: Fn.ref("NamePrefix"),
    stage: Fn.ref("Stage"),
    datasets: [dataset],
    validatorCode: new CodeOfParameters("ValidatorCodeKey"),
    maxScannedBytes: Token.asNumber({ Ref: "MaxScannedBytes" }),
    maxSilence: Duration.hours(24),
    // By it other stacks work, such as that of warehouse.yaml.
    eventBridge: true,
    transform: { code: new CodeOfParameters("TransformCodeKey"), dataset, memoryMb: 1024 },
    api: { code: new CodeOfParameters("ApiCodeKey"), dashboard: true },
    monthlyBudgetUsd: Token.asNumber({ Ref: "MonthlyBudgetUsd" }),
    synthesizer: plainSynthesizer(),
  });
  askFor(stack, PARAMETERS);
  subscribe(stack, { AlertsByMail: stack.alerts });
  chooseParts(stack);
  return stack;
}

/** What is there only where its parameter asks for it. */
function chooseParts(stack: PipelineStack): void {
  const { transform, api, budget } = stack;
  if (transform === undefined || api === undefined || budget === undefined) return;
  const part = (id: string, parameter: keyof typeof PARAMETERS, value: string) =>
    unlessIs(stack, id, { parameter, value });
  onlyWith(budget, part("WithBudget", "MonthlyBudgetUsd", "0"));
  onlyWith(transform, part("WithTransform", "TransformCodeKey", "none"));
  const onArrival = part("OnArrival", "TransformOnArrival", "no");
  (transform.node.findChild("Arrivals") as CfnResource).addPropertyOverride("State", {
    "Fn::If": [onArrival.logicalId, "ENABLED", "DISABLED"],
  });
  chooseApi(stack, api);
}

function chooseApi(stack: Stack, api: NonNullable<PipelineStack["api"]>): void {
  const withApi = unlessIs(stack, "WithApi", { parameter: "ApiCodeKey", value: "none" });
  onlyWith(api, withApi);
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
  new CfnOutput(stack, "ApiUrl", { value: api.url, condition: withApi });
}
