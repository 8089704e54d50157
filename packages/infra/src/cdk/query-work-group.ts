import { Stack } from "aws-cdk-lib";
import * as athena from "aws-cdk-lib/aws-athena";
import { Construct } from "constructs";
import type { LakeBucket } from "./lake-bucket.ts";

/** A work group of Athena. */
export interface QueryWorkGroupProps {
  readonly workGroupName: string;
  /** Where results are written, under its `resultsPrefix`. */
  readonly lake: LakeBucket;
  /** A query that would read more is cancelled; 10 GB when left out. */
  readonly maxScannedBytes?: number | undefined;
}

const TEN_GB = 10_000_000_000;

/**
 * A work group whose queries write their results to one place, encrypted, may read so much and no more, and are counted in
 * CloudWatch. What a caller says of the place of results is passed over.
 *
 * @example
 * ```ts
 * import { App, Stack } from "aws-cdk-lib";
 * import { LakeBucket, QueryWorkGroup } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Pipeline");
 * const lake = new LakeBucket(stack, "Lake", { bucketName: "cloudapi-logs-processed" });
 * const group = new QueryWorkGroup(stack, "Queries", { workGroupName: "cloudapi", lake });
 * console.log(group.outputLocation); // => s3://cloudapi-logs-processed/athena-results/
 * ```
 */
export class QueryWorkGroup extends Construct {
  readonly workGroupName: string;
  readonly outputLocation: string;

  constructor(scope: Construct, id: string, props: QueryWorkGroupProps) {
    super(scope, id);
    const { workGroupName, lake, maxScannedBytes = TEN_GB } = props;
    this.workGroupName = workGroupName;
    this.outputLocation = `s3://${lake.bucketName}/${lake.resultsPrefix}`;
    const key = lake.encryptionKey?.keyArn;
    new athena.CfnWorkGroup(this, "WorkGroup", {
      name: workGroupName,
      description: "Queries of CloudAPI's tables",
      state: "ENABLED",
      recursiveDeleteOption: false,
      workGroupConfiguration: {
        bytesScannedCutoffPerQuery: maxScannedBytes,
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: this.outputLocation,
          expectedBucketOwner: Stack.of(this).account,
          encryptionConfiguration:
            key === undefined
              ? { encryptionOption: "SSE_S3" }
              : { encryptionOption: "SSE_KMS", kmsKey: key },
        },
      },
    });
  }
}
