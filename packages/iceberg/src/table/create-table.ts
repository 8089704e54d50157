import type { Dataset } from "@cloudapi/core";
import { checkDataset, checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions, IcebergCatalog } from "../catalog/catalog.ts";
import { checkTableName, tableTitle } from "../catalog/check-table-name.ts";
import type { SortTerm } from "../metadata/build-sort-order.ts";
import { createMetadata } from "../metadata/create-metadata.ts";
import { tableFolder } from "../metadata/table-paths.ts";
import type { PartitionTerm } from "../partition/partition-term.ts";
import { partitionTermsOf } from "../partition/partition-term.ts";
import { checkCatalog } from "./check-catalog.ts";
import { contractProperties } from "./contract-properties.ts";
import type { IcebergTable } from "./iceberg-table.ts";

/** A table to make. */
export interface CreateTableInput {
  /** In Glue and Athena the database; it is made when it isn't there. */
  readonly namespace: string;
  /** Default: the dataset's. */
  readonly name?: string | undefined;
  /** Its columns become the table's. */
  readonly dataset: Dataset;
  /** Where the table's files are to be. Default: a folder of the catalog's own for the name. */
  readonly location?: string | undefined;
  /** What rows are partitioned by; `[]` for nothing. Default: the partition rule of the dataset. */
  readonly partition?: readonly PartitionTerm[] | undefined;
  /** How rows are sorted within files, for engines that write to the table; runs of this package don't sort. Default: not at all. */
  readonly sortOrder?: readonly SortTerm[] | undefined;
  /**
   * Table properties, such as `write.parquet.compression-codec`, for engines that write to the table. Runs of this package heed
   * `commit.retry.*` and `write.metadata.*` (`compression-codec`, `previous-versions-max`); their files are in the table's `data/` folder.
   */
  readonly properties?: Readonly<Record<string, string>> | undefined;
}

const INPUT = [
  "namespace",
  "name",
  "dataset",
  "location",
  "partition",
  "sortOrder",
  "properties",
] as const satisfies (keyof CreateTableInput)[];

/**
 * Create an Iceberg table (format version 2) from a dataset: its columns with ids that stay theirs, and by default its partition rule,
 * of which the time becomes `day`, `hour` or `month` of the event time, and columns stay what they are.
 *
 * @throws {TypeError} {RangeError} for an argument that can't be
 * @throws {IcebergError} `TABLE_EXISTS`, and what the catalog throws
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, memoryStorage } from "@cloudapi/iceberg";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const { metadata } = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * console.log(metadata["partition-specs"][0]?.fields[0]?.name); // => "timestamp_day"
 * ```
 */
export async function createTable(
  catalog: IcebergCatalog,
  input: CreateTableInput,
  options: CatalogOptions = {},
): Promise<IcebergTable> {
  checkCatalog("createTable", catalog);
  checkOptionNames("createTable", input, INPUT);
  checkOptionNames("createTable", options, ["signal"]);
  checkDataset("createTable", input.dataset);
  const { namespace, dataset, name: given = dataset.name } = input;
  const name = { namespace, name: given };
  checkTableName("createTable", name);
  const location = input.location ?? catalog.defaultLocation(name);
  if (location === undefined)
    throw new TypeError(
      `createTable: the catalog has no place for ${tableTitle(name)}; pass its location.`,
    );
  const metadata = createMetadata(
    {
      columns: dataset.columns,
      location: tableFolder({ location }),
      partition: input.partition ?? partitionTermsOf(dataset),
      sortOrder: input.sortOrder ?? [],
      properties: { ...contractProperties(dataset), ...input.properties },
    },
    Date.now(),
  );
  await catalog.ensureNamespace(namespace, options);
  return { ...(await catalog.create(name, metadata, options)), catalog };
}
