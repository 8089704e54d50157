import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { DataBucket, type DataBucketProps } from "./data-bucket.ts";
import { folderOf } from "./folder-of.ts";

/** The bucket of tables, rejected rows and query results. */
export interface LakeBucketProps extends DataBucketProps {
  /** Where tables lie; `tables/` when left out. */
  readonly tablesPrefix?: string | undefined;
  /** Where rejected rows and verdicts lie; `quarantine/` when left out. */
  readonly quarantinePrefix?: string | undefined;
  /** How long rejected rows are kept; 90 days when left out. */
  readonly quarantineDays?: number | undefined;
  /** Where Athena writes its results; `athena-results/` when left out. */
  readonly resultsPrefix?: string | undefined;
  /** How long results are kept; 7 days when left out. */
  readonly resultsDays?: number | undefined;
}

/**
 * The bucket of tables, rejected rows and query results. Rejected rows and results go after some time, tables stay.
 *
 * @example
 * ```ts
 * import { App, Stack } from "aws-cdk-lib";
 * import { LakeBucket } from "@cloudapi/infra/cdk";
 *
 * const stack = new Stack(new App(), "Pipeline");
 * const lake = new LakeBucket(stack, "Lake", { bucketName: "cloudapi-logs-processed" });
 * console.log(lake.tablesPrefix, lake.quarantinePrefix); // => tables/ quarantine/
 * ```
 */
export class LakeBucket extends DataBucket {
  readonly tablesPrefix: string;
  readonly quarantinePrefix: string;
  readonly resultsPrefix: string;

  constructor(scope: Construct, id: string, props: LakeBucketProps) {
    const { tablesPrefix, quarantinePrefix, resultsPrefix, quarantineDays, resultsDays, ...rest } =
      props;
    const tables = folderOf(tablesPrefix ?? "tables/");
    const quarantine = folderOf(quarantinePrefix ?? "quarantine/");
    const results = folderOf(resultsPrefix ?? "athena-results/");
    super(scope, id, rest, [
      { id: "quarantine", prefix: quarantine, expiration: Duration.days(quarantineDays ?? 90) },
      { id: "query-results", prefix: results, expiration: Duration.days(resultsDays ?? 7) },
    ]);
    this.tablesPrefix = tables;
    this.quarantinePrefix = quarantine;
    this.resultsPrefix = results;
  }
}
