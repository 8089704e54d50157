import { checkResults } from "@cloudapi/athena/checks";
import type { Config } from "@cloudapi/core";
import { buildApiPolicy, type PolicyDocument } from "@cloudapi/iam";
import { LAKE } from "../lake/load-lake.ts";

/** A table, and where it is: `s3://bucket/prefix/`. */
export interface TablePlace {
  readonly table: string;
  readonly location: string;
}

/** What the API and its dashboard may do: read these tables through one work group, and nothing else. */
export function apiPolicy(
  { athenaWorkGroup, athenaOutputLocation, processedBucket }: Config,
  tables: readonly TablePlace[],
  account: Readonly<Record<"region" | "accountId", string>>,
): PolicyDocument {
  const { region, accountId } = account;
  const checks = { dataset: checkResults, location: `s3://${processedBucket}/lake/check_results/` };
  return buildApiPolicy({
    region,
    accountId,
    workGroup: athenaWorkGroup,
    database: LAKE,
    tables: [...tables.map(({ table, location }) => ({ table, location })), checks],
    outputLocation: athenaOutputLocation,
    // Of these tables no partitions are registered: they are projected.
    registeredPartitions: false,
    queryHistory: true,
    attachment: "inline",
  });
}
