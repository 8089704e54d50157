import { BatchDeletePartitionCommand, type GlueClient } from "@aws-sdk/client-glue";
import { type CatalogOptions, checkPlace } from "./check-place.ts";
import { batchesOf, sendBatch } from "./partition-batches.ts";
import { type PartitionValues, partitionKeys } from "./partition-values.ts";
import { requireTable, titleOf } from "./read-table.ts";

/** Which partitions. */
export interface DropPartitionsInput {
  readonly database: string;
  readonly table: string;
  /** A value of every partition column for each. */
  readonly partitions: readonly PartitionValues[];
}

/** What was done. */
export interface DroppedPartitions {
  readonly dropped: number;
  /** Of how many there was none. */
  readonly missing: number;
}

const PER_REQUEST = 25;

/**
 * Take partitions out of the Glue Data Catalog. The objects stay where they are.
 *
 * IAM: `glue:GetTable` and `glue:BatchDeletePartition` on the catalog, the database and the table.
 *
 * @throws {TypeError} for input that is not known, and values of other columns
 * @throws {TableError} `NO_SUCH_TABLE`, `NOT_THE_TABLE` when it has no partitions, `CATALOG_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { runQuery } from "@cloudapi/athena";
 * import { dropPartitions, ensurePartitions } from "@cloudapi/athena/glue";
 *
 * const athena = new AthenaClient();
 * const outputLocation = "s3://cloudapi-logs-processed/athena-results/";
 * const sql = `CREATE EXTERNAL TABLE clicks (n int) PARTITIONED BY (dt date)
 *   STORED AS PARQUET LOCATION 's3://cloudapi-logs-processed/clicks/'`;
 * await runQuery(athena, { sql, database: "default", outputLocation });
 *
 * const glue = new GlueClient();
 * const clicks = { database: "default", table: "clicks" };
 * await ensurePartitions(glue, { ...clicks, partitions: [{ values: { dt: "2025-01-15" } }] });
 * const partitions = [{ dt: "2025-01-15" }, { dt: "2025-01-16" }];
 * console.log(await dropPartitions(glue, { ...clicks, partitions })); // => { dropped: 1, missing: 1 }
 * glue.destroy();
 * athena.destroy();
 * ```
 */
export async function dropPartitions(
  glue: GlueClient,
  input: DropPartitionsInput,
  options: CatalogOptions = {},
): Promise<DroppedPartitions> {
  const what = "dropPartitions";
  checkPlace(what, input, { required: ["database", "table", "partitions"], options });
  const { signal } = options;
  const title = titleOf(input);
  const keys = partitionKeys(what, title, await requireTable(glue, { ...input, signal }));
  const wanted = input.partitions.map((values) => ({ Values: keys.texts(values) }));
  const expected = "EntityNotFoundException";
  const call = { action: "glue:BatchDeletePartition", title, signal, expected };
  let missing = 0;
  for (const PartitionsToDelete of batchesOf(wanted, PER_REQUEST)) {
    const command = new BatchDeletePartitionCommand({
      DatabaseName: input.database,
      TableName: input.table,
      PartitionsToDelete,
    });
    missing += await sendBatch(call, (sent) => glue.send(command, sent));
  }
  return Object.freeze({ dropped: wanted.length - missing, missing });
}
