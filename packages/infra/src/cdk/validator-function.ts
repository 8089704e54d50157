import { buildLambdaPolicy } from "@cloudapi/iam";
import type * as sns from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { EventFunction, type EventFunctionProps, type EventPolicyPlace } from "./event-function.ts";
import { folderOf } from "./folder-of.ts";
import type { LakeBucket } from "./lake-bucket.ts";
import type { RawBucket } from "./raw-bucket.ts";

/** The validator, and what it works with. */
export interface ValidatorFunctionProps extends EventFunctionProps {
  /** Where files arrive, of which each invokes the function. */
  readonly raw: RawBucket;
  /** Under which prefix; `raw/` when left out. */
  readonly rawPrefix?: string | undefined;
  /** Where verdicts and rejected rows are written, under its `quarantinePrefix`. */
  readonly lake: LakeBucket;
  /** Which topic is told of files that do not pass; none when left out. */
  readonly alerts?: sns.ITopic | undefined;
}

/**
 * The function that validates each file as it arrives: see docs/lambda.md.
 *
 * Its role has the policy that `buildLambdaPolicy` makes for the same buckets, and nothing else.
 *
 * @example
 * ```ts
 * import { App, Stack } from "aws-cdk-lib";
 * import { Bucket } from "aws-cdk-lib/aws-s3";
 * import { Code } from "aws-cdk-lib/aws-lambda";
 * import { LakeBucket, RawBucket, ValidatorFunction } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Pipeline");
 * const code = Code.fromBucketV2(Bucket.fromBucketName(stack, "Code", "my-artifacts"), "validator.zip");
 * const raw = new RawBucket(stack, "Raw", { bucketName: "cloudapi-logs-raw" });
 * const lake = new LakeBucket(stack, "Lake", { bucketName: "cloudapi-logs-processed" });
 * const { role } = new ValidatorFunction(stack, "Validator", { functionName: "validate-logs", code, raw, lake });
 * console.log(role.node.path); // => Pipeline/Validator/Role
 * ```
 */
export class ValidatorFunction extends EventFunction {
  constructor(scope: Construct, id: string, props: ValidatorFunctionProps) {
    const { raw, lake, alerts } = props;
    const rawPrefix = folderOf(props.rawPrefix ?? "raw/");
    super(scope, id, props, {
      description: "Validates each file as it arrives",
      environment: {
        CLOUDAPI_RAW_BUCKET: raw.bucketName,
        CLOUDAPI_RAW_PREFIX: rawPrefix,
        CLOUDAPI_PROCESSED_BUCKET: lake.bucketName,
        CLOUDAPI_QUARANTINE_PREFIX: lake.quarantinePrefix,
        CLOUDAPI_ALERT_TOPIC_ARN: alerts?.topicArn,
        CLOUDAPI_KMS_KEY_ARN: lake.encryptionKey?.keyArn,
      },
      policy: (place) => policyOf(props, rawPrefix, place),
    });
    raw.invoke({ function: this.function, prefix: rawPrefix });
  }
}

function policyOf(
  { raw, lake, alerts }: ValidatorFunctionProps,
  prefix: string,
  { names, frame }: EventPolicyPlace,
) {
  const { kmsKeyArn: rawKmsKeyArn } = names.keyOf(raw);
  return buildLambdaPolicy({
    ...frame,
    bucket: names.name(raw.bucketName),
    prefix,
    quarantine: { bucket: names.name(lake.bucketName), prefix: lake.quarantinePrefix },
    ...(alerts === undefined ? {} : { topicArn: names.arn(alerts.topicArn, "topic") }),
    ...(rawKmsKeyArn === undefined ? {} : { rawKmsKeyArn }),
    ...names.keyOf(lake),
  });
}
