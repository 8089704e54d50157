import { checkOptionNames } from "@cloudapi/core/internal";
import type { CatalogOptions } from "../catalog/catalog.ts";
import { currentSchema, defaultSpec } from "../metadata/current.ts";
import type { PartitionSpec } from "../metadata/partition-spec.ts";
import type { TableChange } from "../metadata/table-change.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { buildPartitionSpec } from "../partition/build-partition-spec.ts";
import type { PartitionTerm } from "../partition/partition-term.ts";
import { changeTable, sameTable } from "./change-table.ts";
import { checkTable, type IcebergTable } from "./iceberg-table.ts";

/**
 * Partition the rows that come from now on by something else (`[]`: by nothing). Files that are there stay as they are, under
 * the partitioning they were written by, and every reader prunes them by that.
 *
 * @throws {TypeError} for a term that can't be
 * @throws {IcebergError} `NO_SUCH_TABLE`, `COMMIT_CONFLICT`, `COMMIT_STATE_UNKNOWN`
 *
 * @example
 * ```ts
 * import { apiLogs } from "@cloudapi/core";
 * import { createTable, fileCatalog, memoryStorage, setPartition } from "@cloudapi/iceberg";
 *
 * const catalog = fileCatalog(memoryStorage());
 * const table = await createTable(catalog, { namespace: "lake", dataset: apiLogs });
 * const terms = [{ column: "endpoint", transform: "bucket", n: 8 }] as const;
 * const { metadata } = await setPartition(table, terms);
 * console.log(metadata["partition-specs"].at(-1)?.fields[0]?.transform); // => bucket[8]
 * ```
 */
export async function setPartition(
  table: IcebergTable,
  partition: readonly PartitionTerm[],
  options: CatalogOptions = {},
): Promise<IcebergTable> {
  checkTable("setPartition", table);
  if (!Array.isArray(partition))
    throw new TypeError(
      'setPartition: partition must be a list of terms, such as [{ column: "at", transform: "day" }].',
    );
  checkOptionNames("setPartition", options, ["signal"]);
  return changeTable(table, (metadata) => repartition(metadata, partition), options);
}

function repartition(
  metadata: TableMetadata,
  partition: readonly PartitionTerm[],
): TableChange | undefined {
  const specs = metadata["partition-specs"];
  const lastPartitionId = metadata["last-partition-id"];
  const spec = buildPartitionSpec(partition, {
    caller: "setPartition",
    schema: currentSchema(metadata),
    specs,
    lastPartitionId,
  });
  if (isSame(spec, defaultSpec(metadata))) return undefined;
  const there = specs.find((each) => isSame(each, spec));
  return {
    requirements: [
      sameTable(metadata),
      { type: "assert-default-spec-id", "default-spec-id": metadata["default-spec-id"] },
      {
        type: "assert-last-assigned-partition-id",
        "last-assigned-partition-id": lastPartitionId,
      },
    ],
    updates: [
      ...(there === undefined ? [{ action: "add-spec", spec } as const] : []),
      { action: "set-default-spec", "spec-id": there?.["spec-id"] ?? -1 },
    ],
  };
}

function isSame({ fields }: PartitionSpec, other: PartitionSpec): boolean {
  const [a, b] = [fields, other.fields];
  return (
    a.length === b.length &&
    a.every(({ "field-id": id, name }, i) => b[i]?.["field-id"] === id && b[i].name === name)
  );
}
