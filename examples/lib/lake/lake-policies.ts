import type { Config } from "@cloudapi/core";
import {
  buildAthenaReaderPolicy,
  buildIngesterPolicy,
  buildPolicy,
  type PolicyDocument,
} from "@cloudapi/iam";
import { bucketOf, LAKE } from "./load-lake.ts";
import { type Name, SEEDS } from "./seeds.ts";

/** What whoever loads the lake and asks it may do: make the buckets, load the tables, read them, and nothing else. */
export function lakePolicies(
  config: Config,
  account: Readonly<Record<"region" | "accountId", string>>,
): Readonly<Record<"buckets" | "loader" | "reader", PolicyDocument>> {
  const { rawBucket, athenaWorkGroup: workGroup, athenaOutputLocation: outputLocation } = config;
  const { region, accountId } = account;
  const sources = Object.entries(SEEDS).map(([name, tables]) => ({
    bucket: bucketOf(name as Name, rawBucket),
    tables: Object.keys(tables).map((table) => `${name}_${table}`),
  }));
  const buckets = [config.processedBucket, ...sources.map(({ bucket }) => bucket)];
  return {
    buckets: buildPolicy({
      operations: buckets.map((bucket) => ({ operation: "ensureBucket", bucket })),
      region,
      accountId,
    }),
    loader: buildIngesterPolicy({
      targets: sources.map(({ bucket }) => ({ bucket })),
      database: LAKE,
      tables: sources.flatMap(({ tables }) => tables),
      region,
      accountId,
    }),
    reader: buildAthenaReaderPolicy({
      workGroup,
      database: LAKE,
      tables: sources.flatMap(({ bucket, tables }) =>
        tables.map((table) => ({ table, location: `s3://${bucket}/` })),
      ),
      ...(outputLocation !== undefined && { outputLocation }),
      region,
      accountId,
    }),
  };
}
