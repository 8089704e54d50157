import type { Dataset } from "@cloudapi/core";
import { checkDataset } from "@cloudapi/core/internal";
import { buildLoadPolicy } from "@cloudapi/iam";
import type { Construct } from "constructs";
import { type ArrivalTrigger, invokeOnArrival } from "./arrivals.ts";
import { EventFunction, type EventFunctionProps, type EventPolicyPlace } from "./event-function.ts";
import { folderOf } from "./folder-of.ts";
import type { KnownBucket } from "./known-bucket.ts";
import type { RawBucket } from "./raw-bucket.ts";
import type { Warehouse } from "./warehouse.ts";

/** The loading function, and what it works with. */
export interface LoadFunctionProps extends EventFunctionProps {
  /** The contract, whose name is the table's. */
  readonly dataset: Dataset;
  readonly warehouse: Warehouse;
  /** Where files arrive, of which each invokes the function: the warehouse's own bucket. */
  readonly raw: RawBucket | KnownBucket;
  /** Under which prefix: a folder of the warehouse's files, such as `raw/web/`; all of them when left out. */
  readonly prefix?: string | undefined;
  /** Only keys that end so, such as `.parquet`; all of them when left out. */
  readonly suffix?: string | undefined;
  /** What invokes it for each file; the bucket's `notification` when left out. */
  readonly trigger?: ArrivalTrigger | undefined;
}

/**
 * The function that loads each file as it arrives into the warehouse, once: `loadHandlerFromEnvironment` of `@cloudapi/redshift/lambda`. Mode and keys are
 * settings of its `environment`, such as `CLOUDAPI_LAMBDA_MODE`. What it may do in the database is granted there: `buildGrants` of `@cloudapi/redshift`.
 *
 * Its role has the policy that `buildLoadPolicy` makes for the same places, and nothing else.
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { App, Stack } from "aws-cdk-lib";
 * import { Code } from "aws-cdk-lib/aws-lambda";
 * import { LoadFunction, RawBucket, Warehouse } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Analytics");
 * const code = Code.fromInline("exports.handler = async () => {};");
 * const raw = new RawBucket(stack, "Raw", { bucketName: "cloudapi-logs-raw" });
 * const warehouse = new Warehouse(stack, "Warehouse", { name: "analytics", bucket: raw });
 * const props = { functionName: "load-logs", code, dataset: apiLogs, warehouse, raw };
 * console.log(new LoadFunction(stack, "Load", props).role.node.path); // => Analytics/Load/Role
 * ```
 */
export class LoadFunction extends EventFunction {
  constructor(scope: Construct, id: string, props: LoadFunctionProps) {
    const { dataset, warehouse, raw, suffix, trigger = "notification" } = props;
    checkDataset(id, dataset);
    const prefix = folderOf(props.prefix ?? warehouse.filesPrefix);
    if (raw.bucketName !== warehouse.bucket.bucketName || !prefix.startsWith(warehouse.filesPrefix))
      throw new TypeError(
        `${id}: raw and prefix must be of the files that the warehouse's role may read: "${warehouse.filesPrefix}" of its own bucket.`,
      );
    super(scope, id, props, {
      description: `Loads each file of ${dataset.name} into the warehouse`,
      environment: {
        CLOUDAPI_RAW_BUCKET: raw.bucketName,
        CLOUDAPI_RAW_PREFIX: prefix,
        CLOUDAPI_LAMBDA_WORKGROUP: warehouse.name,
        CLOUDAPI_LAMBDA_DATABASE: warehouse.databaseName,
        CLOUDAPI_LAMBDA_COPY_ROLE: warehouse.copyRole.roleArn,
        CLOUDAPI_LAMBDA_MANIFESTS: warehouse.manifests,
        CLOUDAPI_LAMBDA_CLUSTER: undefined,
        CLOUDAPI_LAMBDA_SECRET_ARN: undefined,
        CLOUDAPI_LAMBDA_DB_USER: undefined,
      },
      policy: (place) => policyOf(props, prefix, place),
    });
    invokeOnArrival(this, { raw, prefix, suffix, trigger });
  }
}

function policyOf(
  { raw, warehouse }: LoadFunctionProps,
  prefix: string,
  { names, frame }: EventPolicyPlace,
) {
  return buildLoadPolicy({
    ...frame,
    files: names.place(raw, prefix),
    manifests: names.place(raw, warehouse.manifestsPrefix),
    redshift: { arn: names.arn(warehouse.workgroupArn, "workgroup") },
  });
}
