import { CfnResource, Stack } from "aws-cdk-lib";
import type * as lambda from "aws-cdk-lib/aws-lambda";
import type * as s3 from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { type KeyFilter, keysMeet } from "../trigger/keys-meet.ts";
import { DataBucket, type DataBucketProps } from "./data-bucket.ts";
import { folderOf } from "./folder-of.ts";

/** The bucket that files arrive in. */
export interface RawBucketProps extends DataBucketProps {
  /** Whether created objects are told to EventBridge, too; false when left out. */
  readonly eventBridge?: boolean | undefined;
}

/** Which created objects a function is invoked for. */
export interface RawTrigger {
  readonly function: lambda.IFunction;
  readonly prefix: string;
  readonly suffix?: string | undefined;
}

/**
 * The bucket that files arrive in, with the functions that are invoked for them.
 *
 * A trigger needs no custom resource and makes no cycle: the bucket refers to the function, and function, role and
 * permission know the bucket by its name.
 *
 * @example
 * ```ts
 * import { App, Stack } from "aws-cdk-lib";
 * import { RawBucket } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Pipeline");
 * const raw = new RawBucket(stack, "Raw", { bucketName: "cloudapi-logs-raw" });
 * console.log(raw.bucketName); // => cloudapi-logs-raw
 * ```
 */
export class RawBucket extends DataBucket {
  readonly #triggers: WantedTrigger[] = [];
  /** Whether created objects are told to EventBridge, too. */
  readonly eventBridge: boolean;

  constructor(scope: Construct, id: string, { eventBridge = false, ...props }: RawBucketProps) {
    super(scope, id, props, []);
    this.eventBridge = eventBridge;
    if (eventBridge) this.#configure("EventBridgeConfiguration", { EventBridgeEnabled: true });
  }

  /**
   * Invoke a function for each object that is created under a prefix.
   *
   * @throws {TypeError} where two functions would be invoked for the same object, which S3 refuses
   */
  invoke(trigger: RawTrigger): void {
    const { suffix = "" } = trigger;
    const prefix = folderOf(trigger.prefix);
    const other = this.#triggers.find((each) => keysMeet(each, { prefix, suffix }));
    if (other !== undefined)
      throw new TypeError(
        `RawBucket: created objects under "${prefix}" would invoke two functions, of which the other has the prefix "${other.prefix}" and the suffix "${other.suffix}"; S3 allows one. Choose another prefix or suffix, or send the events through EventBridge to both.`,
      );
    this.#triggers.push({ function: trigger.function, prefix, suffix });
    const permission = new CfnResource(this, `Invoke${this.#triggers.length}`, {
      type: "AWS::Lambda::Permission",
      properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: trigger.function.functionArn,
        Principal: "s3.amazonaws.com",
        SourceAccount: Stack.of(this).account,
        SourceArn: `arn:${Stack.of(this).partition}:s3:::${this.bucketName}`,
      },
    });
    (this.bucket.node.defaultChild as s3.CfnBucket).node.addDependency(permission);
    this.#configure("LambdaConfigurations", this.#triggers.map(configurationOf));
  }

  #configure(name: string, value: unknown): void {
    (this.bucket.node.defaultChild as s3.CfnBucket).addPropertyOverride(
      `NotificationConfiguration.${name}`,
      value,
    );
  }
}

interface WantedTrigger extends KeyFilter {
  readonly function: lambda.IFunction;
}

function configurationOf({ function: { functionArn }, prefix, suffix }: WantedTrigger) {
  const rules = [
    ...(prefix === "" ? [] : [{ Name: "prefix", Value: prefix }]),
    ...(suffix === "" ? [] : [{ Name: "suffix", Value: suffix }]),
  ];
  return {
    Event: "s3:ObjectCreated:*",
    Function: functionArn,
    ...(rules.length === 0 ? {} : { Filter: { S3Key: { Rules: rules } } }),
  };
}
