import { buildCheckQueries } from "@cloudapi/athena/checks";
import { apiLogs } from "@cloudapi/core";
import { defineBatch } from "@cloudapi/orchestration";
import { type App, type CfnResource, Stack } from "aws-cdk-lib";
import { NightlyBatch } from "../src/cdk/index.ts";
import { askFor, type Parameters, SHARED, scheduleParameters } from "./parameters.ts";
import { acknowledge, plainSynthesizer, subscribe } from "./template-parts.ts";

const { NamePrefix, Stage, AlertEmail } = SHARED;
const PARAMETERS = {
  NamePrefix,
  Stage,
  ...scheduleParameters("cron(0 2 * * ? *)"),
  AlertEmail,
} as const satisfies Parameters;

/** What stands for a name in a batch, whose ARNs are texts, until the template's text is made. */
const STANDING = {
  prefix: "zzprefix",
  stage: "zzstage",
  region: "zz-place-1",
  account: "909090909090",
};

/** What CloudFormation puts in the place of what stands for it. */
export const NAMES_OF_BATCH: Readonly<Record<string, string>> = {
  [STANDING.prefix]: "${NamePrefix}",
  [STANDING.stage]: "${Stage}",
  [STANDING.region]: "${AWS::Region}",
  [STANDING.account]: "${AWS::AccountId}",
  "arn:aws:": "arn:${AWS::Partition}:",
};

/** The nightly batch over the pipeline's stack, whose transforming function it invokes. */
export function nightlyTemplate(app: App): Stack {
  const { prefix, stage, region, account } = STANDING;
  const stack = new Stack(app, "Nightly", {
    description: "CloudAPI: the files of a day are transformed and checked each night",
    synthesizer: plainSynthesizer(),
    env: { account, region },
  });
  askFor(stack, PARAMETERS);
  acknowledge(stack, "W2001", "The names of the batch come in with the template's text.");
  const bucket = (role: string) => `${prefix}-${role}-${stage}-${account}`;
  const batch = new NightlyBatch(stack, "Batch", {
    batch: defineBatch({
      name: `${prefix}-nightly-${stage}`,
      dataset: apiLogs,
      schedule: { expression: PARAMETERS.Schedule.default },
      source: { bucket: bucket("raw"), prefix: "raw/" },
      target: { bucket: bucket("processed"), prefix: "tables/api_logs/" },
      catalog: {
        database: `cloudapi_${stage}`,
        workGroup: `${prefix}-${stage}`,
        outputLocation: `s3://${bucket("processed")}/athena-results/`,
      },
      steps: {
        transform: { function: `${prefix}-transform-${stage}`, timeoutSeconds: 300 },
        checks: [...buildCheckQueries(apiLogs, { day: "?" })],
      },
      region,
      accountId: account,
    }),
  });
  const schedule = batch.node.findChild("Schedule") as CfnResource;
  schedule.addPropertyOverride("ScheduleExpression", { Ref: "Schedule" });
  schedule.addPropertyOverride("ScheduleExpressionTimezone", { Ref: "TimeZone" });
  subscribe(stack, { FailuresByMail: batch.failures });
  return stack;
}
