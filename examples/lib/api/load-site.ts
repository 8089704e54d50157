import type { AthenaClient } from "@aws-sdk/client-athena";
import type { GlueClient } from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import type { LakeApiInput } from "@cloudapi/api";
import type { Config, Dataset } from "@cloudapi/core";
import { ensureBucket } from "@cloudapi/s3";
import { s3Sink } from "@cloudapi/transform/s3";
import { loadLake } from "../lake/load-lake.ts";
import { loadLogs, type PlacedTable } from "./load-logs.ts";

/** Of the lake's tables, those that the API has. */
const API_TABLES = "users orders products customers invoices payments logs sessions events";

/** Clients of who may load, and settings. */
export interface LoadInput {
  readonly s3: S3Client;
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly config: Config;
}

/** The lake of three databases, and three days of API logs: its tables, and the contracts of those that the API has. */
export async function loadSite({ s3, athena, glue, config }: LoadInput) {
  const { rawBucket, processedBucket } = config;
  await ensureBucket(s3, { bucket: processedBucket });
  const tables: PlacedTable[] = [];
  const contracts: Record<string, { dataset: Dataset }> = {};
  for await (const { name, kind, bucket, report } of loadLake({ s3, glue, rawBucket })) {
    console.log(`${name}: ${report.rowsWritten} rows of ${kind} in s3://${bucket}`);
    for (const each of report.tables) {
      if (each.status !== "done" || each.catalogTable === undefined) continue;
      const { dataset } = each.catalogTable;
      const prefix = `${each.dataset}/`;
      const place = { sink: s3Sink(s3, { bucket, prefix }), location: `s3://${bucket}/${prefix}` };
      tables.push({ table: `${name}_${each.table}`, dataset, ...place });
      if (API_TABLES.split(" ").includes(each.table)) contracts[each.table] = { dataset };
    }
  }
  tables.unshift(...(await loadLogs({ s3, athena, glue, config })));
  return { tables, contracts: contracts as LakeApiInput["tables"] };
}
