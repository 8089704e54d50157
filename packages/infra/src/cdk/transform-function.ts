import type { Dataset } from "@cloudapi/core";
import { checkDataset } from "@cloudapi/core/internal";
import { buildTransformPolicy } from "@cloudapi/iam";
import type { Construct } from "constructs";
import { type ArrivalTrigger, invokeOnArrival } from "./arrivals.ts";
import { EventFunction, type EventFunctionProps, type EventPolicyPlace } from "./event-function.ts";
import { folderOf } from "./folder-of.ts";
import type { KnownBucket } from "./known-bucket.ts";
import type { LakeBucket } from "./lake-bucket.ts";
import type { RawBucket } from "./raw-bucket.ts";

/** The transforming function, and what it works with. */
export interface TransformFunctionProps extends EventFunctionProps {
  /** The contract, whose name is the table's folder. */
  readonly dataset: Dataset;
  /** Where files arrive, of which each invokes the function. */
  readonly raw: RawBucket | KnownBucket;
  /** Under which prefix; `raw/` when left out. */
  readonly rawPrefix?: string | undefined;
  /** Where the table is, under its `tablesPrefix`. */
  readonly lake: LakeBucket;
  /** What a run does to the rows that are there; `replaceSource` when left out. */
  readonly mode?: "replaceSource" | "append" | undefined;
  /** What invokes it for each file; `none` for a function that a nightly batch invokes. The bucket's `notification` when left out. */
  readonly trigger?: ArrivalTrigger | undefined;
}

/**
 * The function that transforms each file as it arrives to partitioned Parquet: `transformHandlerFromEnvironment` of `@cloudapi/transform/lambda`.
 *
 * Its role has the policy that `buildTransformPolicy` makes for the same places, and nothing else.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { App, Stack } from "aws-cdk-lib";
 * import { Code } from "aws-cdk-lib/aws-lambda";
 * import { LakeBucket, RawBucket, TransformFunction } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Pipeline");
 * const code = Code.fromInline("exports.handler = async () => {};");
 * const raw = new RawBucket(stack, "Raw", { bucketName: "cloudapi-logs-raw" });
 * const lake = new LakeBucket(stack, "Lake", { bucketName: "cloudapi-logs-processed" });
 * const places = { dataset: apiLogs, raw, lake };
 * const { role } = new TransformFunction(stack, "Transform", { functionName: "transform-logs", code, ...places });
 * console.log(role.node.path); // => Pipeline/Transform/Role
 * ```
 */
export class TransformFunction extends EventFunction {
  constructor(scope: Construct, id: string, props: TransformFunctionProps) {
    const { dataset, raw, lake, mode = "replaceSource", trigger = "notification" } = props;
    checkDataset(id, dataset);
    const rawPrefix = folderOf(props.rawPrefix ?? "raw/");
    super(scope, id, props, {
      description: `Transforms each file of ${dataset.name} to Parquet`,
      environment: {
        CLOUDAPI_RAW_BUCKET: raw.bucketName,
        CLOUDAPI_RAW_PREFIX: rawPrefix,
        CLOUDAPI_PROCESSED_BUCKET: lake.bucketName,
        CLOUDAPI_PROCESSED_PREFIX: lake.tablesPrefix,
        CLOUDAPI_LAMBDA_MODE: mode,
        CLOUDAPI_KMS_KEY_ARN: lake.encryptionKey?.keyArn,
      },
      policy: (place) => policyOf(props, rawPrefix, place),
    });
    invokeOnArrival(this, { raw, prefix: rawPrefix, trigger });
  }
}

function policyOf(
  { raw, lake, dataset }: TransformFunctionProps,
  prefix: string,
  { names, frame }: EventPolicyPlace,
) {
  return buildTransformPolicy({
    ...frame,
    // The version that an event names is read, and a file that is gone told from one that is denied.
    sources: [{ ...names.place(raw, prefix), versions: true, list: true }],
    destination: names.place(lake, `${lake.tablesPrefix}${dataset.name}/`),
  });
}
