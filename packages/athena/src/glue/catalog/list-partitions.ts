import { GetPartitionsCommand, type GlueClient } from "@aws-sdk/client-glue";
import { allPages } from "./all-pages.ts";
import { askCatalog } from "./catalog-failure.ts";
import { type CatalogOptions, checkPlace } from "./check-place.ts";
import { type PartitionFilter, partitionExpression } from "./partition-expression.ts";
import { partitionKeys } from "./partition-values.ts";
import { requireTable, titleOf } from "./read-table.ts";

/** Which partitions. */
export interface ListPartitionsInput {
  readonly database: string;
  readonly table: string;
  /** For some partition columns the value that is wanted, or several. Default: all partitions. */
  readonly where?: PartitionFilter;
}

/** A partition that is registered in the catalog. */
export interface RegisteredPartition {
  /** Texts, in the order of the partition columns. */
  readonly values: Readonly<Record<string, string>>;
  readonly location: string | undefined;
  readonly createdAt: Date | undefined;
}

/**
 * The partitions of a table that are registered in the Glue Data Catalog; pages are asked for as they are consumed. A table
 * with partition projection needs none, and Athena doesn't look at those that it has.
 *
 * IAM: `glue:GetTable` and `glue:GetPartitions` on the catalog, the database and the table.
 *
 * @throws {TypeError} {@link RangeError} for input that is not known, values of other columns, or too many of them
 * @throws {TableError} `NO_SUCH_TABLE`, `NOT_THE_TABLE` when it has no partitions, `CATALOG_REQUEST_FAILED`
 *
 * @example
 * ```ts
 * import { AthenaClient } from "@aws-sdk/client-athena";
 * import { GlueClient } from "@aws-sdk/client-glue";
 * import { runQuery } from "@cloudapi/athena";
 * import { ensurePartitions, listPartitions } from "@cloudapi/athena/glue";
 *
 * const athena = new AthenaClient();
 * const outputLocation = "s3://cloudapi-logs-processed/athena-results/";
 * const sql = `CREATE EXTERNAL TABLE visits (n int) PARTITIONED BY (dt date, region string)
 *   STORED AS PARQUET LOCATION 's3://cloudapi-logs-processed/visits/'`;
 * await runQuery(athena, { sql, database: "default", outputLocation });
 *
 * const glue = new GlueClient();
 * const visits = { database: "default", table: "visits" };
 * const partitions = ["eu", "us"].map((region) => ({ values: { dt: "2025-01-15", region } }));
 * console.log(await ensurePartitions(glue, { ...visits, partitions })); // => { created: 2, altered: 0, unchanged: 0 }
 * for await (const { location } of listPartitions(glue, { ...visits, where: { region: "eu" } }))
 *   console.log(location); // => s3://cloudapi-logs-processed/visits/dt=2025-01-15/region=eu/
 * glue.destroy();
 * athena.destroy();
 * ```
 */
export async function* listPartitions(
  glue: GlueClient,
  input: ListPartitionsInput,
  options: CatalogOptions = {},
): AsyncGenerator<RegisteredPartition, void, undefined> {
  const what = "listPartitions";
  checkPlace(what, input, { required: ["database", "table"], optional: ["where"], options });
  const { signal } = options;
  const title = titleOf(input);
  const table = await requireTable(glue, { ...input, signal });
  const keys = partitionKeys(what, title, table);
  const Expression = partitionExpression(what, table, input.where ?? {});
  const call = { action: "glue:GetPartitions", of: "partitions", table: title, signal } as const;
  yield* allPages(title, async (NextToken) => {
    const command = new GetPartitionsCommand({
      DatabaseName: input.database,
      TableName: input.table,
      Expression,
      NextToken,
      ExcludeColumnSchema: true,
    });
    const page = await askCatalog(call, (sent) => glue.send(command, sent));
    const items = (page.Partitions ?? []).map(({ Values = [], StorageDescriptor, CreationTime }) =>
      Object.freeze({
        values: keys.values(Values),
        location: StorageDescriptor?.Location,
        createdAt: CreationTime,
      }),
    );
    return { items, next: page.NextToken };
  });
}
