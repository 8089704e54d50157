import {
  DefaultStackSynthesizer,
  Fn,
  type IStackSynthesizer,
  type Stack,
  Validations,
} from "aws-cdk-lib";
import * as sns from "aws-cdk-lib/aws-sns";
import { unlessIs } from "./parameters.ts";

/** Nothing that only CDK needs. */
export function plainSynthesizer(): IStackSynthesizer {
  // CDK's own types do not stand our compiler's exactOptionalPropertyTypes.
  return new DefaultStackSynthesizer({
    generateBootstrapVersionRule: false,
  }) as unknown as IStackSynthesizer;
}

/** Say why what CDK's own validator of templates finds does not hold. */
export function acknowledge(stack: Stack, id: `${"E" | "F" | "W"}${number}`, reason: string): void {
  Validations.of(stack).acknowledge({ id: `CloudFormation-Validate::${id}`, reason });
}

/** The name that the pipeline's stack gives a bucket of a role: `raw`, or `processed`. */
export function bucketOfPipeline(stack: Stack, role: "raw" | "processed"): string {
  return `${Fn.ref("NamePrefix")}-${role}-${Fn.ref("Stage")}-${stack.account}`;
}

/** Have whoever the parameter AlertEmail names told of what topics say. */
export function subscribe(stack: Stack, topics: Readonly<Record<string, sns.ITopic>>): void {
  const isAsked = unlessIs(stack, "TellsByMail", { parameter: "AlertEmail", value: "" });
  for (const [id, { topicArn }] of Object.entries(topics)) {
    const mail = new sns.CfnSubscription(stack, id, {
      topicArn,
      protocol: "email",
      endpoint: Fn.ref("AlertEmail"),
    });
    mail.cfnOptions.condition = isAsked;
  }
}
